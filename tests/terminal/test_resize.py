"""However the window is resized, the half-typed line is whole, and nothing lost or doubled."""

import pytest

from tests.terminal.room import Client, Peer, StartClient

SIZES = [(60, 24), (100, 30), (40, 10), (41, 24), (25, 20), (120, 12), (30, 40), (80, 24), (79, 5)]
HALF_LINES = {
    "short": "half a line",
    "wrapped": "a line that goes on and on until it is longer than most of the windows here",
    "wide": "半分だけ書いた行 🙂 がここにあって、ウィンドウよりも長いことがある",
}
BOTH_KINDS = pytest.mark.parametrize("reflows", [False, True], ids=["cuts", "reflows"])
EACH_HALF_LINE = pytest.mark.parametrize("half", HALF_LINES.values(), ids=HALF_LINES)


def assert_all_is_there(client: Client, half: str, messages: list[str]) -> None:
    client.wait_heard(messages[-1])
    client.wait_input(half)
    client.assert_said(*messages)


def input_lines(client: Client) -> list[str]:
    """The lines that are, or once were, the input line."""
    return [line for line in client.terminal.lines if line.startswith("ana>")]


@BOTH_KINDS
@EACH_HALF_LINE
def test_resized_between_messages(
    peer: Peer, start_client: StartClient, half: str, *, reflows: bool
) -> None:
    """After each resize and each message the half line is whole.

    It is also there only once, unless the terminal itself has broken its rows: the program cannot
    know where they are then, and would rather leave remains of them than take a message away.
    """
    ana = start_client(reflows=reflows)
    ana.type(half)
    messages: list[str] = []
    for columns, rows in [(80, 24), *SIZES, *reversed(SIZES)]:
        ana.terminal.resize(columns, rows)
        ana.wait_input(half)
        messages.append(f"m{len(messages)}")
        peer.say(messages[-1])
        assert_all_is_there(ana, half, messages)
    if not reflows or half == HALF_LINES["short"]:
        assert len(input_lines(ana)) == 1, f"remains:\n{ana}"


@BOTH_KINDS
@EACH_HALF_LINE
def test_resized_while_messages_come(
    peer: Peer, start_client: StartClient, half: str, *, reflows: bool
) -> None:
    """Resized again and again while messages come: all come, and in the end all is in its place."""
    ana = start_client(reflows=reflows)
    ana.type(half)
    messages = [f"m{n}" for n in range(60)]
    for number, (columns, rows) in enumerate([*SIZES, *SIZES, (80, 24)]):
        peer.say(*messages[number * 3 : number * 3 + 3])
        ana.terminal.resize(columns, rows)
        if number % 3:
            ana.wait_heard(messages[number * 3 + 1])
    peer.say(*messages[57:])
    assert_all_is_there(ana, half, messages)


@BOTH_KINDS
def test_pulled_narrower_and_wider(peer: Peer, start_client: StartClient, *, reflows: bool) -> None:
    """Pulling at the window's edge, column by column, keeps every message."""
    ana = start_client(reflows=reflows)
    ana.type(HALF_LINES["wrapped"])
    messages = [f"m{n}" for n in range(20)]
    peer.say(*messages)
    ana.wait_heard(messages[-1])
    for columns in [*range(80, 40, -1), *range(40, 101)]:
        ana.terminal.resize(columns, 24)
        ana.terminal.pump()
    assert_all_is_there(ana, HALF_LINES["wrapped"], messages)
    ana.enter()
    assert peer.next("said", name="ana")["text"] == HALF_LINES["wrapped"]


def test_messages_wider_than_the_new_window(peer: Peer, start_client: StartClient) -> None:
    """Where the terminal breaks lines anew, messages stay whole through every resize."""
    ana = start_client(reflows=True)
    ana.type("half a line")
    messages: list[str] = []
    for columns, rows in [(80, 24), *SIZES]:
        ana.terminal.resize(columns, rows)
        messages.append(f"{len(messages)} " + "a long story " * 12 + "漢字 " * 9 + "end")
        peer.say(messages[-1])
        assert_all_is_there(ana, "half a line", messages)
