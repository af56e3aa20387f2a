"""What was said before one came: shown at the beginning, looked at with :history and :search."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.terminal import DEADLINE_S
from tests.terminal.room import Client, Peer, StartClient

MARK = "-- That was said before you came; from here on it is live."
LIMITS = {"line_bytes": 65536, "text_chars": 4000, "text_lines": 100}
MODES = pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
HARM = "\x1b[2J\x9b31m\u202eb\rc\u2028d\n-- ana left\n!! harm"
RETRIES_S = 1.5
"""Longer than a client waits before it tries for the first time and the second time again."""
SHOWN = "␛[2J\\x9b31m\\u202eb␍c\\u2028d"


class Past:
    """A server that says what the test tells it to, so that its past can be of any time."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(DEADLINE_S)
        self.port = self._listener.getsockname()[1]

    def welcome(self, **fields: Any) -> dict[str, Any]:
        """Wait for a client and let it in; give its hello."""
        hello = self._accept()
        self.send("welcome", **(self.lobby | fields))
        return hello

    def turn_away(self, code: str, text: str) -> None:
        """Wait for a client, and do not let it in."""
        self._accept()
        self.send("error", code=code, text=text)
        self.hang_up()

    @property
    def lobby(self) -> dict[str, Any]:
        """The fields of a welcome."""
        welcome = {"v": 1, "name": "ana", "from": "a" * 16, "room": "lobby", "log": "log", "seq": 9}
        return welcome | {"count": 2, "names": ["ana", "bot"], "limits": LIMITS, "after": 9}

    def nobody_comes(self) -> None:
        """Check that no client connects for longer than one waits before it tries again."""
        self._listener.settimeout(RETRIES_S)
        with pytest.raises(TimeoutError):
            self._listener.accept()
        self._listener.settimeout(DEADLINE_S)

    def _accept(self) -> dict[str, Any]:
        self._connection, _ = self._listener.accept()
        self._connection.settimeout(DEADLINE_S)
        self._file = self._connection.makefile("rb")
        self._connection.sendall(b"* realtime-chat/1 hello\n")
        return self.next("hello")

    def next(self, type: str) -> dict[str, Any]:
        """The next message of this type that the client sends."""
        while True:
            message: dict[str, Any] = json.loads(self._file.readline())
            if message["type"] == type:
                return message

    def send(self, type: str, **fields: Any) -> None:
        """Send one message."""
        self._connection.sendall(json.dumps({"type": type, **fields}).encode() + b"\n")

    def say(self, seq: int, when: datetime, text: str = "") -> None:
        """Let something be said."""
        self.send("said", **said(seq, when, text))

    def hang_up(self) -> None:
        """Close the connection."""
        self._file.close()
        self._connection.close()

    def close(self) -> None:
        """Go away."""
        self.hang_up()
        self._listener.close()


@pytest.fixture
def past() -> Iterator[Past]:
    """A server with a past."""
    server = Past()
    yield server
    server.close()


def said(seq: int, when: datetime, text: str = "") -> dict[str, Any]:
    """Something that was said then, by default its own number."""
    at = int(when.timestamp() * 1000)
    return {"seq": seq, "at": at, "from": "b" * 16, "name": "bot", "text": text or f"number {seq}"}


def shown(client: Client) -> list[str]:
    """The lines on the screen from the welcome on, without times, the prompt and what is below."""
    lines = [line.removeprefix(line[:8]) if line[0] == "[" else line for line in lines_of(client)]
    start = next(n for n, line in enumerate(lines) if line.startswith("-- Connected"))
    return [line for line in lines[start + 1 :] if not line.startswith((":", "ana>", " "))]


def lines_of(client: Client) -> list[str]:
    return [line for line in client.terminal.recent if line]


def noon(*date: int) -> datetime:
    year, month, day = date
    return datetime(year, month, day, 12, tzinfo=UTC)


# --- with a server whose past is told by the test -------------------------------------------


@MODES
def test_each_day_has_its_date(
    past: Past, start_client: StartClient, options: tuple[str, ...]
) -> None:
    """What was said before comes under the days it was said on, up to a mark; then it is live."""
    ana = start_client("ana", *options, port=past.port, env={"TZ": "UTC"})
    assert past.welcome(after=6)["history"] == 50
    now = datetime.now(UTC)
    past.say(7, noon(2024, 2, 29))
    past.say(8, noon(2024, 2, 29))
    past.say(9, noon(2024, 3, 1))
    past.send("caught_up", seq=9)
    past.say(10, now)
    past.say(11, now + timedelta(days=400))
    ana.wait_heard("number 11")
    assert shown(ana) == [
        *("── Thursday, 29 February 2024 ──", "bot: number 7", "bot: number 8"),
        *("── Friday, 1 March 2024 ──", "bot: number 9", MARK),
        *(f"── {in_words(now)} ──", "bot: number 10"),
        *(f"── {in_words(now + timedelta(days=400))} ──", "bot: number 11"),
    ]


def in_words(when: datetime) -> str:
    return f"{when:%A}, {when.day} {when:%B} {when.year}"


@MODES
def test_several_answers_are_one_block(
    past: Past, start_client: StartClient, options: tuple[str, ...]
) -> None:
    """What is said meanwhile stands before it, and the half line stays."""
    ana = start_client("ana", *options, port=past.port, env={"TZ": "UTC"})
    past.welcome()
    ana.wait_for("-- Connected")
    now = datetime.now(UTC)
    ana.enter(":history 3")
    asked = past.next("history")
    assert (asked["before"], asked["limit"]) == (10, 3)
    past.send("history", id=asked["id"], entries=[said(9, noon(2024, 3, 1))], more=True)
    past.say(10, now)
    asked = past.next("history")
    assert (asked["before"], asked["limit"]) == (9, 2)
    entries = [said(7, noon(2024, 2, 29)), said(8, noon(2024, 3, 1))]
    past.send("history", id=asked["id"], entries=entries, more=True)
    ana.wait_for("-- End of the earlier messages; :history shows more.")
    past.say(11, now)
    ana.wait_heard("number 11")
    assert shown(ana) == [
        *("bot: number 10", "-- 3 earlier messages:"),
        *("── Thursday, 29 February 2024 ──", "bot: number 7"),
        *("── Friday, 1 March 2024 ──", "bot: number 8", "bot: number 9"),
        "-- End of the earlier messages; :history shows more.",
        *(f"── {in_words(now)} ──", "bot: number 11"),
    ]


def test_the_connection_goes_while_it_is_waited_for(past: Past, start_client: StartClient) -> None:
    """It is told, and can be asked again."""
    ana = start_client(port=past.port)
    past.welcome()
    ana.wait_for("-- Connected")
    ana.enter(":search number")
    assert past.next("search")["text"] == "number"
    past.hang_up()
    ana.wait_for("!! What was looked for has not come: ask again.")
    past.welcome()
    ana.wait_for("-- Connected again")
    ana.enter(":search")
    asked = past.next("search")
    assert (asked["text"], "before" in asked) == ("number", False)
    past.send("found", id=asked["id"], entries=[said(3, noon(2024, 3, 1))])
    ana.wait_for("-- End of what was found; there is nothing earlier.")
    assert ana.said() == ["number 3"]


def test_a_busy_server(past: Past, start_client: StartClient) -> None:
    """Its reason is shown, and the next question is asked as ever."""
    ana = start_client(port=past.port)
    past.welcome()
    ana.wait_for("-- Connected")
    ana.enter(":history")
    past.send("error", code="busy", text="Too much to do.", id=past.next("history")["id"])
    ana.wait_for("!! Too much to do.")
    ana.enter(":history")
    past.send("history", id=past.next("history")["id"], entries=[])
    ana.wait_for("-- There is nothing earlier.")
    ana.wait_input("")


@MODES
def test_what_a_hostile_server_has_stored(
    past: Past, start_client: StartClient, options: tuple[str, ...]
) -> None:
    """It is cleaned like everything else, and comes to an end."""
    ana = start_client("ana", *options, port=past.port)
    past.welcome()
    ana.wait_for("-- Connected")
    ana.enter(":history 1000")
    entries = [said(9, noon(2024, 3, 1)) | {"name": HARM, "at": 2**53}]
    past.send("history", id=past.next("history")["id"], entries=entries, more=True)
    past.send("history", id=past.next("history")["id"], entries=entries, more=True)
    ana.wait_for("-- End of the earlier messages")
    ana.enter(":search harm")
    entries = [said(2**53, noon(2024, 3, 1), HARM)]
    past.send("found", id=past.next("search")["id"], entries=entries)
    ana.wait_for("-- End of what was found")
    assert SHOWN in "".join(lines_of(ana))
    assert not [line for line in lines_of(ana) if line.startswith(("-- ana left", "!! harm"))]
    for harm in (b"\x1b[2J", "\x9b".encode(), "\u202e".encode()):
        assert harm not in ana.terminal.written
    past.say(10, noon(2024, 3, 1))
    ana.wait_heard("number 10")


# --- with a server of ours ------------------------------------------------------------------


@MODES
def test_one_begins_with_the_last_messages(
    peer: Peer, start_client: StartClient, options: tuple[str, ...]
) -> None:
    """The last fifty, and :history shows those before, until there are none."""
    texts = [f"number {n}" for n in range(1, 61)]
    peer.say(*texts)
    peer.texts_of("bot", last=texts[-1])
    ana = start_client("ana", *options, rows=100)
    ana.wait_for(MARK)
    assert ana.said() == texts[10:]
    ana.enter(":history 4")
    ana.wait_for("-- End of the earlier messages; :history shows more.")
    assert ana.said() == texts[10:] + texts[6:10]
    ana.enter(":history")
    ana.wait_for("-- End of the earlier messages; there is nothing before them.")
    assert ana.said() == texts[10:] + texts[6:10] + texts[:6]
    ana.enter(":history")
    ana.wait_for("-- There is nothing earlier.")
    peer.say("marker")
    ana.wait_heard("marker")


def test_one_may_begin_with_nothing(peer: Peer, start_client: StartClient) -> None:
    """Then there is no mark either."""
    peer.say("before")
    peer.texts_of("bot", last="before")
    ana = start_client("ana", "--history", "0")
    peer.say("live")
    ana.wait_heard("live")
    assert ana.said() == ["live"]
    assert MARK not in ana.terminal.lines
    ana.enter(":history")
    ana.wait_for("-- End of the earlier messages")
    assert ana.said() == ["live", "before"]


def test_in_an_empty_room_there_is_no_mark(ana: Client, peer: Peer) -> None:
    """Nothing was said before."""
    peer.say("live")
    ana.wait_heard("live")
    assert MARK not in ana.terminal.lines


def test_long_messages_take_several_answers(peer: Peer, start_client: StartClient) -> None:
    """More than one line of the protocol holds."""
    texts = [f"{n} " + "漢" * 3990 for n in range(20)]
    for text in texts:
        peer.say(text)
    peer.texts_of("bot", last=texts[-1])
    ana = start_client("ana", "--history", "0", columns=200)
    ana.enter(":history 20")
    ana.wait_for("-- End of the earlier messages; there is nothing before them.")
    ana.assert_said(*texts)


@MODES
def test_words_are_found(peer: Peer, start_client: StartClient, options: tuple[str, ...]) -> None:
    """In whatever case, oldest first, and further back with each :search."""
    texts = [f"number {n} {'Apple' if n % 2 else 'pear'}" for n in range(60)]
    peer.say(*texts)
    peer.texts_of("bot", last=texts[-1])
    ana = start_client("ana", *options, "--history", "0", rows=60)
    ana.enter(":search")
    ana.wait_for("!! Nothing was searched for yet")
    if not options:
        ana.wait_input("")
    ana.enter(":search apple NUMBER")
    ana.wait_for("-- End of what was found; :search looks further back.")
    assert ana.said() == texts[21::2]
    ana.enter(":search")
    ana.wait_for("-- Found 10 earlier with “apple NUMBER”:")
    ana.wait_for("-- End of what was found; there is nothing earlier.")
    assert ana.said() == texts[21::2] + texts[1:21:2]
    ana.enter(":search plum")
    ana.wait_for("-- Found nothing with “plum”.")
