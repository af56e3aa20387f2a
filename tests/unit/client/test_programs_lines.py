"""Whatever line a program writes to `client --json`: it is sent as a good one, or refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.client.conversation import Conversation
from app.client.outbox import Outbox
from app.errors import ChatError
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import decode_json, encode_json
from app.protocol.requests import ClientMessage, Hello, Say, Whisper
from tests.unit.client.test_conversation import welcome

ID_LIMIT = 2**53
TYPES = ["say", "whisper", "nick", "who", "history", "search", "ping", "bye", "hello", "harm", "{"]
FIELDS = ["text", "to", "name", "after", "before", "limit", "id", "kind", "v", "session", "harm"]
NUMBERS = [
    "0",
    "-0",
    "-0.0",
    "7",
    "1e15",
    "1E2",
    "5.0",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "1" * 400,
]
NUMBERS += [str(ID_LIMIT), str(ID_LIMIT + 1), str(ID_LIMIT - 1), f"{ID_LIMIT}.0", "9" * 16]
LETTERS = ["x", "é", "漢", "👩", "\x7f", "\u2028", r"\u0001", r"\"", r"\\", r"\/", r"\ud83d\udc69"]
LETTERS += [r"\ud800", r"\udc00", "\t", "\udcff", " x", r"\n", "\u0301"]
COUNTS = [0, 1, 100, 199, 200, 201, 3_999, 4_000, 4_001, 10_000, 16_000, 21_000, 32_000, 65_000]

texts = st.builds(
    lambda letter, n: f'"{letter * n}"', st.sampled_from(LETTERS), st.sampled_from(COUNTS)
)
values = st.one_of(texts, st.sampled_from([*NUMBERS, "null", "true", "[]", "{}", '"action"', "["]))
good = {
    "say": '"text":"x"',
    "whisper": '"to":"bo","text":"x"',
    "nick": '"name":"x"',
    "search": '"text":"x"',
}


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """One line, most of them nearly right."""
    type = draw(st.sampled_from(TYPES))
    fields = draw(st.dictionaries(st.sampled_from(FIELDS), values, max_size=4))
    more = [f'"{name}":{value}' for name, value in fields.items()]
    line = "{" + ",".join([f'"type":"{type}"', *filter(None, [good.get(type)]), *more]) + "}"
    data = line.encode("utf-8", "surrogateescape") + draw(st.sampled_from([b"", b" ", b"}", b"\0"]))
    return data[:LINE_LIMIT_BYTES]


def take(conversation: Conversation, line: bytes) -> ClientMessage | None:
    """What the client does with a line; None where it tells an error."""
    try:
        message = decode_json(line)
        if isinstance(message, Hello):
            return None
        if isinstance(message, Say | Whisper):
            conversation.say(message)
        else:
            conversation.ask(message, wait=True)
    except ChatError:
        return None
    return message


@given(st.lists(st.one_of(lines(), st.binary(max_size=100)), max_size=5))
@example([b'{"type":"say","text":"x","id":%d}' % ID_LIMIT, b'{"type":"say","text":"y"}'])
@example([b'{"type":"search","text":"%s"}' % (b"x" * 65_500)])
@example([b'{"type":"who","after":"%s"}' % (b"x" * 65_500)])
def test_it_is_sent_as_it_is_or_refused(some: list[bytes]) -> None:
    """And nothing that stands beside a bad one is lost."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.opened()
    conversation.receive(welcome())
    taken = [message for message in (take(conversation, line) for line in some) if message]
    sent = conversation.outgoing()
    assert len(sent) == len(taken)
    for message in sent:
        line = encode_json(message)
        assert len(line) <= LINE_LIMIT_BYTES
        assert decode_json(line) == message
        assert len(getattr(message, "text", "")) <= 4_000
        assert len(getattr(message, "after", "")) <= 200


@pytest.mark.parametrize("type", ["who", "search"])
def test_a_question_is_no_longer_than_a_server_reads(type: str) -> None:
    """What would be refused there, at length, is refused here."""
    field = {"who": "after", "search": "text"}[type]
    conversation = Conversation("ana", "s" * 16, Outbox())
    fits, over = (
        b'{"type":"%s","%s":"%s"}' % (type.encode(), field.encode(), b"x" * n) for n in (200, 201)
    )
    assert take(conversation, fits)
    assert take(conversation, over) is None
