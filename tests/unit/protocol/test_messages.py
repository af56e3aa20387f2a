"""The messages on the wire: what is sent is what is read, and what is not allowed is refused."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import LocalProtocolError, RemoteProtocolError
from app.protocol.dialects import decode_json, decode_server_json, encode_json
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.messages import (
    TEXT_LIMIT_CHARS,
    Bye,
    ClientMessage,
    Hello,
    Nick,
    Ping,
    Resume,
    Said,
    Say,
    ServerMessage,
    Who,
)
from tests.unit.protocol.wire import CLIENT_TYPES, SERVER_TYPES, messages

SESSION = "0123456789abcdef"


def tag(cls: type[ClientMessage] | type[ServerMessage]) -> str:
    """The word by which a message is known on the wire."""
    return str(cls.__struct_config__.tag)


@pytest.mark.parametrize("cls", CLIENT_TYPES, ids=tag)
@settings(max_examples=60)
@given(st.data())
def test_every_client_message_is_read_as_it_was_written(
    cls: type[ClientMessage], data: st.DataObject
) -> None:
    """Decoding undoes encoding, for any content."""
    message = data.draw(messages(cls))
    assert decode_json(encode_json(message).removesuffix(b"\n")) == message


@pytest.mark.parametrize("cls", SERVER_TYPES, ids=tag)
@settings(max_examples=60)
@given(st.data())
def test_every_server_message_is_read_as_it_was_written(
    cls: type[ServerMessage], data: st.DataObject
) -> None:
    """Decoding undoes encoding, for any content."""
    message = data.draw(messages(cls))
    assert decode_server_json(encode_json(message).removesuffix(b"\n")) == message


@pytest.mark.parametrize("cls", [*CLIENT_TYPES, *SERVER_TYPES], ids=tag)
@settings(max_examples=60)
@given(st.data())
def test_a_message_is_one_line_with_its_type_first(
    cls: type[ClientMessage] | type[ServerMessage], data: st.DataObject
) -> None:
    """A program may split at line ends, and tell messages apart by their first field."""
    line = encode_json(data.draw(messages(cls)))
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert line.startswith(f'{{"type":"{tag(cls)}"'.encode())
    assert next(iter(json.loads(line))) == "type"


def test_the_types_are_told_apart_by_different_words() -> None:
    """No word means two messages in one direction."""
    for kinds in (CLIENT_TYPES, SERVER_TYPES):
        assert len({tag(cls) for cls in kinds}) == len(kinds)


def test_what_a_client_may_leave_out() -> None:
    """The shortest form of each message, as docs and people write it."""
    shortest: dict[str, ClientMessage] = {
        '{"type":"hello","v":1,"name":"ana"}': Hello(v=1, name="ana", room="lobby"),
        '{"type":"say","text":"hi"}': Say(text="hi", id=None, kind="text"),
        '{"type":"nick","name":"bo"}': Nick(name="bo", id=None),
        '{"type":"who"}': Who(after=""),
        '{"type":"ping"}': Ping(id=None),
        '{"type":"bye"}': Bye(),
    }
    for line, message in shortest.items():
        assert decode_json(line.encode()) == message
        assert encode_json(message) == line.encode() + b"\n"


def test_a_said_entry_on_the_wire() -> None:
    """The form that other programs rely on."""
    said = Said(seq=7, at=1_700_000_000_000, from_="00ff", name="ana", text="hi\n„ö“", id=3)
    line = encode_json(said)
    assert json.loads(line) == {
        "type": "said",
        "seq": 7,
        "at": 1_700_000_000_000,
        "from": "00ff",
        "name": "ana",
        "text": "hi\n„ö“",
        "id": 3,
    }


def test_spaces_order_and_unknown_fields_do_not_matter() -> None:
    """A newer peer may say more, and a person may type it."""
    line = b' { "text" : "hi", "mood": [1, {"a": null}], "type": "say" } '
    assert decode_json(line) == Say(text="hi")


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "say", "text": "hi", "id": -1},
        {"type": "say", "text": "hi", "id": 2**53 + 1},
        {"type": "say", "text": "hi", "id": 10**30},
        {"type": "say", "text": "hi", "id": 1.5},
        {"type": "say", "text": "hi", "id": "7"},
        {"type": "say", "text": "hi", "id": True},
        {"type": "say", "text": "hi", "kind": "shout"},
        {"type": "say", "text": None},
        {"type": "say"},
        {"type": "hello", "v": 1, "name": "ana", "session": SESSION[:15]},
        {"type": "hello", "v": 1, "name": "ana", "session": SESSION * 4 + "x"},
        {"type": "hello", "v": 1, "name": "ana", "resume": {"log": "a", "seq": 1}},
        {"type": "hello", "v": 1, "name": "ana", "resume": {"log": "a", "seq": -1, "at": 0}},
        {"type": "hello", "v": "1", "name": "ana"},
    ],
    ids=json.dumps,
)
def test_a_field_that_is_not_as_it_should_be_is_refused(fields: dict[str, Any]) -> None:
    """Numbers have bounds that every language can hold; nothing is converted by guessing."""
    with pytest.raises(RemoteProtocolError, match=r"^A field is wrong: .+\.$") as caught:
        decode_json(json.dumps(fields).encode())
    assert caught.value.code == "bad-field"


def test_the_bounds_themselves_are_allowed() -> None:
    """0 and 2^53 are numbers; a session's secret has 16 to 64 characters."""
    for number in (0, 2**53):
        assert decode_json(encode_json(Ping(id=number))) == Ping(id=number)
    for session in (SESSION, SESSION * 4):
        resume = Resume(log="x", seq=2**53, at=0)
        hello = Hello(v=1, name="", session=session, resume=resume)
        assert decode_json(encode_json(hello)) == hello


def test_no_line_is_written_that_a_peer_would_not_read() -> None:
    """The limit is met to the byte; one more is our own mistake, not the peer's."""
    around = len(encode_json(Say(text=""))) - 1
    fits = encode_json(Say(text="x" * (LINE_LIMIT_BYTES - around)))
    assert len(fits) == LINE_LIMIT_BYTES + 1
    with pytest.raises(LocalProtocolError, match="limit"):
        encode_json(Say(text="x" * (LINE_LIMIT_BYTES - around + 1)))


def test_the_longest_text_fits_into_a_line() -> None:
    """4,000 emoji pass, also from a client that escapes all of them."""
    say = Say(text="\U0001f600" * TEXT_LIMIT_CHARS, id=2**53)
    assert decode_json(encode_json(say)) == say
    escaped = json.dumps({"type": "say", "text": say.text, "id": say.id}).encode()
    assert len(escaped) <= LINE_LIMIT_BYTES
    assert decode_json(escaped) == say
