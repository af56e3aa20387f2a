"""The banner, and JSON lines that are not as they should be."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import RemoteProtocolError
from app.protocol.base import VERSION
from app.protocol.dialects import BANNER, is_banner
from app.protocol.json_lines import decode_json, decode_server_json, encode_json
from app.protocol.plain_lines import decode_plain
from tests.unit.outside import unsafe
from tests.unit.protocol.wire import CLIENT_TYPES, SERVER_TYPES, client_messages, server_messages


def test_the_banner_is_recognised_and_tells_people_what_to_do() -> None:
    """Ours, and that of other versions; and nothing that an original server would send."""
    assert is_banner(BANNER.encode())
    assert f"realtime-chat/{VERSION}" in BANNER
    assert ":help" in BANNER
    assert is_banner(b"* realtime-chat/27.1 something new")
    for line in (b"", b"Welcome!", b"ana: * realtime-chat/1", b"* realtime-chat/x", b"\xff"):
        assert not is_banner(line)


@pytest.mark.parametrize(
    ("line", "code", "id"),
    [
        (b"\xff", "bad-encoding", None),
        (b'{"type":"say","text":"\xc3"}', "bad-encoding", None),
        (b'{"type":"say","text":"\xed\xa0\x80"}', "bad-encoding", None),
        (b"", "bad-json", None),
        (b"hello", "bad-json", None),
        (b'["say"]', "bad-json", None),
        (b'{"type":"say","text":"hi"', "bad-json", None),
        (b'{"type":"say","text":"hi"} {}', "bad-json", None),
        (b'{"type":"say","text":"\\ud800"}', "bad-json", None),
        (b'{"type":"say","text":"a\0b"}', "bad-json", None),
        (b'{"type":"say","id":7,"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "bad-json", None),
        (b"[" * 10_000, "bad-json", None),
        (b'{"type":' * 10_000, "bad-json", None),
        (b'{"type":"say","text":"hi","id":1e999}', "bad-json", None),
        (b'{"type":"say","text":"hi","id":1' + b"0" * 5_000 + b"}", "bad-json", None),
        (b'{"type":"say","text":"hi","id":1' + b"0" * 400 + b"}", "bad-field", None),
        (b"{}", "bad-field", None),
        (b'{"type":null,"id":7}', "bad-field", 7),
        (b'{"type":["say"],"id":7}', "bad-field", 7),
        (b'{"type":"say","id":7}', "bad-field", 7),
        (b'{"id":7,"type":"say","text":8}', "bad-field", 7),
        (b'{"type":"say","text":8,"id":9007199254740992}', "bad-field", 2**53),
        (b'{"type":"say","text":8,"id":9007199254740993}', "bad-field", None),
        (b'{"type":"say","text":8,"id":0}', "bad-field", 0),
        (b'{"type":"say","text":8,"id":-1}', "bad-field", None),
        (b'{"type":"say","text":8,"id":true}', "bad-field", None),
        (b'{"type":"say","text":8,"id":"7"}', "bad-field", None),
        (b'{"type":"shout","id":7}', "unknown-type", 7),
        (b'{"type":"said","seq":1,"at":1,"from":"","name":"","text":""}', "unknown-type", None),
    ],
)
def test_what_is_told_of_a_broken_line(line: bytes, code: str, id: int | None) -> None:
    """A stable code, and the number of the message if it can be read, so that it is refused."""
    with pytest.raises(RemoteProtocolError) as caught:
        decode_json(line)
    assert (caught.value.code, caught.value.id) == (code, id)
    assert caught.value.text.endswith(".")


def refusal(decode: Callable[[bytes], object], line: bytes) -> RemoteProtocolError | None:
    """What is told of a line; None if it can be decoded. Anything else fails the test."""
    try:
        decode(line)
    except RemoteProtocolError as error:
        return error
    return None


def test_each_side_knows_its_own_messages() -> None:
    """A message in the wrong direction has an unknown type; in the right one it is never that."""
    pairs = ((decode_json, CLIENT_TYPES), (decode_server_json, SERVER_TYPES))
    every = {str(cls.__struct_config__.tag) for cls in (*CLIENT_TYPES, *SERVER_TYPES)}
    for decode, own in pairs:
        known = {str(cls.__struct_config__.tag) for cls in own}
        for word in every:
            line = json.dumps({"type": word, "v": "x", "id": "x", "count": "x", "text": 0})
            told = refusal(decode, line.encode())
            unknown = told is not None and told.code == "unknown-type"
            assert unknown == (word not in known), word


@pytest.mark.parametrize("kind", ["\x1b[2J\u202e\n", "x" * 9_000])
def test_what_is_told_is_short_and_clean(kind: str) -> None:
    """The peer's own words cannot move a cursor or fill a screen where they are repeated."""
    for decode in (decode_json, decode_server_json):
        with pytest.raises(RemoteProtocolError, match="No message has the type") as caught:
            decode(json.dumps({"type": kind}).encode())
        assert not unsafe(caught.value.text)
        assert len(caught.value.text) < 100


garbage = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=50).map(lambda text: json.dumps({"type": text, "id": text}).encode()),
    st.integers(0, 10**600).map(lambda number: b'{"type":"say","id":%d,"text":""}' % number),
    st.floats().map(lambda number: json.dumps({"type": "ping", "id": number}).encode()),
    st.sampled_from([b"[", b'{"a":', b'{"type":"say","text":[', b":me ["]).map(
        lambda part: part * 10_000
    ),
    st.sampled_from(['"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', "1e400", "-0", "[]", "{}"]).map(
        lambda value: f'{{"type":"nick","name":{value},"id":{value}}}'.encode()
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid line with some bytes changed, left out, doubled, or cut off."""
    line = bytearray(encode_json(draw(client_messages | server_messages)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(line) - 1)))
        match draw(st.sampled_from(["change", "remove", "double", "cut", "insert"])):
            case "change":
                line[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case "remove":
                del line[at : at + draw(st.integers(1, 9))]
            case "double":
                line[at:at] = line[at : at + 20]
            case "cut":
                del line[at:]
            case "insert":
                line[at:at] = draw(st.sampled_from([b'"', b"}", b"\\", b"\0", b"-", b"9" * 99]))
    return bytes(line)


@settings(max_examples=600)
@given(garbage | mutated())
def test_garbage_gives_an_error_of_the_peers_or_a_value(line: bytes) -> None:
    """Nothing that a peer can send raises anything but `RemoteProtocolError`."""
    codes = {"bad-encoding", "bad-json", "bad-field", "unknown-type"}
    for decode in (decode_json, decode_server_json):
        told = refusal(decode, line)
        assert told is None or (told.code in codes and not unsafe(told.text))
    told = refusal(decode_plain, line)
    assert told is None or told.code in ("bad-command", "already-here")
    assert isinstance(is_banner(line), bool)
