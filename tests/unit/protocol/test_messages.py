"""The messages on the wire: what is sent is what is read, and what is not allowed is refused."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import LocalProtocolError, RemoteProtocolError
from app.protocol.entries import Notice, Said
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import decode_json, decode_server_json, encode_json, encode_json_lines
from app.protocol.limits import TEXT_LIMIT_CHARS
from app.protocol.replies import Earlier, Found, ServerMessage
from app.protocol.requests import (
    Bye,
    ClientMessage,
    Hello,
    History,
    Nick,
    Ping,
    Resume,
    Say,
    Search,
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
        '{"type":"history"}': History(before=None, limit=50, id=None),
        '{"type":"search","text":"hi"}': Search(text="hi", before=None, limit=20, id=None),
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


@pytest.mark.parametrize(("word", "cls"), [("history", Earlier), ("found", Found)])
def test_what_was_said_before_on_the_wire(word: str, cls: type[Earlier | Found]) -> None:
    """Entries as they were told, in a list; whether there are more, only where there are."""
    said = Said(seq=7, at=5, from_="00ff", name="ana", text="hi")
    entry = json.loads(encode_json(said))
    more = {"type": word, "entries": [entry], "more": True, "id": 3}
    assert json.loads(encode_json(cls(entries=[said], more=True, id=3))) == more
    assert json.loads(encode_json(cls(entries=[]))) == {"type": word, "entries": []}
    assert decode_server_json(json.dumps(more).encode()) == cls(entries=[said], more=True, id=3)


def test_a_question_and_its_answer_may_have_the_same_word() -> None:
    """Who sent it tells them apart."""
    assert isinstance(decode_json(b'{"type":"history"}'), History)
    with pytest.raises(RemoteProtocolError) as caught:
        decode_server_json(b'{"type":"history"}')
    assert caught.value.code == "bad-field"


def test_a_hello_asks_for_history_by_a_number() -> None:
    """None and 0 are not the same: whoever asks for none is told where live begins."""
    for history in (None, 0, 2**53):
        hello = Hello(v=1, name="ana", history=history)
        assert decode_json(encode_json(hello)) == hello
    assert b"history" not in encode_json(Hello(v=1, name="ana"))
    assert b'"history":0' in encode_json(Hello(v=1, name="ana", history=0))


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
        {"type": "hello", "v": 1, "name": "ana", "history": -1},
        {"type": "hello", "v": 1, "name": "ana", "history": "all"},
        {"type": "history", "before": -1},
        {"type": "history", "limit": 2**53 + 1},
        {"type": "history", "limit": None},
        {"type": "history", "id": "7"},
        {"type": "search"},
        {"type": "search", "text": ["hi"]},
        {"type": "search", "text": "hi", "limit": -1},
        {"type": "search", "text": "hi", "before": 0.5},
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


def test_nor_among_others() -> None:
    """Many lines together may be longer; none of them may be."""
    short = Notice(code="x", text="short")
    around = len(encode_json(Notice(code="x", text=""))) - 1
    fits = Notice(code="x", text="x" * (LINE_LIMIT_BYTES - around))
    together = encode_json_lines([short, fits, short])
    assert together == b"".join(map(encode_json, [short, fits, short]))
    longer = Notice(code="x", text=fits.text + "x")
    for several in ([longer], [short, longer, short]):
        with pytest.raises(LocalProtocolError, match="limit"):
            encode_json_lines(several)


def test_the_longest_text_fits_into_a_line() -> None:
    """4,000 emoji pass, also from a client that escapes all of them."""
    say = Say(text="\U0001f600" * TEXT_LIMIT_CHARS, id=2**53)
    assert decode_json(encode_json(say)) == say
    escaped = json.dumps({"type": "say", "text": say.text, "id": say.id}).encode()
    assert len(escaped) <= LINE_LIMIT_BYTES
    assert decode_json(escaped) == say
