"""The state of a conversation."""

import pytest
from msgspec.structs import replace

from app.client import notes as notes_of
from app.client.conversation import Conversation
from app.client.items import Item, Note
from app.client.outbox import Outbox
from app.errors import Refused
from app.protocol.entries import Joined, Left, Notice, Renamed, Said
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import encode_json
from app.protocol.replies import (
    CaughtUp,
    Earlier,
    Error,
    Found,
    Gap,
    Limits,
    Members,
    Pong,
    Welcome,
    Whispered,
)
from app.protocol.requests import History, Nick, Ping, Resume, Say, Search, Whisper, Who

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
    assert notes(items) == "2 messages are missing here."  # the server may well have them
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


def test_a_log_with_an_endless_id_is_not_resumed() -> None:
    """No server may say something that makes the next hello too long to be sent."""
    for length, resumed in ((200, True), (201, False), (LINE_LIMIT_BYTES, False)):
        conversation = Conversation("ana", "s" * 16, Outbox())
        conversation.opened()
        conversation.receive(welcome(log="\1" * length, name="\1" * 300))
        conversation.lost()
        hello = conversation.opened()
        assert (hello.resume is not None) == resumed
        encode_json(hello)


def test_another_history_is_said_and_begun_afresh() -> None:
    """Its seqs do not compare with those shown before."""
    conversation = connected(seq=5)
    conversation.lost()
    conversation.opened()
    text = notes(conversation.receive(welcome(seq=2, after=0, log="M")))
    assert "another history" in text
    assert conversation.receive(said(1)) == [said(1)]


def test_another_history_is_told_to_pipes_as_well() -> None:
    """They are shown no notes but errors."""
    conversation = connected(seq=5)
    conversation.lost()
    conversation.opened()
    first, _ = conversation.receive(welcome(seq=2, after=0, log="M"))
    assert isinstance(first, Note)
    assert first.kind == "error"


def test_a_shortened_history_is_another_one() -> None:
    """The server's was restored from a copy, say: what is shown already is not there any more."""
    conversation = connected(seq=5)
    conversation.lost()
    conversation.opened()
    text = notes(conversation.receive(welcome(seq=3, after=1)))
    assert "another history" in text
    assert conversation.receive(said(2)) == [said(2)]
    assert conversation.receive(said(3)) == [said(3)]
    assert conversation.receive(CaughtUp(seq=3)) == [notes_of.SAID_BEFORE]
    assert conversation.opened().resume == Resume(log="L", seq=3, at=1003)


def test_a_gap_is_told_and_stepped_over() -> None:
    """What comes after it is shown."""
    conversation = connected(seq=5)
    assert notes(conversation.receive(Gap(first=6, last=1505))) == (
        "1,500 messages are missing here: the server does not keep them any more."
    )
    assert conversation.receive(said(1506)) == [said(1506)]
    assert notes(conversation.receive(Gap(first=1507, last=1507))) == (
        "1 message is missing here: the server does not keep it any more."
    )


@pytest.mark.parametrize("code", ["text-too-long", "not-stored", "too-late", "not-readable"])
def test_a_refused_message_is_shown_with_its_reason(code: str) -> None:
    """It is gone for good, and counted."""
    conversation = connected()
    id = conversation.say(Say(text="hi there"))
    text = notes(conversation.receive(Error(code=code, text="Not said.", id=id)))
    assert "not sent: Not said – “hi there”" in text
    assert "hi there" in text
    assert (len(conversation.outbox), conversation.refused) == (0, 1)


def test_an_error_about_nothing_said_is_shown() -> None:
    """Such as a name that is taken."""
    conversation = connected()
    assert "taken" in notes(conversation.receive(Error(code="name-taken", text="It is taken.")))
    assert conversation.refused == 1


def test_a_server_that_closes_since_it_cannot_read_refuses_nothing() -> None:
    """It is told; what was said is sent again on the next connection."""
    conversation = connected()
    conversation.say(Say(text="hi there"))
    sent = conversation.outgoing()
    error = Error(code="try-later", text="The history cannot be read.")
    assert notes(conversation.receive(error)) == "The history cannot be read."
    conversation.lost()
    conversation.opened()
    conversation.receive(welcome())
    assert conversation.outgoing() == sent
    assert conversation.refused == 0


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


def back_as(conversation: Conversation, name: str) -> str:
    """Lose the connection and get this name on the next; what is told of it."""
    conversation.lost()
    conversation.opened()
    return notes(conversation.receive(welcome(name=name)))


def test_after_a_reconnect_it_asks_for_the_name_that_it_had() -> None:
    """Not for the one it first wanted: that one is somebody else's."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    assert conversation.opened().name == "ana"
    conversation.receive(welcome(name="ana-2"))
    conversation.lost()
    assert conversation.opened().name == "ana-2"
    text = notes(conversation.receive(welcome(name="ana-2")))
    assert text == "Connected again. You are ana-2, in lobby with bo."


def test_another_name_after_a_reconnect_is_told() -> None:
    """With the one before, and the new one is asked for from then on."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.opened()
    conversation.receive(welcome(name="ana-2"))
    text = back_as(conversation, "ana-3")
    assert text == "Connected again. You are ana-3 now (before: ana-2), in lobby with bo."
    assert conversation.opened().name == "ana-3"


def test_a_number_that_the_server_added_is_not_chosen() -> None:
    """Neither at first nor after a reconnect, also where it was asked for again."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.opened()
    conversation.receive(welcome(name="ana-2"))
    back_as(conversation, "ana-2")
    assert conversation.chosen_name == ""
    conversation.receive(Renamed(at=1, from_="me", name="ana-2", to="anna"))
    back_as(conversation, "anna-2")
    back_as(conversation, "anna-2")
    assert (conversation.name, conversation.chosen_name) == ("anna-2", "anna")


def test_a_name_from_a_server_is_asked_for_in_part_if_it_is_very_long() -> None:
    """The next server is not to pay for it."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.opened()
    conversation.receive(welcome(name="x" * 60_000))
    assert len(conversation.opened().name) == 200


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
    assert "120 here: ana, bo … :who after bo" in notes(conversation.receive(page))
    assert notes(conversation.receive(Notice(code="stopping", text="Bye."))) == "Bye."
    order = Notice(code="order", text="ana muted bo.", about="bo")
    assert notes(conversation.receive(order)) == "ana muted bo."
    assert conversation.receive(replace(order, about=conversation.name)) == []  # told separately
    assert conversation.receive(Pong()) == []
    assert conversation.receive(CaughtUp(seq=3)) == []


def test_a_page_without_names_says_how_many_are_here() -> None:
    """A server may say that more follow after nobody."""
    page = Members(count=120, names=[], more=True)
    assert "120 here" in notes(connected().receive(page))


# --- what was said before -------------------------------------------------------------------


@pytest.mark.parametrize("history", [None, 0, 50])
def test_it_says_with_how_many_messages_to_begin(history: int | None) -> None:
    """Also when it comes back: the server may have another history then."""
    conversation = Conversation("ana", "s" * 16, Outbox(), history)
    assert conversation.opened().history == history
    conversation.receive(welcome())
    conversation.lost()
    assert conversation.opened().history == history


def test_what_was_said_before_has_an_end() -> None:
    """First who one is, then the old messages, then a mark, then what is live."""
    conversation = Conversation("ana", "s" * 16, Outbox(), 50)
    conversation.opened()
    assert "Connected. You are ana" in notes(conversation.receive(welcome(seq=7, after=5)))
    assert conversation.receive(said(6)) == [said(6)]
    assert conversation.receive(said(7)) == [said(7)]
    (mark,) = conversation.receive(CaughtUp(seq=7))
    assert mark == Note("That was said before you came; from here on it is live.")
    assert conversation.receive(said(8)) == [said(8)]
    assert conversation.receive(CaughtUp(seq=8)) == []


@pytest.mark.parametrize("seq", [0, 5])
def test_where_nothing_was_said_before_there_is_no_mark(seq: int) -> None:
    """In an empty room, or where nothing old was asked for."""
    conversation = connected(seq)
    assert conversation.receive(CaughtUp(seq=seq)) == []


def test_what_was_missed_has_no_mark() -> None:
    """After a reconnect the conversation just goes on, also where the first replay broke off."""
    conversation = Conversation("ana", "s" * 16, Outbox(), 50)
    conversation.opened()
    conversation.receive(welcome(seq=7, after=5))
    conversation.receive(said(6))
    conversation.lost()
    conversation.opened()
    conversation.receive(welcome(seq=7, after=6))
    assert conversation.receive(said(7)) == [said(7)]
    assert conversation.receive(CaughtUp(seq=7)) == []


def test_looking_back_begins_before_what_was_shown() -> None:
    """Live messages go on meanwhile, and stay outside of the block."""
    conversation = connected(seq=5)
    conversation.receive(said(6))
    assert conversation.look(History(limit=2)) == []
    (request,) = conversation.outgoing()
    assert request == History(before=6, limit=2, id=1)
    assert conversation.receive(said(7)) == [said(7)]
    answer = Earlier(entries=[said(4), said(5)], more=True, id=1)
    items = conversation.receive(answer)
    assert items[1:-1] == [said(4), said(5)]
    assert len(notes(items).splitlines()) == 2
    assert conversation.opened().resume == Resume(log="L", seq=7, at=1007)


def test_what_is_before_a_replay_can_be_looked_at() -> None:
    """Before the first message with which one began; after another history, before that one's."""
    conversation = connected()
    conversation.lost()
    conversation.receive(welcome(seq=90, after=40, log="M"))
    conversation.receive(said(41))
    conversation.look(History(limit=1))
    assert conversation.outgoing() == [History(before=41, limit=1, id=1)]


def test_it_asks_on_until_it_has_enough() -> None:
    """One answer holds only so many."""
    conversation = connected(seq=500)
    conversation.look(History(limit=101))
    conversation.outgoing()
    first = Earlier(entries=[said(seq) for seq in range(401, 501)], more=True, id=1)
    assert conversation.receive(first) == []
    assert conversation.outgoing() == [History(before=401, limit=1, id=1)]
    items = conversation.receive(Earlier(entries=[said(400)], more=True, id=1))
    assert len([item for item in items if isinstance(item, Said)]) == 101


def test_a_search_shows_what_was_found() -> None:
    """Also what is on the screen already."""
    conversation = connected(seq=5)
    conversation.look(Search(text="x"))
    assert conversation.outgoing() == [Search(text="x", limit=20, id=1)]
    items = conversation.receive(Found(entries=[said(2), said(5)], id=1))
    assert items[1:-1] == [said(2), said(5)]
    assert "Found 2 with “x”:" in notes(items)


def test_what_is_looked_at_acknowledges_nothing() -> None:
    """And is not where the conversation goes on, whatever a server puts into it."""
    conversation = connected(seq=5)
    own = conversation.say(Say(text="hi"))
    conversation.look(History(limit=9))
    hostile = [said(4, from_="me", id=own), said(99, from_="me", id=own)]
    items = conversation.receive(Earlier(entries=hostile, id=2))
    assert [item for item in items if isinstance(item, Said)] == hostile[:1]
    conversation.receive(Found(entries=hostile, id=2))
    assert len(conversation.outbox) == 1
    assert conversation.opened().resume == Resume(log="L", seq=5, at=0)


def test_answers_that_nobody_asked_for_are_not_shown() -> None:
    """A hostile server sends what it likes."""
    conversation = connected(seq=5)
    for id in (None, 0, 1):
        assert conversation.receive(Earlier(entries=[said(4)], more=True, id=id)) == []
        assert conversation.receive(Found(entries=[said(4)], more=True, id=id)) == []
    assert conversation.outgoing() == []


def test_a_refused_look_is_told_and_takes_no_message_with_it() -> None:
    """Its id is none of a message's."""
    conversation = connected(seq=5)
    conversation.say(Say(text="before"))
    conversation.look(Search(text="x"))
    conversation.say(Say(text="after"))
    sent = conversation.outgoing()
    assert [type(message) for message in sent] == [Say, Search, Say]
    id = getattr(sent[1], "id", None)
    assert notes(conversation.receive(Error(code="busy", text="Too much to do.", id=id))) == (
        "Too much to do."
    )
    assert len(conversation.outbox) == 2
    assert conversation.receive(Found(entries=[said(2)], id=id)) == []
    assert conversation.lost() == []


def test_a_look_is_forgotten_with_the_connection() -> None:
    """That is told, and it can be asked again."""
    conversation = connected(seq=5)
    conversation.look(History(limit=9))
    assert len(conversation.outgoing()) == 1
    assert "ask again" in notes(conversation.lost())
    conversation.opened()
    conversation.receive(welcome(seq=5))
    assert conversation.outgoing() == []
    assert conversation.receive(Earlier(entries=[said(4)], id=1)) == []
    assert conversation.look(History(limit=9)) == []
    assert conversation.outgoing() == [History(before=6, limit=9, id=2)]


def test_a_second_look_takes_the_place_of_the_first() -> None:
    """And that is told, since the first is not shown any more."""
    conversation = connected(seq=5)
    conversation.look(History(limit=9))
    assert "not waited for" in notes(conversation.look(Search(text="x")))
    assert conversation.receive(Earlier(entries=[said(4)], id=1)) == []
    assert len(conversation.receive(Found(entries=[said(4)], id=2))) == 3


def test_looking_back_needs_a_server_that_can() -> None:
    """One that is there, and knows more than bare lines; a refused look leaves nothing behind."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    for look in (History(), Search(text="x")):
        with pytest.raises(Refused, match="no connection"):
            conversation.look(look)
    conversation.opened_bare()
    for look in (History(), Search(text="x")):
        with pytest.raises(Refused, match="only passes on lines"):
            conversation.look(look)
    assert conversation.unfinished == 0
    assert conversation.lost() == []


def test_a_programs_own_requests_go_through_as_they_are() -> None:
    """What is more than one page is the program's own affair."""
    conversation = connected(seq=5)
    request = History(before=3, limit=999, id=77)
    conversation.ask(request, wait=True)
    assert conversation.outgoing() == [request]
    assert conversation.receive(Earlier(entries=[said(2)], more=True, id=77)) == []
    assert conversation.outgoing() == []


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
