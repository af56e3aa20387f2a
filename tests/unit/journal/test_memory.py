"""What is special in the journal in memory: it forgets the oldest, and all when it is closed."""

import pytest

from app.errors import JournalError
from app.journal.memory import MemoryJournal, MemoryRoomJournal
from tests.unit.journal.storing import said


def test_the_oldest_are_forgotten_by_count() -> None:
    """Numbers go on; what is forgotten is found nowhere."""
    room = MemoryRoomJournal("log", limit=3)
    room.append([said(seq, id=seq) for seq in range(1, 3)])
    room.append([said(seq, id=seq) for seq in range(3, 6)])
    kept = [said(seq, id=seq) for seq in range(3, 6)]
    assert room.seq == 5
    assert room.after(0, 10) == kept
    assert room.after(3, 1) == [kept[1]]
    assert [room.at(seq) for seq in (2, 3)] == [None, 1_003]
    assert (room.find("ana", 2), room.find("ana", 3)) == (None, kept[0])
    assert room.last_id("ana") == 5


def test_the_oldest_are_forgotten_by_size() -> None:
    """Few long texts take the place of many short ones; the limit itself is allowed."""
    size = len(said(1).text)
    room = MemoryRoomJournal("log", limit_chars=3 * size)
    room.append([said(seq) for seq in range(1, 4)])
    assert [entry.seq for entry in room.after(0, 9)] == [1, 2, 3]
    room.append([said(4, text="hellohello")])
    assert [entry.seq for entry in room.after(0, 9)] == [3, 4]
    room.append([said(5, text="x" * 4 * size)])
    assert (room.after(0, 9), room.seq, room.at(5)) == ([], 5, None)
    room.append([said(6)])
    assert room.after(0, 9) == [said(6)]


def test_a_session_is_known_as_long_as_anything_of_it_is_kept() -> None:
    """What is not above that cannot be said."""
    room = MemoryRoomJournal("log", limit=2)
    room.append([said(seq, id=id) for seq, id in enumerate((3, 4, 6), 1)])
    assert room.last_id("ana") == 6
    room.append([said(4, from_="bo", id=1)])
    assert room.last_id("ana") == 6
    for id in (3, 5, 6):
        with pytest.raises(JournalError):
            room.append([said(5, id=id)])
    room.append([said(5, from_="bo", id=2)])
    assert room.last_id("ana") == -1
    assert room.last_id("bo") == 2


def test_a_closed_journal_has_forgotten_everything() -> None:
    """The room that is begun then is another history."""
    numbers = iter("ab")
    journal = MemoryJournal(lambda: next(numbers))
    first = journal.room("lobby")
    first.append([said(1)])
    journal.close()
    second = journal.room("lobby")
    assert (first.log, second.log, second.seq) == ("a", "b", 0)
