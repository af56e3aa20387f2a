"""Those who are far behind: they get everything, in order, and nobody else notices."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.filled import fill
from tests.support.given import Connect, ConnectPlain, Pair, StartServer
from tests.support.peers import Fields, JsonPeer, PlainPeer

MANY = 30_000
"""Far more than the end of a history that a server loads when it starts."""
NOTHING_SHOWN = {"seq": 0, "at": 0}
LONG_TEXTS = 2_500
TEXT = "x" * 3900
"""So many of these are more than a server's log in memory holds, and sockets buffer."""


@pytest.fixture
def start_filled(start_server: StartServer, tmp_path: Path) -> Callable[[], int]:
    """Starts a server with a long history; gives its port."""

    def start() -> int:
        fill(tmp_path / "room", [f"text {seq} " + "é" * 100 for seq in range(1, MANY + 1)])
        return start_server("--rate", "0", "--data", str(tmp_path / "room")).port

    return start


def read_all(peer: JsonPeer) -> list[Fields]:
    """Everything up to the end of the replay."""
    messages = [peer.next()]
    while messages[-1]["type"] != "caught_up":
        messages.append(peer.next())
    return messages


def test_reading_all_of_a_long_history(start_filled: Callable[[], int], connect: Connect) -> None:
    """Several at once begin at its beginning: each has all of it in order, then hears that it is
    up to date, and goes on live; two who talk beside them do so all the time."""
    port = start_filled()
    first, second = connect(port, "carla"), connect(port, "dan")
    pair = Pair(first, second)
    place = NOTHING_SHOWN | {"log": first.welcome["log"]}
    readers = [connect(port, f"reader-{n}", resume=place) for n in range(4)]
    assert [reader.welcome["after"] for reader in readers] == [0] * 4
    talks = 0
    with ThreadPoolExecutor(len(readers)) as pool:
        replays = [pool.submit(read_all, reader) for reader in readers]
        while not all(replay.done() for replay in replays):
            assert pair.talk() == []
            talks += 1
    assert talks > 3
    for reader, replay in zip(readers, replays, strict=True):
        messages = replay.result()
        last = messages.pop()["seq"]
        said = [message for message in messages if message["type"] == "said"]
        assert [message["seq"] for message in said] == list(range(1, last + 1))
        assert said[MANY - 1]["text"].startswith(f"text {MANY} ")
        assert {m["type"] for m in messages} == {"said"}
        expected = range(last + 1, MANY + 2 * talks + 1)
        assert [m["seq"] for m in reader.said(len(expected))] == list(expected)


def test_leaving_in_the_middle_of_a_long_history(
    start_filled: Callable[[], int], connect: Connect
) -> None:
    """Whoever breaks off, or says goodbye, harms nobody; who says goodbye gets what was theirs."""
    port = start_filled()
    pair = Pair(connect(port, "carla"), connect(port, "dan"))
    place = NOTHING_SHOWN | {"log": connect(port, "log").welcome["log"]}
    for number in range(4):
        reader = connect(port, f"reader-{number}", resume=place)
        assert [m["seq"] for m in reader.said(100)] == list(range(1, 101))
        reader.reset()
    pair.talk()


def test_listeners_that_do_not_read(
    start_server: StartServer, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """Some talk bare lines and stand still while more is said than memory holds: later each reads
    all of it, without a hole."""
    server = start_server("--rate", "0")
    stalled = [connect_plain(server.port, receive_bytes=4096) for _ in range(2)]
    for number, peer in enumerate(stalled):
        peer.say(f":nick stalled-{number}")
        peer.until("You are")
    ana = connect(server.port, "ana")
    say_more_than_memory_holds(ana)
    for peer in stalled:
        expect_all(peer)
    stalled[0].say("back again")
    assert ana.until("said")["name"] == "stalled-0"


def say_more_than_memory_holds(peer: JsonPeer) -> None:
    for start in range(0, LONG_TEXTS, 100):
        peer.say(*(f"{number} {TEXT}" for number in range(start, start + 100)))
        peer.said(100)


def expect_all(peer: PlainPeer) -> None:
    for number in range(LONG_TEXTS):
        line = peer.until("ana: ")
        assert line.endswith(f"] ana: {number} {TEXT}"), (number, line[:60])


def test_answers_to_one_who_is_behind(start_server: StartServer, connect: Connect) -> None:
    """What somebody asks who stands still is answered behind all that was said before."""
    server = start_server("--rate", "0")
    stalled = connect(server.port, "stalled", receive_bytes=4096)
    ana = connect(server.port, "ana")
    say_more_than_memory_holds(ana)
    stalled.tell("history", limit=1, id=7)
    stalled.tell("ping", id=8)
    ana.tell("ping")
    ana.until("pong")
    seqs = []
    while (message := stalled.next())["type"] != "history":
        if message["type"] == "said":
            seqs.append(message["seq"])
    assert seqs == list(range(1, LONG_TEXTS + 1))
    assert message["id"] == 7
    assert [said["seq"] for said in message["entries"]] == [LONG_TEXTS]
    assert stalled.next() == {"type": "pong", "id": 8}
