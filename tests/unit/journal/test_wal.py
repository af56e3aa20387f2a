"""The write-ahead log: when it is settled, and that it does not grow for ever."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.journal.journal import Reader
from app.journal.removing import STEP_ROWS
from app.journal.sqlite import SqliteJournal
from app.journal.wal import Wal
from app.protocol.limits import TEXT_LIMIT_CHARS
from tests.unit.journal.storing import said

CHECKPOINT_BYTES = 100_000
LIMIT_BYTES = 300_000


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    journal = opened(tmp_path)
    yield journal
    journal.close()


def opened(folder: Path) -> SqliteJournal:
    return SqliteJournal(
        folder / "chat.db",
        lambda: "log-1",
        keep_entries=1_000,
        checkpoint_bytes=CHECKPOINT_BYTES,
        wal_limit_bytes=LIMIT_BYTES,
    )


def wal_bytes(folder: Path) -> int:
    return (folder / "chat.db-wal").stat().st_size


def talk(journal: SqliteJournal, batches: int = 1, entries: int = 1, text: str = "x" * 100) -> None:
    """Say something."""
    room = journal.room("lobby")
    for _ in range(batches):
        start = room.seq + 1
        room.append([said(seq, id=seq, text=text) for seq in range(start, start + entries)])


@pytest.mark.parametrize("entries", [1, 10, 300])
def test_it_is_time_to_settle_after_so_much(
    journal: SqliteJournal, tmp_path: Path, entries: int
) -> None:
    """By the size of what was written, as far as it can be told; and not again at once."""
    while not journal.unsettled:
        talk(journal, entries=entries)
    assert wal_bytes(tmp_path) < 3 * CHECKPOINT_BYTES
    with closing(journal.reader()) as reader:
        reader.settle()
    assert not journal.unsettled
    talk(journal)
    assert not journal.unsettled


@pytest.mark.parametrize("char", ["x", "\xe9", "\u5b57", "\ufdfa", "\U0001f600"])
def test_what_counts_is_the_size_on_the_disk(
    journal: SqliteJournal, tmp_path: Path, char: str
) -> None:
    """Of one character it may be many bytes, and what a search compares comes on top."""
    while not journal.unsettled:
        talk(journal, text=char * TEXT_LIMIT_CHARS)
    assert CHECKPOINT_BYTES / 2 < wal_bytes(tmp_path) < 3 * CHECKPOINT_BYTES


class Occupied(sqlite3.Connection):
    """A connection that finds another one at it, moving the WAL."""

    def execute(self, sql: str, *_: object) -> sqlite3.Cursor:
        """Answer what SQLite answers then."""
        assert sql.startswith("PRAGMA wal_checkpoint")
        return super().execute("SELECT 1, -1, -1")


def test_nothing_is_settled_while_another_one_is_at_it(tmp_path: Path) -> None:
    """It is still time for it afterwards."""
    wal = Wal(tmp_path / "chat.db", True, CHECKPOINT_BYTES, LIMIT_BYTES)
    wal.wrote(2 * CHECKPOINT_BYTES, 1)
    with closing(sqlite3.connect(":memory:", factory=Occupied)) as occupied:
        wal.settle(occupied)
        assert wal.unsettled
    with closing(sqlite3.connect(":memory:")) as free:
        wal.settle(free)
        assert not wal.unsettled


def test_what_is_settled_leaves_room_for_more(journal: SqliteJournal, tmp_path: Path) -> None:
    """The log begins anew by itself, and what it held is in the database's own file."""
    with closing(journal.reader()) as reader:
        for _ in range(10):
            while not journal.unsettled:
                talk(journal)
            reader.settle()
        assert wal_bytes(tmp_path) < 3 * CHECKPOINT_BYTES
        stored = journal.room("lobby").seq
    alone = tmp_path / "alone.db"
    shutil.copy(tmp_path / "chat.db", alone)
    with closing(SqliteJournal(alone, lambda: "log-2")) as copy:
        assert copy.room("lobby").seq == stored


def test_only_settling_moves_it(journal: SqliteJournal, tmp_path: Path) -> None:
    """However much is stored, storing does not do it."""
    file = tmp_path / "chat.db"
    before = file.read_bytes()
    talk(journal, 500)
    assert file.read_bytes() == before
    with closing(journal.reader()) as reader:
        reader.settle()
    assert file.read_bytes() != before


def settle_under_load(journal: SqliteJournal, rounds: int) -> None:
    """Settle, and store more before all that was stored is settled, which keeps the log going."""
    with closing(journal.reader()) as reader:
        for _ in range(rounds):
            settle_while(journal, reader, lambda: talk(journal, 20))
            talk(journal)
            journal.room("lobby").tidy(0)


def settle_while(journal: SqliteJournal, reader: Reader, writes: Callable[[], object]) -> None:
    """Settle as if this were written meanwhile: a short look holds the last bit back."""
    with closing(sqlite3.connect(journal._path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM rooms").fetchall()
        writes()
        reader.settle()
        other.execute("ROLLBACK")


def test_it_begins_anew_also_under_load(
    journal: SqliteJournal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Once it is longer than it may be."""
    talk(journal)
    settle_under_load(journal, 30)
    assert wal_bytes(tmp_path) < 2 * LIMIT_BYTES
    assert caplog.text == ""


def test_it_begins_anew_also_while_a_long_room_is_removed(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    """The whole of it would go through the log else, before anything else is tidied."""
    garden = journal.room("garden")
    for start in range(1, 60 * STEP_ROWS, STEP_ROWS):
        garden.append([said(seq, id=seq) for seq in range(start, start + STEP_ROWS)])
    journal.close()  # and with it goes the log
    journal = opened(tmp_path)
    with closing(journal), closing(journal.reader()) as reader:
        journal.forget("garden")
        steps = 1
        while journal.tidy(0):
            settle_while(journal, reader, lambda: journal.tidy(0))
            steps += 1
        assert steps > 20
        assert wal_bytes(tmp_path) < 2 * LIMIT_BYTES


def test_one_who_reads_for_ever_holds_it_up(
    journal: SqliteJournal, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """That is told once; storing goes on, and once they end it begins anew."""
    talk(journal)
    with closing(sqlite3.connect(journal._path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM rooms").fetchall()
        settle_under_load(journal, 20)
        assert wal_bytes(tmp_path) > LIMIT_BYTES
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert "another program" in caplog.text
        other.execute("ROLLBACK")
    settle_under_load(journal, 2)
    grown = wal_bytes(tmp_path)
    settle_under_load(journal, 5)
    assert wal_bytes(tmp_path) <= grown
    assert len(caplog.records) == 1
