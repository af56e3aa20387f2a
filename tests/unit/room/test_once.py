"""Exactly once: what is sent again is not said again, and what was not stored was not said."""

import pytest

from app.protocol.entries import Joined, Said
from app.protocol.replies import Error
from app.protocol.requests import Nick, Resume, Whisper
from app.room.history import AFRESH_ENTRIES
from tests.unit.room.hall import NOT_STORED, Hall, entries, error, openings, replies, texts, welcome


def hall_with_ana() -> Hall:
    """Ana, with a session, on connection 1; bo on 2."""
    hall = Hall()
    hall.enter(1, "ana", session="ana")
    hall.enter(2, "bo")
    hall.store()
    return hall


def test_what_is_sent_again_is_answered_with_what_is_stored() -> None:
    """Its sender alone gets the stored entry, with its old number, time, text and name."""
    hall = hall_with_ana()
    hall.say(1, "hello", 1)
    (said,) = hall.store().said()
    hall.do(1, Nick(name="anna"))
    hall.store()
    hall.say(1, "something else", 1)
    batch = hall.store()
    assert batch.replies == [(1, said)]
    assert batch.events == []


def test_what_is_sent_twice_at_once_is_said_once() -> None:
    """The echo is on its way to everybody, its sender among them."""
    hall = hall_with_ana()
    for text in ("one", "again", "two"):
        hall.say(1, text, 2 if text == "two" else 1)
    batch = hall.store()
    assert texts(batch) == ["one", "two"]


def test_the_history_is_not_asked_for_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up for each message would cost more than the message; only doubles are looked up."""
    hall = hall_with_ana()
    looked_up = []
    find = hall.journal.find

    def counted(from_: str, id: int) -> Said | None:
        looked_up.append(id)
        return find(from_, id)

    monkeypatch.setattr(hall.journal, "find", counted)
    for number in range(5):
        hall.say(1, "hello", number)
        hall.store()
    assert looked_up == []
    hall.say(1, "hello", 3)
    hall.store()
    assert looked_up == [3]


def test_the_ids_of_two_sessions_are_their_own() -> None:
    """The same number from another session is another message; so is none at all."""
    hall = hall_with_ana()
    hall.enter(3, "cy", session="cy")
    for id in (1, 2, 3):
        hall.say(id, f"from {id}", 1)
        hall.say(id, f"no id {id}")
    batch = hall.store()
    assert len(texts(batch)) == 6
    assert batch.replies == []


def test_a_lower_id_that_was_never_stored_is_refused() -> None:
    """It would stand behind what its session has said after it; that was refused before, or is
    not kept any more."""
    hall = hall_with_ana()
    for number in (3, 5, 4, 3, 5, 0):
        hall.say(1, f"number {number}", number)
    batch = hall.store()
    assert texts(batch) == ["number 3", "number 5"]
    answers = [(type(reply), getattr(reply, "id", None)) for reply in replies(batch, 1)]
    assert answers == [(Error, 4), (Said, 3), (Said, 5), (Error, 0)]
    hall.restarted()
    hall.enter(9, "ana", session="ana")
    for number in (5, 3, 4, 6):
        hall.say(9, "again", number)
    batch = hall.store()
    answers = [(type(reply), getattr(reply, "id", None)) for reply in replies(batch, 9)]
    assert answers == [(Said, 5), (Said, 3), (Error, 4)]
    assert [(said.id, said.text) for said in batch.said()] == [(6, "again")]


def test_what_is_not_kept_any_more_is_not_said_again() -> None:
    """Also where nothing of its session is kept, and on a connection that never broke."""
    hall = Hall(limit=3)
    hall.enter(1, "ana", session="ana")
    hall.say(1, "mine", 7)
    hall.store()
    hall.enter(2, "bo")
    for number in range(5):
        hall.say(2, f"bo {number}")
        hall.store()
    hall.say(1, "mine", 7)
    batch = hall.store()
    assert (texts(batch), error(batch, 1).code) == ([], "too-late")
    hall.enter(3, "ana", session="ana")
    hall.say(3, "mine", 7)
    batch = hall.store()
    assert (texts(batch), error(batch, 3).code) == ([], "too-late")
    hall.say(3, "next", 8)
    assert texts(hall.store()) == ["next"]


def test_what_makes_no_sense_is_told_first() -> None:
    """A text that is refused is refused with the same words when it is sent again."""
    hall = hall_with_ana()
    for number, text in ((1, ""), (2, "two"), (1, "")):
        hall.say(1, text, number)
    codes = [reply.code for reply in replies(hall.store(), 1) if isinstance(reply, Error)]
    assert codes == ["empty-text"] * 2


def test_what_is_sent_again_after_a_failure_is_said() -> None:
    """As long as nothing that its session has said after it is stored."""
    hall = hall_with_ana()
    hall.say(1, "one", 1)
    hall.say(1, "two", 2)
    hall.fail()
    hall.say(1, "one", 1)
    hall.say(1, "two", 2)
    assert texts(hall.store()) == ["one", "two"]


def test_a_session_is_known_again_after_a_restart() -> None:
    """What it says again is not said again, from wherever it comes."""
    hall = hall_with_ana()
    hall.say(1, "hello", 1)
    (said,) = hall.store().said()
    hall.restarted()
    hall.enter(7, "ana", session="ana")
    hall.say(7, "hello", 1)
    hall.say(7, "next", 2)
    batch = hall.store()
    assert replies(batch, 7) == [said]
    assert [(new.seq, new.text) for new in batch.said()] == [(2, "next")]


def test_a_session_that_went_and_came_in_one_batch_says_it_once() -> None:
    """Also where nothing of it has been stored yet."""
    hall = hall_with_ana()
    hall.say(1, "hello", 1)
    hall.leave(1)
    hall.enter(3, "ana", session="ana", resume=Resume(log="log-1", seq=0, at=0))
    hall.say(3, "hello", 1)
    hall.say(3, "next", 2)
    batch = hall.store()
    assert texts(batch) == ["hello", "next"]
    assert openings(batch)[0].after == 0


def test_a_session_that_went_and_came_in_one_batch_is_known_afterwards() -> None:
    """What it said before that batch was stored is found when it is sent again after it."""
    hall = hall_with_ana()
    hall.say(1, "hello", 1)
    hall.leave(1)
    hall.enter(3, "ana", session="ana")
    said = hall.store().said()
    hall.say(3, "hello", 1)
    batch = hall.store()
    assert replies(batch, 3) == said
    assert texts(batch) == []


def test_a_ghost_is_replaced_and_keeps_its_name() -> None:
    """Nobody is told that anybody came or went; the ghost's connection is closed."""
    hall = hall_with_ana()
    hall.do(1, Nick(name="anna"))
    hall.say(1, "hello", 1)
    hall.store()
    hall.enter(3, "ana", session="ana", resume=Resume(log="log-1", seq=0, at=0))
    batch = hall.store()
    assert entries(batch) == []
    assert [id for id, _ in batch.closing] == [1]
    told = welcome(batch, 3)
    assert (told.name, told.count, sorted(told.names)) == ("anna", 2, ["anna", "bo"])
    assert told.after == openings(batch)[0].after == 0
    assert [hall.house.name_of(id) for id in (1, 3)] == [None, "anna"]
    hall.leave(1)
    assert entries(hall.store()) == []
    assert hall.names.owner("anna") == 3
    hall.do(2, Whisper(to="anna", text="psst"))
    assert [id for id, _ in hall.store().replies] == [3, 2]


def test_what_still_comes_from_a_ghost_is_not_said() -> None:
    """Its client says it again on the new connection, where it is said once."""
    hall = hall_with_ana()
    hall.enter(3, "ana", session="ana")
    hall.say(1, "hello", 1)
    hall.say(3, "hello", 1)
    batch = hall.store()
    assert texts(batch) == ["hello"]
    assert {id for id, _ in batch.replies} <= {1}


def test_a_ghost_of_the_same_batch() -> None:
    """Who comes twice at once is told as one, and is here once."""
    hall = Hall()
    hall.enter(1, "ana", session="ana")
    hall.enter(2, "ana", session="ana")
    batch = hall.store()
    assert [joined.count for joined in entries(batch) if isinstance(joined, Joined)] == [1]
    assert [id for id, _ in batch.closing] == [1]
    assert (welcome(batch, 2).name, welcome(batch, 2).count) == ("ana", 1)
    assert len(hall.room) == 1


def test_another_client_of_the_same_person_is_another_member() -> None:
    """Its session differs, so it gets another name and has its own ids."""
    hall = hall_with_ana()
    hall.enter(3, "ana", session="other")
    hall.store()
    assert hall.house.name_of(3) == "ana-2"
    assert len(hall.room) == 3


def test_what_could_not_be_stored_was_not_said() -> None:
    """Its senders are told, with its id; its number is given to the next that is said."""
    hall = hall_with_ana()
    hall.say(1, "kept", 1)
    hall.store()
    hall.say(1, "lost", 2)
    hall.say(2, "lost, too")
    hall.do(1, Nick(name="anna"))
    hall.enter(3, "cy")
    batch = hall.fail()
    assert texts(batch) == []
    assert [type(entry).__name__ for entry in entries(batch)] == ["Renamed", "Joined"]
    assert error(batch, 1) == Error(code="not-stored", text=NOT_STORED, id=2)
    assert error(batch, 2) == Error(code="not-stored", text=NOT_STORED)
    hall.say(1, "lost", 2)
    assert [(said.seq, said.id, said.text) for said in hall.store().said()] == [(2, 2, "lost")]


def test_a_welcome_does_not_count_what_could_not_be_stored() -> None:
    """Who comes in meanwhile is told the head that there is: the next entry is head + 1."""
    hall = hall_with_ana()
    hall.say(1, "kept")
    hall.store()
    hall.house.listen(5)
    hall.say(1, "lost")
    hall.enter(3, "cy")
    hall.enter(4, "dan", resume=Resume(log="log-1", seq=0, at=0))
    hall.say(1, "lost, too")
    hall.enter(5, "eve", plain=True)
    batch = hall.fail()
    assert [welcome(batch, id).seq for id in (3, 4, 5)] == [1, 1, 1]
    assert [welcome(batch, id).after for id in (3, 4, 5)] == [1, 0, 1]
    assert [welcome(batch, id).name for id in (3, 4, 5)] == ["cy", "dan", "eve"]
    assert [opening.id for opening in openings(batch)] == [5, 3, 4]
    hall.say(1, "next")
    assert [said.seq for said in hall.store().said()] == [2]


def test_a_replay_does_not_begin_behind_what_could_not_be_stored() -> None:
    """Not even where so much was lost that the end of the history would have begun there."""
    hall = hall_with_ana()
    for _ in range(AFRESH_ENTRIES + 9):
        hall.say(1, "lost")
    hall.enter(3, "cy", resume=Resume(log="log-2", seq=1, at=1))
    batch = hall.fail()
    assert (openings(batch)[0].after, welcome(batch, 3).after) == (0, 0)


def test_nobody_is_told_who_is_gone() -> None:
    """Where the sender has left meanwhile there is nobody to tell."""
    hall = hall_with_ana()
    hall.say(1, "lost", 1)
    hall.leave(1)
    assert hall.fail().replies == []


def test_who_came_back_is_not_told_on_the_new_connection() -> None:
    """There the message is sent again by whoever still wants it said."""
    hall = hall_with_ana()
    hall.say(1, "lost", 1)
    hall.enter(3, "ana", session="ana")
    batch = hall.fail()
    assert replies(batch, 3) == []
    hall.say(3, "lost", 1)
    assert texts(hall.store()) == ["lost"]


def test_numbers_have_no_holes() -> None:
    """Across batches, failures and restarts."""
    hall = hall_with_ana()
    seqs: list[int] = []
    for turn in range(9):
        hall.say(1, f"turn {turn}")
        batch = hall.fail() if turn % 3 == 1 else hall.store()
        seqs += [said.seq for said in batch.said()]
        assert all(isinstance(said, Said) for said in batch.said())
        if turn == 5:
            hall.restarted()
            hall.enter(1, "ana", session="ana")
    assert seqs == [1, 2, 3, 4, 5, 6]
