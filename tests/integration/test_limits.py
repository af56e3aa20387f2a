"""At the limits and across them: sizes, packets, bytes that come one by one."""

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.given import Connect, ConnectPlain, Pair
from tests.support.peers import BANNER, JsonPeer, Peer
from tests.support.processes import ServerProgram, scale

LINE_LIMIT_BYTES = 65_536
EMOJI = "😀"


def padded(text: str, size: int) -> bytes:
    """A `say` of exactly `size` bytes, made long by a field that nobody knows."""
    line = json.dumps({"type": "say", "text": text, "padding": ""}).encode()
    return line[:-2] + b"x" * (size - len(line)) + line[-2:]


@pytest.fixture
def eve(server: ServerProgram, connect: Connect, bystanders: Pair) -> JsonPeer:
    """Somebody at the limits."""
    eve = connect(server.port, "eve")
    bystanders.talk()
    return eve


def test_longest_line(eve: JsonPeer, bystanders: Pair) -> None:
    """A line of 65,536 bytes is taken, with either ending."""
    eve.send(padded("longest", LINE_LIMIT_BYTES) + b"\n")
    eve.send(padded("with carriage return", LINE_LIMIT_BYTES) + b"\r\n")
    eve.until("said", text="with carriage return")
    assert bystanders.talk() == ["longest", "with carriage return"]


@pytest.mark.parametrize("size", [LINE_LIMIT_BYTES + 1, 70_000, 1_000_000])
def test_line_too_long(eve: JsonPeer, bystanders: Pair, size: int) -> None:
    """A longer line is refused once, and the next one is taken."""
    eve.send(padded("too long", size) + b"\n")
    eve.say("short")
    eve.tell("ping")
    told = [eve.next()]
    while told[-1]["type"] != "pong":
        told.append(eve.next())
    assert [message["code"] for message in told if message["type"] == "error"] == ["line-too-long"]
    assert eve.texts[-1] == "short"
    assert bystanders.talk() == ["short"]


def test_line_that_never_ends(eve: JsonPeer, bystanders: Pair) -> None:
    """A line is refused as soon as it is too long; whatever else comes of it is thrown away."""
    eve.send(b"x" * (LINE_LIMIT_BYTES + 2))
    assert eve.refusal() == "line-too-long"
    for _ in range(40):
        eve.send(b"y" * 50_000)
    assert bystanders.talk() == []
    eve.send(b'{"type":"ping"}\n{"type":"say","text":"at last"}\n')
    eve.until("said", text="at last")
    assert bystanders.talk() == ["at last"]


def test_bare_line_too_long(
    server: ServerProgram, connect_plain: ConnectPlain, bystanders: Pair
) -> None:
    """A bare line over the limits is refused with a sentence, and the next one is said."""
    visitor = connect_plain(server.port)
    visitor.say("hello", "x" * 70_000, "y" * 4001, "short")
    assert "65,536 bytes" in visitor.until("!! ")
    assert "4,000" in visitor.until("!! ")
    assert bystanders.talk() == ["hello", "short"]


def test_first_line_too_long(server: ServerProgram, bystanders: Pair) -> None:
    """Nobody knows what follows it, such as a web page's headers: it is told so, and let go."""
    request = b"POST /" + b"a" * 16_384 + b" HTTP/1.1\r\nHost: x\r\n\r\nhello from a web page\r\n"
    with Peer(server.port) as peer:
        assert peer.line().startswith(BANNER)
        peer.send(request)
        answer = peer.line()
        assert b"too long" in answer
        assert b"16,384 bytes" in answer
        assert peer.rest() == b""
    assert bystanders.talk() == []


def test_text_of_4000_characters(eve: JsonPeer, bystanders: Pair) -> None:
    """4,000 characters go through, of whatever kind and however they are written."""
    texts = ["x" * 4000, EMOJI * 4000, "ä" * 4000, "\n".join(["x" * 39] * 100)]
    for text in texts:
        eve.say(text)  # the emoji as two \u escapes of six bytes each
    eve.send(json.dumps({"type": "say", "text": EMOJI * 4000}, ensure_ascii=False).encode() + b"\n")
    eve.say("end")
    eve.until("said", text="end")
    assert bystanders.talk() == [*texts, EMOJI * 4000, "end"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 4001, "text-too-long"),
        (EMOJI * 4001, "text-too-long"),
        ("\t" * 1001, "empty-text"),
        ("\t" * 1001 + "x", "text-too-long"),
        ("\x1b" * 4001, "text-too-long"),
        ("\n".join("x" * 101), "too-many-lines"),
        ("\r\n".join("x" * 101), "too-many-lines"),
        ("x" + "\n" * 100 + "x", "too-many-lines"),
    ],
)
def test_text_over_a_limit(eve: JsonPeer, bystanders: Pair, text: str, code: str) -> None:
    """What would be too much, once it is cleaned, is refused and nobody sees any of it."""
    eve.tell("say", text=text, id=1)
    assert eve.refusal(id=1) == code
    eve.tell("whisper", to="carla", text=text, id=2)
    assert eve.refusal(id=2) == code
    assert bystanders.talk() == []


def test_half_a_character_at_the_end_of_a_packet(eve: JsonPeer, bystanders: Pair) -> None:
    """However packets cut a character, it arrives whole."""
    for cut in (1, 2, 3):
        head, tail = '{"type":"say","text":"', '"}\n'
        emoji = EMOJI.encode()
        eve.send(head.encode() + emoji[:cut])
        assert bystanders.talk() == []  # by now the server has read the first half
        eve.send(emoji[cut:] + tail.encode())
        assert eve.until("said", name="eve")["text"] == EMOJI
        assert bystanders.talk() == [EMOJI]


def test_half_a_character_in_bare_lines(
    server: ServerProgram, connect_plain: ConnectPlain, bystanders: Pair
) -> None:
    """The same without JSON, also in the first line and before a carriage return."""
    visitor = connect_plain(server.port, ending="\r\n")
    data = f"a {EMOJI} b\r\n".encode()
    for cut in (3, 4, 5, len(data) - 1):
        visitor.send(data[:cut])
        assert bystanders.talk() == []
        visitor.send(data[cut:])
        visitor.until(f": a {EMOJI} b")
        assert bystanders.talk() == [f"a {EMOJI} b"]


def test_one_byte_per_packet(eve: JsonPeer, bystanders: Pair) -> None:
    """The smallest packets make the same messages."""
    line = json.dumps({"type": "say", "text": f"byte by byte {EMOJI}"}, ensure_ascii=False)
    for byte in (line + "\r\n").encode():
        eve.send(bytes([byte]))
    eve.until("said", name="eve")
    assert bystanders.talk() == [f"byte by byte {EMOJI}"]


def test_answers_come_in_the_order_of_the_questions(eve: JsonPeer) -> None:
    """A refusal overtakes no answer, and none overtakes a refusal."""
    lines = [b'{"type":"who"}', b"broken", b'{"type":"nick","name":"a b"}', b'{"type":"ping"}']
    eve.send(b"\n".join([*lines * 50, b""]))
    kinds: list[str] = []
    while len(kinds) < 200:
        message = eve.next()
        if message["type"] != "said":
            kinds.append(message.get("code") or message["type"])
    assert kinds == ["members", "bad-json", "bad-name", "pong"] * 50


def test_who_asks_much_gets_every_answer(eve: JsonPeer) -> None:
    """20,000 questions at once are answered one by one to whoever reads the answers."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(
            eve.send, b"".join(b'{"type":"ping","id":%d}\n' % number for number in range(20_000))
        )
        for number in range(20_000):
            assert eve.until("pong")["id"] == number
        asked.result()


def test_who_asks_without_reading_is_let_go(
    server: ServerProgram, connect: Connect, bystanders: Pair
) -> None:
    """Answers that nobody takes in pile up to a limit; then nothing more is read, or it is the end
    of the connection. Nobody else notices."""
    deaf = connect(server.port, "deaf", receive_bytes=4096)
    deaf.sock.settimeout(scale(0.5))
    with contextlib.suppress(OSError):
        while True:
            deaf.send(b'{"type":"who"}\n' * 1000)
    assert bystanders.talk() == []


def test_whispers_to_the_deaf_are_refused(
    server: ServerProgram, connect: Connect, bystanders: Pair
) -> None:
    """Whispers to somebody who takes nothing in are refused in the end, and not kept."""
    connect(server.port, "deaf", receive_bytes=4096)
    eve = connect(server.port, "eve")
    answers: list[str] = []
    while "busy" not in answers:
        assert len(answers) < 5000
        eve.tell("whisper", to="deaf", text="x" * 4000, id=len(answers) + 1)
        message = eve.next()
        if message["type"] in ("whispered", "error"):
            answers.append(message.get("code", "whispered"))
    assert bystanders.talk() == []
