"""The state of a conversation."""

import pytest

from app.client.conversation import Conversation, Item, Note
from app.client.outbox import Outbox
from app.errors import Refused
from app.protocol.messages import (
    CaughtUp,
    Error,
    Gap,
    Joined,
    Left,
    Limits,
    Members,
    Nick,
    Notice,
    Ping,
    Pong,
    Renamed,
    Resume,
    Said,
    Say,
    Welcome,
    Whisper,
    Whispered,
    Who,
)

LIMITS = Limits(line_bytes=65536, text_chars=4000, text_lines=100)


def welcome(seq: int = 0, after: int | None = None, log: str = "L", name: str = "ana") -> Welcome:
    return Welcome(
        v=1,
        name=name,
        from_="me",
        room="lobby",
        log=log,
        seq=seq,
        count=2,
        names=["bo", name],
        limits=LIMITS,
        after=seq if after is None else after,
    )


def said(seq: int, text: str = "x", from_: str = "bo", id: int | None = None) -> Said:
    return Said(seq=seq, at=1000 + seq, from_=from_, name=from_, text=text, id=id)


def connected(seq: int = 0) -> Conversation:
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.opened()
    conversation.receive(welcome(seq))
    return conversation


def notes(items: list[Item]) -> str:
    return "\n".join(item.text for item in items if isinstance(item, Note))


def test_it_begins_with_hello_and_nothing_to_resume() -> None:
    """Nothing was shown yet."""
    hello = Conversation("ana", "s" * 16, Outbox()).opened()
    assert (hello.name, hello.session, hello.resume) == ("ana", "s" * 16, None)


def test_the_welcome_tells_who_one_is_and_who_is_here() -> None:
    """Also if another name than the wanted one was given."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.opened()
    text = notes(conversation.receive(welcome(name="ana-2")))
    assert "ana-2" in text
    assert "instead of ana" in text
    assert "bo" in text
    assert conversation.name == "ana-2"


def test_every_entry_is_shown_once() -> None:
    """Whatever is repeated."""
    conversation = connected(seq=5)
    shown = [
        item
        for seq in (6, 6, 5, 7, 7, 8, 1)
        for item in conversation.receive(said(seq))
        if isinstance(item, Said)
    ]
    assert [item.seq for item in shown] == [6, 7, 8]


def test_an_entry_that_could_not_be_read_is_told_and_stepped_over() -> None:
    """A newer server may say what this client does not know; it goes on hearing."""
    conversation = connected(seq=5)
    items = conversation.receive(said(8))
    assert "2 messages are missing" in notes(items)
    assert items[-1] == said(8)
    assert conversation.receive(said(9)) == [said(9)]


def test_an_echo_acknowledges_even_what_was_shown_already() -> None:
    """What was sent twice is answered with what it became."""
    conversation = connected()
    id = conversation.say(Say(text="hi"))
    conversation.outgoing()
    conversation.receive(said(1, "hi", "me"))
    assert conversation.receive(said(1, "hi", "me", id)) == []
    assert len(conversation.outbox) == 0


def test_what_was_asked_keeps_its_place_among_what_was_said() -> None:
    """A new name holds for what is said after it, and not for what was said before."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.say(Say(text="one"))
    conversation.ask(Nick(name="bo"), wait=True)
    conversation.say(Say(text="two"))
    conversation.ask(Who(), wait=True)
    conversation.opened()
    conversation.receive(welcome())
    kinds = [getattr(message, "text", type(message)) for message in conversation.outgoing()]
    assert kinds == ["one", Nick, "two", Who]


def test_what_cannot_be_a_name_is_refused_before_it_is_sent() -> None:
    """A line with it might be longer than the wire allows."""
    conversation = connected()
    with pytest.raises(Refused, match="200 characters"):
        conversation.say(Whisper(to="x" * 201, text="hi"))
    with pytest.raises(Refused, match="200 characters"):
        conversation.ask(Nick(name="x" * 201))
    assert conversation.unfinished == 0


def test_anothers_id_acknowledges_nothing() -> None:
    """Only one's own public hash counts, whatever the name."""
    conversation = connected()
    id = conversation.say(Say(text="hi"))
    conversation.receive(said(1, "hi", "bo", id))
    assert len(conversation.outbox) == 1


def test_it_resumes_after_the_last_entry_that_was_shown() -> None:
    """And sends again what was not acknowledged."""
    conversation = connected(seq=5)
    conversation.receive(said(6))
    conversation.say(Say(text="hi"))
    assert len(conversation.outgoing()) == 1
    conversation.lost()
    conversation.say(Say(text="meanwhile"))
    assert conversation.outgoing() == []
    assert conversation.opened().resume == Resume(log="L", seq=6, at=1006)
    text = notes(conversation.receive(welcome(seq=9, after=6)))
    assert "again" in text
    assert "another history" not in text
    assert [m.text for m in conversation.outgoing() if isinstance(m, Say)] == ["hi", "meanwhile"]
    assert conversation.receive(said(7)) == [said(7)]


def test_another_history_is_said_and_begun_afresh() -> None:
    """Its seqs do not compare with those shown before."""
    conversation = connected(seq=5)
    conversation.lost()
    conversation.opened()
    text = notes(conversation.receive(welcome(seq=2, after=0, log="M")))
    assert "another history" in text
    assert conversation.receive(said(1)) == [said(1)]


def test_a_gap_is_told_and_stepped_over() -> None:
    """What comes after it is shown."""
    conversation = connected(seq=5)
    assert "4" in notes(conversation.receive(Gap(first=6, last=9)))
    assert conversation.receive(said(10)) == [said(10)]


def test_a_refused_message_is_shown_with_its_reason() -> None:
    """It is gone for good, and counted."""
    conversation = connected()
    id = conversation.say(Say(text="hi there"))
    text = notes(conversation.receive(Error(code="text-too-long", text="Too long.", id=id)))
    assert "Too long." in text
    assert "hi there" in text
    assert (len(conversation.outbox), conversation.refused) == (0, 1)


def test_an_error_about_nothing_said_is_shown() -> None:
    """Such as a name that is taken."""
    conversation = connected()
    assert "taken" in notes(conversation.receive(Error(code="name-taken", text="It is taken.")))
    assert conversation.refused == 1


def test_a_whisper_under_way_when_the_connection_broke_is_told() -> None:
    """It may or may not have arrived."""
    conversation = connected()
    conversation.say(Whisper(to="bo", text="psst"))
    conversation.outgoing()
    assert "bo: psst" in notes(conversation.lost())
    assert (conversation.unfinished, conversation.refused) == (0, 1)


def test_ones_own_whisper_comes_back_as_the_acknowledgement() -> None:
    """And is shown."""
    conversation = connected()
    id = conversation.say(Whisper(to="bo", text="psst"))
    echo = Whispered(at=1, from_="me", name="ana", to="bo", text="psst", id=id)
    assert conversation.receive(echo) == [echo]
    assert len(conversation.outbox) == 0


def test_presence_is_shown_and_counted() -> None:
    """And never makes the room emptier than oneself."""
    conversation = connected()
    joined = Joined(at=1, count=3, names=["a", "b", "c"])
    assert conversation.receive(joined) == [joined]
    assert conversation.count == 5
    conversation.receive(Left(at=1, count=99, names=[]))
    assert conversation.count == 1


def test_ones_own_renaming_holds_after_a_reconnect() -> None:
    """Others' renamings do not."""
    conversation = connected()
    conversation.receive(Renamed(at=1, from_="bo", name="bo", to="bob"))
    assert conversation.name == "ana"
    conversation.receive(Renamed(at=1, from_="me", name="ana", to="anna"))
    assert conversation.name == conversation.chosen_name == "anna"
    assert conversation.opened().name == "anna"


def test_requests_need_a_connection_unless_they_may_wait() -> None:
    """A person is told at once; a program's request is sent when it can be."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    with pytest.raises(Refused, match="no connection"):
        conversation.ask(Who())
    conversation.ask(Ping(id=1), wait=True)
    assert conversation.outgoing() == []
    conversation.opened()
    conversation.receive(welcome())
    assert conversation.outgoing() == [Ping(id=1)]


@pytest.mark.parametrize("text", ["x" * 4001, "\n".join("x" * 101)])
def test_what_is_too_long_is_refused_before_it_is_sent(text: str) -> None:
    """So that the person still has it."""
    conversation = connected()
    with pytest.raises(Refused, match="too long"):
        conversation.say(Say(text=text))
    assert len(conversation.outbox) == 0


def test_answers_become_notes_or_nothing() -> None:
    """What has no meaning for people is not shown."""
    conversation = connected()
    page = Members(count=120, names=["ana", "bo"], more=True)
    assert "120 here: ana, bo … :who bo" in notes(conversation.receive(page))
    assert notes(conversation.receive(Notice(code="stopping", text="Bye."))) == "Bye."
    assert conversation.receive(Pong()) == []
    assert conversation.receive(CaughtUp(seq=3)) == []


def test_a_server_of_bare_lines_gets_what_is_said_and_refuses_requests() -> None:
    """What was written to it counts as done, since it acknowledges nothing."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.say(Whisper(to="bo", text="psst"))
    conversation.ask(Nick(name="bo"), wait=True)
    text = notes(conversation.opened_bare())
    assert "bare lines" in text
    assert "only passes on lines" in text
    assert conversation.refused == 2
    assert "Not delivered to bo: psst" in text
    for unknown in (Nick(name="bo"), Who()):
        with pytest.raises(Refused, match="only passes on lines"):
            conversation.ask(unknown)
    with pytest.raises(Refused, match="only passes on lines"):
        conversation.say(Whisper(to="bo", text="psst"))
    conversation.say(Say(text="hi"))
    sent = conversation.outgoing()
    assert [m.text for m in sent if isinstance(m, Say)] == ["hi"]
    conversation.written(sent)
    assert conversation.unfinished == 0
