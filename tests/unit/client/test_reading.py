"""What one person sees of a conversation, and what concerns them."""

import re

import pytest

from app.client.commands.intents import TimeStyle
from app.client.conversation import Conversation
from app.client.items import Item, Note
from app.client.outbox import Outbox
from app.client.reading import Reading
from app.client.render import render
from app.errors import Refused
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Error, ServerMessage, Whispered
from app.protocol.requests import Say, Whisper
from app.styled import plain_text
from tests.unit.client.test_conversation import said, welcome


class Reader:
    """Somebody called ana, whose hash is `me`, and what they see."""

    def __init__(self, seq: int = 0) -> None:
        self.conversation = Conversation("ana", "s" * 16, Outbox())
        self.reading = Reading(self.conversation)
        self.conversation.opened()
        self.sees(welcome(seq))
        self.reading.notifying.looked()

    def sees(self, *messages: ServerMessage) -> list[Item]:
        return [
            item
            for message in messages
            for item in self.reading.take(message, self.conversation.receive(message))
        ]

    def hears(self, *messages: ServerMessage) -> list[bool]:
        """Whether each thing that is shown rings."""
        return [self.reading.rings(item) for item in self.sees(*messages)]

    def line(self, item: Item) -> str:
        return plain_text(render(item, self.reading.look).pieces)


def whispered(name: str, to: str = "ana", text: str = "psst") -> Whispered:
    return Whispered(at=1, from_="me" if name == "ana" else name, name=name, to=to, text=text)


def test_a_mention_and_a_whisper_ring() -> None:
    """Not what is said to everybody, and not one's own."""
    ana = Reader()
    assert ana.hears(said(1), said(2, "hi @Ana!"), said(3, "I am ana", "me")) == [
        *(False, True, False),
    ]
    assert ana.hears(whispered("bo"), whispered("ana", "bo")) == [True, False]
    assert (ana.reading.notifying.messages, ana.reading.notifying.mentions) == (3, 2)


def test_what_was_said_before_does_not_ring() -> None:
    """Neither replayed nor looked for, whatever was said; what is live does."""
    ana = Reader()
    ana.conversation.lost()
    ana.conversation.opened()
    ana.sees(welcome(seq=5, after=3))
    assert ana.hears(said(4, "ana"), said(5, "ana"), said(6, "ana")) == [False, False, True]
    assert [ana.reading.rings(item) for item in (said(5, "ana"), said(6, "ana"))] == [False] * 2
    assert ana.reading.notifying.messages == 1


def test_a_word_of_ones_own_choice_rings() -> None:
    """And the name one has by now."""
    ana = Reader()
    ana.reading.highlight = ["release"]
    ana.sees(Renamed(at=1, from_="me", name="ana", to="anna"))
    assert ana.hears(said(1, "Release!"), said(2, "anna?"), said(3, "ana?")) == [
        *(True, True, False),
    ]


def test_what_was_not_sent_rings() -> None:
    """So that it is seen; it can be brought back."""
    ana = Reader()
    ids = [ana.conversation.say(Say(text="hello")), ana.conversation.say(Say(text="you"))]
    (note,) = ana.sees(Error(code="muted", text="You are muted for 9 minutes.", id=ids[0]))
    assert note == Note("not sent: You are muted for 9 minutes – “hello”", "error", unsent=True)
    assert ana.reading.rings(note)
    assert ana.conversation.refused == 1
    (note,) = ana.sees(Error(code="slow", text="Wait 3 s more; not sent.", id=ids[1]))
    assert isinstance(note, Note)
    assert note.text == "not sent: Wait 3 s more – “you”"
    assert not ana.conversation.outbox


def test_how_messages_look_to_whom_they_concern() -> None:
    """A mention is marked; whispers say `you`."""
    ana = Reader()
    assert ana.line(said(1, "hi")).endswith("] bo: hi")
    assert ana.line(said(1, "hi ana")).endswith("] » bo: hi ana")
    assert ana.line(whispered("bo")).endswith("] bo -> you: psst")
    assert ana.line(whispered("ana", "bo")).endswith("] you -> bo: psst")


@pytest.mark.parametrize(
    ("times", "start"),
    [
        ("off", "<"),
        ("short", r"\[\d\d:\d\d\] "),
        ("seconds", r"\[\d\d:\d\d:\d\d\] "),
        ("long", r"\[1970-01-0\d \d\d:\d\d:\d\d\] "),
    ],
)
def test_times_are_told_as_one_likes(times: TimeStyle, start: str) -> None:
    """Without any, a name stands in brackets: nobody's line looks like the client's own."""
    ana = Reader()
    ana.reading.times = times
    end = "> " if times == "off" else ": "
    item = Said(seq=1, at=10**8, from_="bo", name="--", text="bo left")
    assert re.fullmatch(f"{start}--{end}bo left", ana.line(item))


def test_nobody_is_shown_coming_and_going() -> None:
    """But one's own new name is."""
    ana = Reader()
    ana.reading.quiet = True
    own = Renamed(at=1, from_="me", name="ana", to="anna")
    assert ana.sees(Joined(at=1, count=1, names=["bo"]), Left(at=1, count=1, names=["bo"])) == []
    assert ana.sees(Renamed(at=1, from_="bo", name="bo", to="bob"), own) == [own]
    assert not ana.reading.waits


def test_a_reply_goes_to_who_whispered_last() -> None:
    """By the name of now; to nobody whom one ignores, and not to oneself."""
    ana = Reader()
    with pytest.raises(Refused, match="Nobody"):
        ana.reading.reply("x")
    ana.sees(whispered("bo"), whispered("cem"), whispered("ana", "dora"))
    assert ana.reading.reply("x") == Whisper(to="cem", text="x")
    ana.sees(Renamed(at=1, from_="cem", name="cem", to="cemil"))
    assert ana.reading.reply("x") == Whisper(to="cemil", text="x")
    ana.reading.ignore("bo")
    ana.sees(whispered("bo"))
    assert ana.reading.reply("x") == Whisper(to="cemil", text="x")


def test_a_reply_goes_to_nobody_else() -> None:
    """Who has the name of who whispered is not who whispered."""
    ana = Reader()
    ana.sees(whispered("bo"), Renamed(at=1, from_="cem", name="cem", to="Bo"))
    with pytest.raises(Refused, match="Another one is bo by now"):
        ana.reading.reply("x")


def test_who_is_ignored_is_neither_shown_nor_heard() -> None:
    """Until they are not any more; oneself cannot be ignored."""
    ana = Reader()
    assert ":unignore bo" in ana.reading.ignore("bo").text
    assert ana.hears(said(1, "ana!"), whispered("bo")) == []
    assert ana.reading.notifying.messages == 0
    assert "bo (2 hidden)" in ana.reading.ignore("").text
    ana.reading.unignore("bo")
    assert ana.hears(said(2, "ana!")) == [True]
    with pytest.raises(Refused, match="you"):
        ana.reading.ignore("ana")
    with pytest.raises(Refused, match="do not ignore bo"):
        ana.reading.unignore("bo")
