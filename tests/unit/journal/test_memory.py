"""What is special in the journal in memory: it forgets the oldest, and all when it is closed."""

import pytest

from app.errors import JournalError
from app.journal import memory_reader as module
from app.journal.memory import MemoryJournal
from app.journal.memory_reader import LOOK_S, REST_LIMIT_S, MemoryReader
from app.journal.memory_room import MemoryRoomJournal
from app.journal.words import searched
from app.protocol.entries import Said
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


# --- searching ------------------------------------------------------------------------------


class Watch:
    """A clock that goes on by so much each time it is asked, and knows how long was rested."""

    def __init__(self, step_s: float) -> None:
        """Begin at zero."""
        self.step_s = step_s
        self.now = 0.0
        self.rests: list[float] = []

    def tell(self) -> float:
        """The time."""
        self.now += self.step_s
        return self.now

    def rest(self, seconds: float) -> None:
        """Somebody rests."""
        self.rests.append(seconds)


def reader_of(room: MemoryRoomJournal, watch: Watch) -> MemoryReader:
    """A reader of one room, the lobby."""
    return MemoryReader({room.log: room}, watch.tell, watch.rest)


def count_folding(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the seqs of entries that are folded from now on."""
    seqs: list[int] = []

    def noted(entry: Said) -> str:
        seqs.append(entry.seq)
        return searched(entry)

    monkeypatch.setattr(module, "searched", noted)
    return seqs


def test_a_search_rests_as_long_as_it_looks() -> None:
    """So that it leaves others half of the interpreter's time; many small ones like a large one."""
    room = MemoryRoomJournal("log")
    room.append([said(seq) for seq in range(1, 101)])
    watch = Watch(LOOK_S / 10)
    reader = reader_of(room, watch)
    reader.search("log", ["nothing"], 1, 100, 9)
    assert sum(watch.rests) == pytest.approx(watch.now, abs=3 * LOOK_S)
    assert len(watch.rests) >= 5
    watch.rests.clear()
    began = watch.now
    for seq in range(1, 101):
        reader.search("log", ["nothing"], seq, seq, 9)
    assert watch.rests
    assert sum(watch.rests) >= (watch.now - began) / 2


def test_a_rest_is_short() -> None:
    """Also after an entry that took long, or with a thread that had to wait."""
    room = MemoryRoomJournal("log")
    room.append([said(seq) for seq in range(1, 4)])
    watch = Watch(9.0)
    reader_of(room, watch).search("log", ["nothing"], 1, 3, 9)
    assert watch.rests == [REST_LIMIT_S] * 3


def test_no_entry_is_folded_for_each_search_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is forgotten is forgotten here too, and what came in is found."""
    room = MemoryRoomJournal("log", limit=3)
    room.append([said(seq, text=f"Word {seq}") for seq in range(1, 4)])
    reader = reader_of(room, Watch(0.0))
    folded = count_folding(monkeypatch)
    for _ in range(2):
        found = reader.search("log", ["WORD"], 1, 3, 9)
        assert [entry.seq for entry in found] == folded == [3, 2, 1]
    room.append([said(4, text="another word"), said(5, text="nothing")])
    assert [entry.seq for entry in reader.search("log", ["word"], 1, 5, 9)] == [4, 3]
    assert folded == [3, 2, 1, 5, 4]


def test_so_much_is_kept_of_what_was_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more, and as much again when the oldest are gone."""
    room = MemoryRoomJournal("log", limit=4)
    room.append([said(seq) for seq in range(1, 5)])
    monkeypatch.setattr(module, "KEPT_FOLDED_LIMIT_CHARS", 3 * len(searched(said(1))))
    reader = reader_of(room, Watch(0.0))
    folded = count_folding(monkeypatch)
    for _ in range(2):
        assert len(reader.search("log", ["hello"], 1, 4, 9)) == 4
    assert folded == [4, 3, 2, 1, 1]
    room.append([said(seq) for seq in range(5, 8)])
    folded.clear()
    for _ in range(2):
        assert len(reader.search("log", ["hello"], 1, 7, 9)) == 4
    assert folded == [7, 6, 5, 5]


def test_all_rooms_together_keep_only_so_much() -> None:
    """The fullest let their oldest go."""
    journal = MemoryJournal(lambda: "log", limit=10, limit_chars=10_000)
    journal.append({"few": [said(1), said(2)]})
    for seq in range(1, 30):
        journal.append({"many": [said(seq)], "more": [said(seq)]})
        assert sum(len(journal.room(name).after(0, 99)) for name in ("few", "many", "more")) <= 10
    assert journal.room("few").first == 1
    journal.append({"few": [said(3, text="x" * 9_900)]})
    kept = [entry for name in ("few", "many", "more") for entry in journal.room(name).after(0, 99)]
    assert sum(len(entry.text) for entry in kept) <= 10_000
