"""Bad input: each has its code, the connection goes on, and nobody else notices."""

import json
from collections.abc import Iterator

import pytest

from tests.support.given import Connect, ConnectPlain, Pair
from tests.support.peers import BANNER, JsonPeer, Peer, PlainPeer
from tests.support.processes import ServerProgram


@pytest.fixture
def eve(server: ServerProgram, connect: Connect, bystanders: Pair) -> Iterator[JsonPeer]:
    """Somebody who does wrong and then talks on; nobody else notices the wrong."""
    eve = connect(server.port, "eve")
    bystanders.talk()
    yield eve
    eve.say("still here")
    eve.until("said", text="still here")
    assert bystanders.talk()[-1] == "still here"


LINES = {
    "broken": (b'{"type":"say","text":"x"', "bad-json", None),
    "no-json": (b"hello", "bad-json", None),
    "list": (b'["say","x"]', "bad-json", None),
    "number": (b"1", "bad-json", None),
    "two": (b'{"type":"who"}{"type":"who"}', "bad-json", None),
    "deep": (b"[" * 20_000 + b"]" * 20_000, "bad-json", None),
    "deep-field": (b'{"type":"ping","x":' + b"[" * 20_000 + b"]" * 20_000 + b"}", "bad-json", None),
    "latin-1": ('{"type":"say","text":"grüße"}'.encode("latin-1"), "bad-encoding", None),
    "half-character": (b'{"type":"say","text":"\xf0\x9f\x98"}', "bad-encoding", None),
    "surrogate-bytes": (b'{"type":"say","text":"\xed\xa0\x80"}', "bad-encoding", None),
    "unknown": (b'{"type":"dance","id":4}', "unknown-type", 4),
    "servers": (b'{"type":"welcome","id":5}', "unknown-type", 5),
    "no-type": (b'{"text":"x"}', "bad-field", None),
    "type-number": (b'{"type":7}', "bad-field", None),
    "text-number": (b'{"type":"say","text":7,"id":8}', "bad-field", 8),
    "no-text": (b'{"type":"say","id":9}', "bad-field", 9),
    "text-null": (b'{"type":"say","text":null}', "bad-field", None),
    "id-negative": (b'{"type":"say","text":"x","id":-1}', "bad-field", None),
    "id-huge": (b'{"type":"say","text":"x","id":9007199254740993}', "bad-field", None),
    "id-text": (b'{"type":"say","text":"x","id":"1"}', "bad-field", None),
    "kind": (b'{"type":"say","text":"x","kind":"shout","id":10}', "bad-field", 10),
    "hello-twice": (b'{"type":"hello","v":1,"name":"eva"}', "already-here", None),
    "empty": (b'{"type":"say","text":"","id":11}', "empty-text", 11),
    "blank": (b'{"type":"say","text":" \\n \\t\\n","id":12}', "empty-text", 12),
    "invisible": (b'{"type":"say","text":"\\u200b\\u2060","id":13}', "empty-text", 13),
    "whisper": (b'{"type":"whisper","to":"nobody","text":"x","id":14}', "no-such-name", 14),
    "whisper-empty": (b'{"type":"whisper","to":"carla","text":"","id":15}', "empty-text", 15),
    "name-taken": (b'{"type":"nick","name":"CARLA","id":16}', "name-taken", 16),
    "name-own": (b'{"type":"nick","name":"eve","id":17}', "name-taken", 17),
    "name-reserved": (b'{"type":"nick","name":"Server","id":18}', "name-reserved", 18),
    "name-bad": (b'{"type":"nick","name":"a b","id":19}', "bad-name", 19),
    "name-empty": (b'{"type":"nick","name":"","id":20}', "bad-name", 20),
    "name-long": (b'{"type":"nick","name":"abcdefghijklmnopqrstuvwxyz","id":21}', "bad-name", 21),
    "name-mixed": ('{"type":"nick","name":"pаypal","id":22}'.encode(), "bad-name", 22),
    "name-control": (b'{"type":"nick","name":"a\\u001b[1m","id":23}', "bad-name", 23),
}


@pytest.mark.parametrize(("line", "code", "id"), LINES.values(), ids=LINES)
def test_line(eve: JsonPeer, line: bytes, code: str, id: int | None) -> None:
    """A line that cannot be carried out is answered with a stable code, a sentence and its id."""
    eve.send(line + b"\n")
    error = eve.until("error")
    assert error["code"] == code
    assert error.get("id") == id
    assert error["text"].endswith(".")
    assert error["text"].isprintable()


def test_say_before_hello(server: ServerProgram, bystanders: Pair) -> None:
    """Nobody talks who has not said hello; afterwards it goes on as if nothing had been."""
    with Peer(server.port) as peer:
        assert peer.line().startswith(BANNER)
        peer.send(b'{"type":"say","text":"x","id":1}\n{"type":"who"}\n{"type":"hello","v":1}\n')
        codes = [json.loads(peer.line())["code"] for _ in range(3)]
        assert codes == ["no-hello", "no-hello", "bad-field"]
        peer.send(b'{"type":"hello","v":1,"name":"fay"}\n{"type":"say","text":"y"}\n')
        assert json.loads(peer.line())["type"] == "welcome"
        assert json.loads(peer.line())["text"] == "y"
    assert bystanders.talk() == ["y"]


def test_answers_come_in_order_around_a_hello(server: ServerProgram) -> None:
    """Errors before the hello come before the welcome, what is asked behind it comes after."""
    lines = (
        b'{"type":"who","id":1}\nnonsense\n{"type":"hello","v":1,"name":"gil"}\n{"type":"who"}\n'
    )
    with Peer(server.port) as peer:
        assert peer.line().startswith(BANNER)
        peer.send(lines)
        answers = [json.loads(peer.line()) for _ in range(4)]
        assert [answer.get("code") or answer["type"] for answer in answers] == [
            "no-hello",
            "bad-json",
            "welcome",
            "members",
        ]


def test_broken_hello_is_not_said(server: ServerProgram, bystanders: Pair) -> None:
    """A hello with a mistake in it is answered in JSON; its secret never reaches the room."""
    with Peer(server.port) as peer:
        assert peer.line().startswith(BANNER)
        peer.send(b'{"type":"hello","v":1,"name":"x","session":"0123456789abcdef",}\n')
        assert json.loads(peer.line())["code"] == "bad-json"
    assert bystanders.talk() == []


def test_another_version(server: ServerProgram, bystanders: Pair) -> None:
    """A client of another version is told so, and let go."""
    with Peer(server.port) as peer:
        assert peer.line().startswith(BANNER)
        peer.send(b'{"type":"hello","v":2,"name":"fay"}\n')
        assert json.loads(peer.line())["code"] == "bad-version"
        assert peer.rest() == b""
    assert bystanders.talk() == []


@pytest.mark.parametrize("name", ["carla", "CARLA", "server", "", "a b", "\x1b[2J", "x" * 9000])
def test_wanted_names_become_valid(
    server: ServerProgram, connect: Connect, bystanders: Pair, name: str
) -> None:
    """Whoever comes with a name that cannot be gets one that can, and is told."""
    peer = connect(server.port, name)
    assert peer.name.replace("-", "").isalnum()
    assert peer.name not in ("carla", "server")
    assert peer.name in peer.welcome["names"]
    peer.say("x")
    assert bystanders.talk() == ["x"]


def test_invalid_utf8_in_bare_lines(
    server: ServerProgram, connect_plain: ConnectPlain, bystanders: Pair
) -> None:
    """In bare lines what is not UTF-8 is replaced and shown, since nobody knows better."""
    visitor: PlainPeer = connect_plain(server.port)
    visitor.send("grüße\n".encode("latin-1") + b"\xff\xfe\n" + b"cut \xf0\x9f\x98\n")
    visitor.until("cut ")
    assert bystanders.talk() == ["gr\ufffd\ufffde", "\ufffd\ufffd", "cut \ufffd"]


CLEANED = {
    "\x1b]0;title\x07x": "␛]0;title␇x",
    "a\u202eb": "a\\u202eb",
    "a\u200bb\u2066c": "ab\\u2066c",
    "nul \0 del \x7f": "nul ␀ del ␡",
    "c1 \x9b31m": "c1 \\x9b31m",
    "tab\there": "tab    here",
    "old mac\rline": "old mac␍line",
    "dos\r\nlines": "dos\nlines",
    "line\u2028separator": "line\\u2028separator",
}


@pytest.mark.parametrize(("text", "shown"), CLEANED.items(), ids=map(ascii, CLEANED))
def test_control_and_bidi_characters(
    eve: JsonPeer, bystanders: Pair, text: str, shown: str
) -> None:
    """Texts arrive clean at everybody, programs too."""
    eve.say(text)
    assert eve.until("said", name="eve")["text"] == shown
    assert bystanders.talk() == [shown]
