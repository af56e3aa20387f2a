"""What every journal does. A new kind of journal is added to `JOURNALS` in `conftest.py`."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import JournalError
from app.journal.journal import Journal, RoomJournal
from app.protocol.messages import Said
from tests.unit.journal.storing import said


def test_a_new_room_is_empty(lobby: RoomJournal) -> None:
    """Its first entry will be 1; nothing is found in it."""
    assert lobby.seq == 0
    assert lobby.after(0, 10) == []
    assert lobby.find("ana", 1) is None
    assert lobby.last_id("ana") == -1
    assert [lobby.at(seq) for seq in (-1, 0, 1)] == [None] * 3


def test_entries_come_back_as_they_were_stored(lobby: RoomJournal) -> None:
    """Every field of them, whatever the text."""
    entries = [
        said(1, id=0),
        Said(seq=2, at=2**53, from_="", name="漢字", text="a\nb\0\U0001f600'\"", kind="action"),
        said(3, id=2**53),
    ]
    lobby.append(entries)
    assert lobby.after(0, 10) == entries
    assert lobby.seq == 3


def test_nothing_is_stored_for_no_entries(lobby: RoomJournal) -> None:
    """A batch in which nothing was said changes nothing."""
    lobby.append([said(1)])
    lobby.append([])
    assert lobby.after(0, 10) == [said(1)]
    assert lobby.seq == 1


@pytest.mark.parametrize(
    ("seq", "limit", "seqs"),
    [
        (0, 3, [1, 2, 3]),
        (2, 2, [3, 4]),
        (4, 9, [5, 6]),
        (5, 1, [6]),
        (6, 9, []),
        (2**53, 9, []),
        (0, 0, []),
    ],
)
def test_reading_goes_on_after_a_seq(
    lobby: RoomJournal, seq: int, limit: int, seqs: list[int]
) -> None:
    """Oldest first, at most so many, also across the batches in which they were stored."""
    lobby.append([said(1), said(2)])
    lobby.append([said(3)])
    lobby.append([said(4), said(5), said(6)])
    assert [entry.seq for entry in lobby.after(seq, limit)] == seqs


@pytest.mark.parametrize("seqs", [[2], [0], [1, 3], [1, 1], [1, 2, 4], [2, 1]])
def test_all_or_none_of_a_batch_is_stored(lobby: RoomJournal, seqs: list[int]) -> None:
    """Numbers that do not follow are refused, and the ones before them, too."""
    with pytest.raises(JournalError):
        lobby.append([said(seq, id=seq) for seq in seqs])
    assert lobby.seq == 0
    assert lobby.after(0, 10) == []
    assert lobby.find("ana", 1) is None
    assert lobby.last_id("ana") == -1
    lobby.append([said(1)])
    assert lobby.after(0, 10) == [said(1)]


def test_what_was_said_under_an_id_is_found(lobby: RoomJournal) -> None:
    """Each session has ids of its own; what has no id is not found."""
    lobby.append([said(1, id=0), said(2, from_="bo", id=0), said(3), said(4, id=7)])
    assert lobby.find("ana", 0) == said(1, id=0)
    assert lobby.find("bo", 0) == said(2, from_="bo", id=0)
    assert lobby.find("ana", 7) == said(4, id=7)
    assert [lobby.find("ana", 1), lobby.find("bo", 7), lobby.find("cy", 0)] == [None] * 3


def test_the_highest_id_of_a_session(lobby: RoomJournal) -> None:
    """Also where a lower one was stored after it."""
    lobby.append([said(1, id=5), said(2, id=3), said(3, from_="bo"), said(4)])
    assert [lobby.last_id(name) for name in ("ana", "bo", "cy")] == [5, -1, -1]
    lobby.append([said(5, id=9)])
    assert lobby.last_id("ana") == 9


def test_when_an_entry_was_said(lobby: RoomJournal) -> None:
    """None for one that is not there."""
    lobby.append([said(1), said(2)])
    assert [lobby.at(seq) for seq in (-1, 0, 1, 2, 3)] == [None, None, 1_001, 1_002, None]


def test_rooms_do_not_mix(journal: Journal) -> None:
    """Each has its entries, its numbers and its log id, and stays the same when asked for again."""
    lobby, other = journal.room("lobby"), journal.room("other")
    assert lobby.log != other.log
    lobby.append([said(1, id=1)])
    assert other.seq == 0
    assert other.find("ana", 1) is None
    other.append([said(1, from_="bo")])
    again = journal.room("lobby")
    assert (again.log, again.seq, again.after(0, 9)) == (lobby.log, 1, [said(1, id=1)])


numbers = count()
entries = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=4), max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries, st.integers(0, 40), st.integers(0, 40))
def test_any_batches_are_one_history(
    journal: Journal, batches: list[list[tuple[str, bool]]], seq: int, limit: int
) -> None:
    """However it was cut into batches, it reads as the list of all that was appended."""
    room = journal.room(f"room-{next(numbers)}")
    stored: list[Said] = []
    for batch in batches:
        start = len(stored) + 1
        new = [
            said(start + index, from_=name, id=start + index if has_id else None)
            for index, (name, has_id) in enumerate(batch)
        ]
        room.append(new)
        stored += new
    assert room.seq == len(stored)
    assert room.after(seq, limit) == stored[seq : seq + limit]
    for entry in stored:
        assert room.at(entry.seq) == entry.at
        if entry.id is not None:
            assert room.find(entry.from_, entry.id) == entry
    for name in "abc":
        ids = [e.id for e in stored if e.from_ == name and e.id is not None]
        assert room.last_id(name) == max(ids, default=-1)
