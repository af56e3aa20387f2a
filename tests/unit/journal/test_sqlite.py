"""What is special in the journal in a database: it is there again, and it lets go of the oldest."""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Protocol

import pytest

from app.errors import JournalDamaged, JournalError
from app.journal.journal import Journal, RoomJournal
from app.journal.reader import SqliteReader
from app.journal.sqlite import TIDY_STEP_ROOMS, SqliteJournal
from app.journal.sqlite_room import TIDY_STEP_ENTRIES
from tests.support.processes import scale
from tests.unit.journal.storing import said


class Opener(Protocol):
    def __call__(
        self,
        file: Path | None = None,
        *,
        durable: bool = False,
        keep_entries: int = 0,
        keep_ms: int = 0,
        busy_limit_s: float = 0.01,
    ) -> SqliteJournal: ...


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Opens journals, in `chat.db` if nothing else is said; all are closed at the end."""
    journals: list[SqliteJournal] = []

    def open_one(
        file: Path | None = None,
        *,
        durable: bool = False,
        keep_entries: int = 0,
        keep_ms: int = 0,
        busy_limit_s: float = 0.01,
    ) -> SqliteJournal:
        journals.append(
            SqliteJournal(
                file or tmp_path / "chat.db",
                lambda: f"log-{len(journals)}",
                durable=durable,
                keep_entries=keep_entries,
                keep_ms=keep_ms,
                busy_limit_s=busy_limit_s,
            )
        )
        return journals[-1]

    yield open_one
    for journal in journals:
        journal.close()


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Callable[[], sqlite3.Connection]]:
    """Opens the same database as another program would."""
    connections: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        connections.append(sqlite3.connect(tmp_path / "chat.db", isolation_level=None, timeout=0))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


def seqs(room: RoomJournal) -> list[int]:
    return [entry.seq for entry in room.after(0, 10_000)]


WAITING_S = scale(3.0)
"""Longer than anything takes that waits for nobody."""


@pytest.mark.parametrize("durable", [False, True])
def test_everything_is_there_again(opened: Opener, durable: bool) -> None:
    """Each room with its entries and its log id; numbers go on."""
    journal = opened(durable=durable)
    lobby, other = journal.room("lobby"), journal.room("other")
    lobby.append([said(1, id=4), said(2, from_="bo")])
    other.append([said(1)])
    logs = (lobby.log, other.log)
    journal.close()
    journal = opened(durable=durable)
    lobby, other = journal.room("lobby"), journal.room("other")
    assert (lobby.log, other.log) == logs
    assert (lobby.first, lobby.seq, other.seq) == (1, 2, 1)
    assert lobby.after(0, 9) == [said(1, id=4), said(2, from_="bo")]
    assert (lobby.find("ana", 4), lobby.last_id("ana")) == (said(1, id=4), 4)
    lobby.append([said(3)])
    assert lobby.at(3) == said(3).at


def test_what_was_appended_outlives_the_program(opened: Opener, tmp_path: Path) -> None:
    """Also one that ended without closing anything: what it left behind is taken up."""
    opened().room("lobby").append([said(1), said(2, id=1)])
    left = tmp_path / "left"
    left.mkdir()
    for name in ("chat.db", "chat.db-wal"):
        shutil.copy(tmp_path / name, left)
    lobby = opened(left / "chat.db").room("lobby")
    assert lobby.after(0, 9) == [said(1), said(2, id=1)]


@pytest.mark.parametrize(("durable", "synchronous"), [(False, 1), (True, 2)])
def test_whoever_moves_it_to_the_disk_does_so_for_good(
    opened: Opener, durable: bool, synchronous: int
) -> None:
    """A power cut cannot be tried here: both connections are asked how they write."""
    journal = opened(durable=durable)
    with closing(journal.reader()) as reader:
        assert isinstance(reader, SqliteReader)
        for connection in (journal._connection, reader._connection):
            for name, value in (
                ("synchronous", synchronous),
                ("fullfsync", durable),
                ("checkpoint_fullfsync", durable),
            ):
                assert connection.execute(f"PRAGMA {name}").fetchall() == [(value,)], name


def test_closing_leaves_one_file(opened: Opener, tmp_path: Path) -> None:
    """Whichever of the journal and its reader is closed first."""
    for first in (0, 1):
        journal = opened()
        reader = journal.reader()
        room = journal.room("lobby")
        room.append([said(room.seq + 1)])
        assert len(reader.between(journal.room("lobby").log, 1, 9, 9, 999)) == room.seq
        closings = [journal.close, reader.close]
        closings[first]()
        closings[1 - first]()
        assert [file.name for file in tmp_path.iterdir()] == ["chat.db"]
    assert seqs(opened().room("lobby")) == [1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_files_are_for_their_owner_alone(opened: Opener, tmp_path: Path) -> None:
    opened().room("lobby").append([said(1)])
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["chat.db", "chat.db-wal", "chat.db-shm"], 0o600)


def test_what_is_closed_says_so(opened: Opener) -> None:
    journal = opened()
    lobby, reader = journal.room("lobby"), journal.reader()
    reader.close()
    journal.close()
    with pytest.raises(JournalError, match=r"SQLite says: .*closed"):
        lobby.append([said(1)])
    with pytest.raises(JournalError):
        reader.settle()


# --- letting go ---------------------------------------------------------------------------------


def test_the_oldest_go_when_there_are_too_many(opened: Opener) -> None:
    """Numbers go on; what was let go is found nowhere."""
    room = opened(keep_entries=2).room("lobby")
    room.append([said(seq, id=seq) for seq in range(1, 6)])
    assert (room.first, seqs(room)) == (1, [1, 2, 3, 4, 5])
    assert not room.tidy(0)
    assert (room.first, room.seq, seqs(room)) == (4, 5, [4, 5])
    assert (room.find("ana", 3), room.at(3), room.last_id("ana")) == (None, None, 5)
    assert not room.tidy(0)
    with pytest.raises(JournalError):
        room.append([said(6, id=3)])
    room.append([said(6, id=6)])
    assert not room.tidy(0)
    assert seqs(room) == [5, 6]


@pytest.mark.parametrize("size", [1, 2, 7, 30])
def test_what_is_kept_is_found_by_its_id(opened: Opener, size: int) -> None:
    """In batches of whatever size it was stored, and however much of such a batch is gone."""
    entries = [
        said(seq, from_=name, id=2 * seq if seq % 4 else None)
        for seq, name in enumerate("abaacabbca" * 3, 1)
    ]
    for keep in range(1, len(entries)):
        journal = opened(keep_entries=keep)
        room = journal.room(f"{keep}")
        for start in range(0, len(entries), size):
            room.append(entries[start : start + size])
        assert not room.tidy(0)
        kept = entries[-keep:]
        for entry in entries:
            if entry.id is not None:
                assert room.find(entry.from_, entry.id) == (entry if entry in kept else None)
        for name in "abc":
            ids = [e.id for e in kept if e.from_ == name and e.id is not None]
            assert room.last_id(name) == max(ids, default=-1)
        journal.close()


def test_nothing_is_left_of_sessions_that_are_gone(
    opened: Opener, beside: Callable[[], sqlite3.Connection]
) -> None:
    """So the file does not grow for ever; what is gone may be said again. Other rooms stay."""
    journal = opened(keep_ms=100)
    room, other = journal.room("lobby"), journal.room("other")
    for size in (1, 1, 8):
        first = room.seq + 1
        room.append([said(seq, from_="ab"[seq % 2], id=seq) for seq in range(first, first + size)])
    other.append([said(1, from_="a", id=10)])
    assert not room.tidy(10_000)
    assert [room.last_id(name) for name in "ab"] == [-1, -1]
    assert (other.last_id("a"), other.find("a", 10)) == (10, said(1, from_="a", id=10))
    for table in ("entries", "spans"):
        assert beside().execute(f"SELECT count(*) FROM {table}").fetchall() == [(1,)]
    room.append([said(11, from_="a", id=2)])
    assert room.find("a", 2) == said(11, from_="a", id=2)


def steps(journal: SqliteJournal, do: Callable[[], object]) -> int:
    """How many of its own instructions SQLite needs."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    journal._connection.set_progress_handler(step, 1)
    do()
    journal._connection.set_progress_handler(None, 1)
    return steps


def test_the_work_does_not_grow_with_what_is_stored(opened: Opener, tmp_path: Path) -> None:
    """Each thing is looked up where it is, and nothing is sought: the hub waits for it."""
    work = list[list[int]]()
    for kept in (100, 2_000):
        journal = opened(tmp_path / f"{kept}.db", keep_entries=kept)
        room = journal.room("lobby")
        for seq in range(1, kept + 1):
            room.append([said(seq, from_="abcdefg"[seq % 7], id=seq)])
        new = [said(seq, from_="b", id=seq) for seq in range(kept + 1, kept + 4)]
        do: list[Callable[[], object]] = [
            partial(room.append, new[:1]),
            partial(room.append, new[1:]),
            partial(room.find, "b", 1),
            partial(room.find, "b", 2),  # which is not there
            partial(room.find, "b", kept),
            partial(room.last_id, "b"),
            partial(room.at, kept),
            partial(room.tidy, 0),
        ]
        work.append([steps(journal, one) for one in do])
        assert room.first == 4
    assert all(more < 2 * few for few, more in zip(*work, strict=True)), work


def test_the_oldest_go_when_they_are_too_old(opened: Opener) -> None:
    """Those that are younger, or just as old as they may be, stay."""
    room = opened(keep_ms=100).room("lobby")
    room.append([said(seq) for seq in range(1, 6)])  # said at 1,001 and so on
    for now, first in ((1_101, 1), (1_103, 3), (1_103, 3), (1_000, 3)):
        assert not room.tidy(now)
        assert room.first == first
        assert seqs(room) == list(range(first, 6))


def test_a_wrong_clock_removes_nothing_that_is_young(opened: Opener) -> None:
    """What was said too early by the clock goes in its turn."""
    room = opened(keep_ms=100).room("lobby")
    room.append([said(1, at=1_000), said(2, at=1_050), said(3, at=1), said(4, at=1_060)])
    assert not room.tidy(1_140)
    assert seqs(room) == [2, 3, 4]
    assert not room.tidy(1_155)
    assert seqs(room) == [4]


def test_all_of_them_may_go(opened: Opener) -> None:
    """Their numbers are not given again, not even by a server that is started later."""
    journal = opened(keep_ms=100)
    room = journal.room("lobby")
    room.append([said(1), said(2)])
    assert not room.tidy(10_000)
    assert (room.first, room.seq, seqs(room)) == (3, 2, [])
    journal.close()
    room = opened(keep_ms=100).room("lobby")
    assert (room.first, room.seq) == (3, 2)
    with pytest.raises(JournalError):
        room.append([said(1)])
    room.append([said(3)])
    assert (room.first, seqs(room)) == (3, [3])
    assert not room.tidy(10_000)
    assert (room.first, room.seq) == (4, 3)


def test_letting_many_go_takes_steps(opened: Opener) -> None:
    """So that nobody waits for it; with both limits the nearer one counts."""
    count = 2 * TIDY_STEP_ENTRIES + 10
    for keep_entries, keep_ms, left in ((5, 0, 5), (0, 100, 0), (5, 100, 0), (5, 10**6, 5)):
        journal = opened(keep_entries=keep_entries, keep_ms=keep_ms)
        name = f"{keep_entries} {keep_ms}"
        room = journal.room(name)
        room.append([said(seq) for seq in range(1, count + 1)])
        firsts = [room.first] * 2
        while room.tidy(10_000):
            firsts = [firsts[-1], room.first]
            assert firsts[1] - firsts[0] == TIDY_STEP_ENTRIES
        assert firsts[1] == 1 + 2 * TIDY_STEP_ENTRIES
        assert len(seqs(room)) == left
        journal.close()
        again = opened().room(name)
        assert (again.first, again.seq) == (room.first, count)


def test_what_another_program_removed_is_not_counted(
    opened: Opener, beside: Callable[[], sqlite3.Connection]
) -> None:
    journal = opened()
    journal.room("lobby").append([said(seq) for seq in range(1, 6)])
    journal.close()
    beside().execute("DELETE FROM entries WHERE seq IN (1, 4)")
    room = opened().room("lobby")
    assert (room.first, room.seq, seqs(room)) == (2, 5, [2, 3, 5])


# --- what goes wrong ----------------------------------------------------------------------------


def test_a_full_disk(opened: Opener, beside: Callable[[], sqlite3.Connection]) -> None:
    """Nothing of a batch that does not fit is stored, however large; a smaller one may fit."""
    journal = opened()
    room = journal.room("lobby")
    room.append([said(1)])
    connection = journal._connection  # a disk that is full only for this test
    [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}").fetchall()
    for count in (300, 3_000):
        with pytest.raises(JournalError, match="the disk is full"):
            room.append([said(seq, id=seq, text="x" * 200) for seq in range(2, count)])
        assert (room.seq, seqs(room), room.last_id("ana")) == (1, [1], -1)
    room.append([said(2, id=2)])
    assert seqs(room) == [1, 2]
    journal.close()
    assert seqs(opened().room("lobby")) == [1, 2]


def test_another_program_that_writes(
    opened: Opener, beside: Callable[[], sqlite3.Connection]
) -> None:
    """It is waited for, not for long; reading goes on; afterwards all is well."""
    journal = opened(keep_entries=1)
    room, reader = journal.room("lobby"), journal.reader()
    room.append([said(1), said(2)])
    other = beside()
    other.execute("BEGIN IMMEDIATE")
    for batch in ([said(3)], [said(seq) for seq in range(3, 3_000)]):
        with pytest.raises(JournalError, match="another program has locked it"):
            room.append(batch)
    with pytest.raises(JournalError, match="another program has locked it"):
        room.tidy(0)
    assert (room.first, room.seq, seqs(room)) == (1, 2, [1, 2])
    assert reader.search(journal.room("lobby").log, ["hello"], 1, 9, 9) == [said(2), said(1)]
    other.execute("ROLLBACK")
    room.append([said(3)])
    assert not room.tidy(0)
    assert seqs(room) == [3]
    reader.close()


def test_letting_go_does_not_wait(opened: Opener, beside: Callable[[], sqlite3.Connection]) -> None:
    """It comes after every batch, and nobody misses it; what is stored is waited for as before."""
    journal = opened(keep_entries=1, busy_limit_s=WAITING_S)
    room = journal.room("lobby")
    room.append([said(1), said(2)])
    other = beside()
    other.execute("BEGIN IMMEDIATE")
    start = monotonic()
    with pytest.raises(JournalError, match="another program has locked it"):
        room.tidy(0)
    assert monotonic() - start < WAITING_S
    other.execute("ROLLBACK")
    limits = journal._connection.execute("PRAGMA busy_timeout").fetchall()
    assert limits == [(int(WAITING_S * 1_000),)]
    assert not room.tidy(0)
    assert seqs(room) == [2]
    assert journal._connection.execute("PRAGMA busy_timeout").fetchall() == limits


def test_letting_go_waits_for_a_look_where_there_is_no_wal(
    opened: Opener, beside: Callable[[], sqlite3.Connection], tmp_path: Path
) -> None:
    """A look that does not end holds it up; nothing is removed then, and later all is well."""
    (tmp_path / "chat.db-shm").mkdir()
    journal = opened(keep_entries=1)
    room = journal.room("lobby")
    room.append([said(1), said(2)])
    other = beside()
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM rooms").fetchall()
    with pytest.raises(JournalError, match="another program has locked it"):
        room.tidy(0)
    assert (room.first, seqs(room)) == (1, [1, 2])
    other.execute("ROLLBACK")
    assert not room.tidy(0)
    assert (room.first, seqs(room)) == (2, [2])


def test_damage_that_shows_while_it_is_used(
    opened: Opener, beside: Callable[[], sqlite3.Connection], tmp_path: Path
) -> None:
    """It is told as what it is."""
    journal = opened()
    journal.room("lobby").append([said(seq, text="x" * 500) for seq in range(1, 200)])
    journal.close()
    journal = opened()
    room = journal.room("lobby")
    with (tmp_path / "chat.db").open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(JournalDamaged, match="the file is damaged"):
        room.after(0, 200)


def test_an_entry_that_makes_no_sense(
    opened: Opener, beside: Callable[[], sqlite3.Connection]
) -> None:
    """What another program put there is no reason to end."""
    journal: Journal = opened()
    room = journal.room("lobby")
    room.append([said(1), said(2)])
    beside().execute("UPDATE entries SET kind = 'shout' WHERE seq = 2")
    with pytest.raises(JournalError, match="makes no sense"):
        room.after(0, 9)
    assert room.after(0, 1) == [said(1)]


def test_an_error_shows_nothing_of_a_path_but_text(tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[31mb"
    with pytest.raises(JournalError, match="cannot be used") as caught:
        SqliteJournal(folder / "chat.db", lambda: "log")
    assert str(caught.value).isprintable()


def test_what_could_not_be_begun_is_nobodys(opened: Opener) -> None:
    """A room whose first entry was refused is not stored, and finds nothing of another's."""
    journal = opened()
    journal.append({"build": [said(1)]})
    with pytest.raises(JournalError):
        journal.append({"cats": [said(1, id=1)], "build": [said(1)]})
    journal.append({"dogs": [said(1, id=1, text="woof")]})
    cats = journal.room("cats")
    assert (cats.seq, cats.last_id("ana"), cats.at(1)) == (0, -1, None)
    journal.append({"cats": [said(1)]})
    assert sorted(journal.rooms()) == ["build", "cats", "dogs"]
    journal = opened()
    assert journal.room("dogs").after(0, 9) == [said(1, id=1, text="woof")]
    assert journal.room("cats").after(0, 9) == [said(1)]


def test_rooms_are_tidied_in_turns(opened: Opener) -> None:
    """Each of them, also where nobody is any more."""
    journal = opened(keep_entries=2)
    names = [f"r{number}" for number in range(2 * TIDY_STEP_ROOMS + 1)]
    journal.append({name: [said(seq) for seq in range(1, 6)] for name in names})
    for _ in range(3):
        journal.tidy(0)
    assert [seqs(journal.room(name)) for name in names] == [[4, 5]] * len(names)
