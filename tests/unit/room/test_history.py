"""Where those who come in begin to read, and what a room asks of what is stored."""

from typing import NoReturn

import pytest

from app.errors import JournalError
from app.protocol.limits import HISTORY_LIMIT_ENTRIES, PAGE_LIMIT_ENTRIES, SEARCH_LIMIT_CHARS
from app.protocol.replies import Error, Pong
from app.protocol.requests import History, Ping, Resume, Search
from app.room.batch import Lookup
from app.room.history import AFRESH_ENTRIES
from tests.unit.room.hall import AT, Hall, entries, error, openings, replies, texts, welcome

ANA, BO = 1, 2


def asks(
    first: int, last: int, limit: int, words: tuple[str, ...] = (), id: int | None = None
) -> Lookup:
    """A question about the lobby's history, which was the first one."""
    return Lookup("log-1", first, last, limit, words, id)


def spoken(count: int, limit: int = 10_000) -> Hall:
    """A hall in which ana has said so much; the journal keeps the last `limit`."""
    hall = Hall(limit)
    hall.enter(ANA, "ana", session="ana")
    for number in range(count):
        hall.say(ANA, f"number {number}", number)
    hall.store()
    return hall


def fail(*_: object) -> NoReturn:
    """What a broken disk does."""
    raise JournalError("it cannot be read")


def begins(hall: Hall, history: int | None, resume: Resume | None = None) -> int | None:
    """Behind which seq somebody who comes in now begins to read; None for the head."""
    hall.enter(BO, "bo", history=history, resume=resume)
    batch = hall.store()
    after = openings(batch)[0].after
    assert welcome(batch, BO).after == (hall.journal.seq if after is None else after)
    return after


# --- hello ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "after"), [(None, None), (0, 7), (1, 6), (6, 1), (7, 0), (8, 0), (2**53, 0)]
)
def test_a_newcomer_begins_with_as_many_entries_as_it_asks_for(
    history: int | None, after: int | None
) -> None:
    """Or with all there are; who asks for none is told where the replay, an empty one, ends."""
    assert begins(spoken(7), history) == after


def test_a_newcomer_begins_with_a_thousand_entries_at_most() -> None:
    """However many it asks for."""
    for history in (HISTORY_LIMIT_ENTRIES - 1, HISTORY_LIMIT_ENTRIES, HISTORY_LIMIT_ENTRIES + 1):
        after = begins(spoken(HISTORY_LIMIT_ENTRIES + 5), history)
        assert after == HISTORY_LIMIT_ENTRIES + 5 - min(history, HISTORY_LIMIT_ENTRIES)


def test_a_newcomer_in_an_empty_room_begins_at_its_beginning() -> None:
    """There is nothing to ask for."""
    assert begins(Hall(), 50) == 0


def test_a_newcomer_never_begins_before_what_is_still_stored() -> None:
    """So that it is never told of a gap."""
    assert [begins(spoken(9, limit=3), history) for history in (2, 3, 4, 9)] == [7, 6, 6, 6]


def test_what_is_not_stored_yet_is_history_too() -> None:
    """It was said before the newcomer came; if it cannot be stored, what was said before it is."""
    for stored, after in ((True, 2), (False, 0)):
        hall = spoken(1)
        hall.say(ANA, "two")
        hall.say(ANA, "three")
        hall.enter(BO, "bo", history=1)
        batch = hall.store() if stored else hall.fail()
        assert openings(batch)[0].after == welcome(batch, BO).after == after


@pytest.mark.parametrize("history", [None, 0, 3, 2_000])
def test_who_comes_back_goes_on_where_it_was_whatever_it_asks_for(history: int | None) -> None:
    """Nothing is shown twice and nothing left out."""
    assert begins(spoken(9), history, Resume(log="log-1", seq=4, at=AT)) == 4


@pytest.mark.parametrize(("history", "count"), [(None, AFRESH_ENTRIES), (0, 0), (3, 3), (99, 60)])
def test_who_knows_another_history_begins_with_what_it_asks_for(
    history: int | None, count: int
) -> None:
    """Without a wish, with the last fifty."""
    for resume in (Resume(log="log-2", seq=4, at=AT), Resume(log="log-1", seq=4, at=AT + 9)):
        assert begins(spoken(60), history, resume) == 60 - count


def test_who_knows_another_history_never_begins_before_what_is_stored() -> None:
    """As little as a newcomer."""
    assert begins(spoken(9, limit=3), None, Resume(log="log-2", seq=4, at=AT)) == 6


def test_who_comes_back_is_believed_where_the_history_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rather than shown much of it again."""
    hall = spoken(9)
    monkeypatch.setattr(hall.journal, "at", fail)
    assert begins(hall, None, Resume(log="log-1", seq=4, at=12)) == 4


def test_nobody_is_let_in_without_knowing_what_they_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error goes up, and leaves the room as it was: it can be tried again."""
    hall = spoken(1)
    with monkeypatch.context() as broken:
        broken.setattr(hall.journal, "last_id", fail)
        with pytest.raises(JournalError):
            hall.enter(BO, "bo", session="bo")
        batch = hall.store()
        assert (batch.events, batch.replies, len(hall.room)) == ([], [], 1)
        hall.enter(3, "cy")  # names no session: nothing has to be looked up
    hall.enter(BO, "bo", session="bo")
    batch = hall.store()
    assert [welcome(batch, id).name for id in (3, BO)] == ["cy", "bo"]
    assert len(entries(batch)) == 1


def test_nothing_is_said_without_knowing_whether_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error goes up; what is new is said all the same."""
    hall = spoken(1)
    monkeypatch.setattr(hall.journal, "find", fail)
    with pytest.raises(JournalError):
        hall.say(ANA, "number 0", 0)
    hall.say(ANA, "new", 1)
    batch = hall.store()
    assert (texts(batch), batch.replies) == (["new"], [])


# --- history and search ---------------------------------------------------------------------


def asked(hall: Hall, *commands: History | Search | Ping) -> list[object]:
    """What ana is told when she asks this."""
    for command in commands:
        hall.do(ANA, command)
    return list(replies(hall.store(), ANA))


def test_a_question_stands_among_the_answers_in_its_place() -> None:
    """What came before it is answered before it."""
    questions = (Ping(id=1), History(id=2), Ping(id=3), Search(text="Hello  you", id=4), Ping())
    assert asked(spoken(5), *questions) == [
        Pong(id=1),
        asks(1, 5, 50, id=2),
        Pong(id=3),
        asks(1, 5, 20, ("Hello", "you"), id=4),
        Pong(),
    ]


def test_a_question_is_nothing_for_the_others() -> None:
    """Nobody hears of it."""
    hall = spoken(5)
    hall.enter(BO, "bo")
    hall.store()
    hall.do(ANA, Search(text="x"))
    batch = hall.store()
    assert (batch.events, replies(batch, BO)) == ([], [])


def test_what_was_just_said_can_be_asked_for() -> None:
    """It will be stored when the question is looked up."""
    hall = spoken(5)
    hall.say(ANA, "six")
    assert asked(hall, History()) == [asks(1, 6, 50)]


@pytest.mark.parametrize(
    ("before", "last"), [(None, 9), (0, -1), (1, 0), (5, 4), (9, 8), (10, 9), (2**53, 9)]
)
def test_a_question_ends_before_the_entry_that_it_names(before: int | None, last: int) -> None:
    """Or at the head; before the first there is nothing."""
    (first, second) = asked(spoken(9), History(before=before), Search(text="x", before=before))
    assert (first, second) == (asks(1, last, 50), asks(1, last, 20, ("x",)))


@pytest.mark.parametrize(
    ("limit", "granted"),
    [(0, 1), (1, 1), (99, 99), (PAGE_LIMIT_ENTRIES, 100), (101, 100), (2**53, 100)],
)
def test_an_answer_has_one_to_a_hundred_entries(limit: int, granted: int) -> None:
    """Whatever is asked for."""
    (first, second) = asked(spoken(9), History(limit=limit), Search(text="x", limit=limit))
    assert (first, second) == (asks(1, 9, granted), asks(1, 9, granted, ("x",)))


def test_a_question_begins_with_what_is_still_stored() -> None:
    """What is gone is not looked for."""
    assert asked(spoken(9, limit=3), History(), Search(text="x")) == [
        asks(7, 9, 50),
        asks(7, 9, 20, ("x",)),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-text"),
        (" \n\t ", "empty-text"),
        ("\u200b", "empty-text"),
        ("x" * (SEARCH_LIMIT_CHARS + 1), "text-too-long"),
        (" " * (SEARCH_LIMIT_CHARS + 1), "text-too-long"),
    ],
)
def test_a_search_for_nothing_or_too_much_is_refused(text: str, code: str) -> None:
    """With the question's id."""
    hall = spoken(1)
    hall.do(ANA, Search(text=text, id=7))
    batch = hall.store()
    assert (error(batch, ANA).code, error(batch, ANA).id) == (code, 7)
    assert len(replies(batch, ANA)) == 1


def test_the_longest_search_is_not_refused() -> None:
    """The limit itself is allowed, and the words are cleaned as what is said is."""
    word = "x" * SEARCH_LIMIT_CHARS
    (long, clean) = asked(spoken(1), Search(text=word), Search(text="a\x1b[2J\n b"))
    assert long == asks(1, 1, 20, (word,))
    assert isinstance(clean, Lookup)
    assert "\x1b" not in "".join(clean.words)
    assert clean.words[-1] == "b"


@pytest.mark.parametrize(
    "question", [History(id=7), Search(text="x", id=7)], ids=["history", "search"]
)
def test_who_has_not_said_hello_may_not_ask(question: History | Search) -> None:
    """What was said is for those who are in."""
    hall = spoken(1)
    hall.do(9, question)
    batch = hall.store()
    (told,) = replies(batch, 9)
    assert isinstance(told, Error)
    assert (told.code, told.id) == ("no-hello", 7)
