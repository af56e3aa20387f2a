"""While very many messages arrive at once one can go on typing, and the server waits."""

from collections.abc import Iterator

import pytest

from tests.support.processes import scale
from tests.terminal.burst import BurstServer, input_lines
from tests.terminal.room import Client, StartClient

WORDS = ["typed", "while", "打字", "héllo🙂"]
BURSTS = {
    "plain": [f"{n:05} the quick brown fox jumps over the lazy dog" for n in range(10_000)],
    "wide": [f"{n:05} 番目のメッセージです 👍🏽🎉 👩\u200d🚀 héllo" for n in range(5_000)],
    "wrapped": [f"{n:05} a long story" + " with no end at all" * 20 for n in range(1_500)],
}
ROWS_AFTER = 1_000
"""How many rows are still to come at least when something that was typed is there."""
UNREAD_MESSAGES = 8_000
UNREAD_CHARS = 4_000
"""Together 32 MB, which is more than the buffers of any kernel take."""


@pytest.fixture
def burst() -> Iterator[BurstServer]:
    """A server that waits for one client."""
    with BurstServer() as server:
        yield server


@pytest.fixture
def ana(burst: BurstServer, start_client: StartClient) -> Client:
    """A client called `ana` at that server."""
    client = start_client(port=burst.port)
    burst.welcome()
    client.wait_for("-- Connected. You")
    client.wait_input("")
    return client


def wait_drawn(client: Client, line: str) -> None:
    """Wait until the input line was drawn with this text in it."""
    client.terminal.wait_until(lambda: line.encode() in client.terminal.written, line)


@pytest.mark.parametrize("messages", BURSTS.values(), ids=BURSTS)
def test_typing_in_a_burst(burst: BurstServer, ana: Client, messages: list[str]) -> None:
    """What is typed is there long before the last message, and whole whenever it is drawn."""
    burst.pour(messages)
    ana.wait_scrolled(1)
    line = ""
    for word in WORDS:
        ana.terminal.type(f" {word}")
        line += f" {word}"
        wait_drawn(ana, line)
    ana.wait_heard(messages[-1])
    ana.wait_input(line)
    ana.assert_said(*messages)
    _, *seen = input_lines(bytes(ana.terminal.written))
    lines = [shown for shown, _ in seen]
    assert set(lines) <= {f"ana> {line[:end]}".rstrip() for end in range(len(line) + 1)}
    assert lines == sorted(lines, key=len)
    whole = next(scrolled for shown, scrolled in seen if shown == f"ana> {line}")
    assert whole < ana.terminal.scrolled - ROWS_AFTER


def test_entering_in_a_burst(burst: BurstServer, ana: Client) -> None:
    """What is entered is carried out, and the answer is shown before the last message."""
    burst.pour(BURSTS["plain"])
    ana.wait_scrolled(1)
    ana.enter(":nonsense")
    ana.wait_heard(BURSTS["plain"][-1])
    ana.wait_input("")
    answer = next(n for n, line in enumerate(ana.terminal.lines) if ":nonsense" in line)
    assert answer < len(ana.terminal.lines) - ROWS_AFTER


def test_a_terminal_that_nobody_reads_holds_the_server_back(
    burst: BurstServer, ana: Client
) -> None:
    """The client takes no more than it can show; everything else stays with the server."""
    burst.pour(["x" * UNREAD_CHARS] * UNREAD_MESSAGES)
    while not burst.stands_still(scale(1)):
        pass
    assert 0 < burst.taken < burst.poured
