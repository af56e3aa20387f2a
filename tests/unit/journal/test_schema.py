"""The database's file: whose it is, how old, whether it is whole, and where it lies."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from app.errors import JournalDamaged, JournalError
from app.journal import schema, tables
from app.journal.journal import Journal
from app.journal.sqlite import SqliteJournal
from tests.unit.journal.storing import said

NO_WAL = "allows no write-ahead log"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


@pytest.fixture
def opened(file: Path) -> Iterator[Callable[[], Journal]]:
    """Opens the file as a journal; all are closed at the end."""
    journals: list[Journal] = []

    def open_one() -> Journal:
        journals.append(SqliteJournal(file, lambda: "log-1", busy_limit_s=0.01))
        return journals[-1]

    yield open_one
    for journal in journals:
        journal.close()


def fill(file: Path, entries: int = 2) -> None:
    """Make a journal with so many entries in it."""
    with closing(SqliteJournal(file, lambda: "log-1")) as journal:
        journal.room("lobby").append([said(seq, id=seq) for seq in range(1, entries + 1)])


def ask(file: Path, *statements: str) -> list[tuple[object, ...]]:
    """Run statements as another program would; what the last one answers."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def test_a_file_says_whose_it_is(file: Path) -> None:
    """And how new; a WAL is what makes storing quick."""
    fill(file)
    assert ask(file, "PRAGMA application_id") == [(schema.APPLICATION_ID,)]
    assert ask(file, "PRAGMA user_version") == [(len(tables.MIGRATIONS),)]
    assert ask(file, "PRAGMA journal_mode") == [("wal",)]


def test_an_empty_file_is_taken(file: Path, opened: Callable[[], Journal]) -> None:
    """As one is left by a computer that went off just when it was made."""
    file.touch()
    assert opened().room("lobby").seq == 0


# --- versions -----------------------------------------------------------------------------------


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Adds made-up versions to those there are."""

    def add(*steps: tuple[str, ...]) -> None:
        monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, *steps))

    return add


def test_an_older_file_is_brought_up_to_date(
    file: Path, opened: Callable[[], Journal], versions: Callable[..., None]
) -> None:
    """Through all the versions in between, once; what is stored stays."""
    fill(file)
    versions(("ALTER TABLE rooms ADD COLUMN topic TEXT", "UPDATE rooms SET topic = 'tea'"))
    versions(("UPDATE rooms SET topic = topic || '!'",))
    for _ in range(2):
        assert opened().room("lobby").after(0, 9) == [said(1, id=1), said(2, id=2)]
        assert ask(file, "SELECT topic FROM rooms") == [("tea!",)]
    assert ask(file, "PRAGMA user_version") == [(len(tables.MIGRATIONS),)]


def test_a_file_of_the_first_version(file: Path, opened: Callable[[], Journal]) -> None:
    """What is in it is found, and not said twice; what is too old in it goes."""
    ask(
        file,
        *tables.MIGRATIONS[0],
        f"PRAGMA application_id = {schema.APPLICATION_ID}",
        "PRAGMA user_version = 1",
        "PRAGMA journal_mode = WAL",
        "INSERT INTO rooms VALUES (1, 'lobby', 'log-0', 0), (2, 'other', 'log-0', 0)",
        """
        INSERT INTO entries VALUES
            (1, 1, 1001, 'ana', 5, 'Ana', 'text', 'hello 1', NULL),
            (1, 2, 1002, 'bo', 5, 'Ana', 'text', 'hello 2', NULL),
            (1, 3, 1003, 'ana', NULL, 'Ana', 'text', 'hello 3', NULL),
            (1, 4, 1004, 'ana', 9, 'Ana', 'text', 'hello 4', NULL),
            (1, 5, 1005, 'ana', 7, 'Ana', 'text', 'hello 5', NULL),
            (2, 1, 1001, 'ana', 6, 'Ana', 'text', 'hello 1', NULL)
        """,
    )
    old = [
        said(1, id=5),
        said(2, from_="bo", id=5),
        said(3),
        said(4, id=9),
        said(5, id=7),  # such an order is not stored any more
    ]
    room = opened().room("lobby")
    assert (room.log, room.after(0, 9)) == ("log-0", old)
    assert [room.find("ana", id) for id in range(4, 11)] == [
        None, old[0], None, old[4], None, old[3], None,
    ]  # fmt: skip
    assert [room.last_id(name) for name in ("ana", "bo", "cy")] == [9, 5, -1]
    for again in ([said(6, id=9)], [said(6, id=7)], [said(6), said(7, from_="bo", id=5)]):
        with pytest.raises(JournalError, match="do not ascend"):
            room.append(again)
    room.append([said(6, id=10), said(7, id=11)])
    with closing(SqliteJournal(file, lambda: "log-1", keep_entries=3)) as journal:
        room = journal.room("lobby")
        assert not room.tidy(0)
        assert room.after(0, 9) == [old[4], said(6, id=10), said(7, id=11)]
        assert [room.find("ana", id) for id in (5, 7, 9)] == [None, old[4], None]
        assert [room.last_id(name) for name in ("ana", "bo")] == [11, -1]
    assert opened().room("other").find("ana", 6) == said(1, id=6)


def test_all_or_nothing_is_brought_up_to_date(
    file: Path, opened: Callable[[], Journal], versions: Callable[..., None]
) -> None:
    """A file with which it fails works with the version that made it."""
    fill(file)
    version = len(tables.MIGRATIONS)
    versions(("ALTER TABLE rooms ADD COLUMN topic TEXT",), ("DROP TABLE entries", "nonsense"))
    with pytest.raises(JournalError, match="nonsense"):
        opened()
    assert ask(file, "PRAGMA user_version") == [(version,)]
    assert ask(file, "SELECT name FROM pragma_table_info('rooms') WHERE name = 'topic'") == []
    assert ask(file, "SELECT seq FROM entries") == [(1,), (2,)]


def test_a_newer_file_is_left_alone(file: Path, opened: Callable[[], Journal]) -> None:
    """An older program would not know what it means."""
    fill(file)
    newer = len(tables.MIGRATIONS) + 1
    ask(file, f"PRAGMA user_version = {newer}")
    with pytest.raises(JournalError, match="a newer version of this program"):
        opened()
    assert ask(file, "PRAGMA user_version") == [(newer,)]


def test_an_old_sqlite(opened: Callable[[], Journal], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(JournalError, match=r"needs SQLite 3\.37, and this Python has"):
        opened()


# --- other files --------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_the_database_of_another_program_is_not_touched(
    tmp_path: Path, file: Path, opened: Callable[[], Journal], mode: str
) -> None:
    ask(file, f"PRAGMA journal_mode = {mode}", "CREATE TABLE entries (x)")
    before = file.read_bytes()
    with pytest.raises(JournalError, match="another program's database") as caught:
        opened()
    assert not isinstance(caught.value, JournalDamaged)
    assert [found.name for found in tmp_path.iterdir()] == ["chat.db"]
    assert file.read_bytes() == before


def overwrite(file: Path, start: int, data: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(start)
        opened.write(data)


@pytest.mark.parametrize("start", [0, 4096, 3 * 4096], ids=["head", "rooms", "entries"])
def test_a_damaged_file_is_found_and_not_changed(
    file: Path, opened: Callable[[], Journal], start: int
) -> None:
    """Wherever it is broken."""
    fill(file, 1_000)
    overwrite(file, start, b"\xa5" * 2_000)
    before = file.read_bytes()
    with pytest.raises(JournalDamaged, match="the file is damaged"):
        opened()
    assert file.read_bytes() == before


def test_a_damaged_file_keeps_its_wal(tmp_path: Path) -> None:
    """What a program that ended at once has left is not moved into a broken file."""
    whole, file = tmp_path / "whole.db", tmp_path / "chat.db"
    fill(whole, 1_000)
    with closing(SqliteJournal(whole, lambda: "log-1")) as journal:
        journal.room("lobby").append([said(1_001)])
        for end in ("", "-wal"):
            shutil.copy(f"{whole}{end}", f"{file}{end}")
    overwrite(file, 3 * 4096, b"\xa5" * 2_000)
    before = [Path(f"{file}{end}").read_bytes() for end in ("", "-wal")]
    with pytest.raises(JournalDamaged):
        SqliteJournal(file, lambda: "log-1")
    assert [Path(f"{file}{end}").read_bytes() for end in ("", "-wal")] == before


@pytest.mark.parametrize("content", [b"x", b"SQLite format 3\0", b"hello\n" * 1_000])
def test_what_is_no_database(file: Path, opened: Callable[[], Journal], content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(JournalDamaged):
        opened()
    assert file.read_bytes() == content


def test_the_check_takes_no_longer_than_it_may(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file that is not checked to its end is opened all the same."""
    fill(file, 1_000)
    overwrite(file, 3 * 4096, b"\xa5" * 2_000)  # what a whole check would find
    times = count(0, 10)
    monkeypatch.setattr(schema, "CHECK_STEP", 1)
    monkeypatch.setattr(schema, "monotonic", lambda: next(times))
    connection, _ = schema.open_database(file, durable=False, busy_limit_s=0.01)
    connection.close()


def test_a_locked_file(file: Path, opened: Callable[[], Journal]) -> None:
    """Another program that has it for itself is no damage; once it goes all is well."""
    fill(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalError, match="another program has locked it") as caught:
            opened()
        assert not isinstance(caught.value, JournalDamaged)
    assert opened().room("lobby").seq == 2


# --- folders without a WAL ----------------------------------------------------------------------


def test_a_folder_without_a_wal(
    file: Path, opened: Callable[[], Journal], caplog: pytest.LogCaptureFixture
) -> None:
    """All works as elsewhere, but for its speed, which is told once."""
    file.with_name("chat.db-shm").mkdir()
    journal = opened()
    assert [(record.levelname, NO_WAL in record.message) for record in caplog.records] == [
        ("WARNING", True)
    ]
    room, reader = journal.room("lobby"), journal.reader()
    room.append([said(1, id=1)])
    assert reader.between(journal.room("lobby").log, 1, 9, 9, 999) == [said(1, id=1)]
    room.append([said(seq) for seq in range(2, 1_000)])
    assert reader.search(journal.room("lobby").log, ["999"], 1, 9_999, 9) == [said(999)]
    assert not journal.unsettled
    reader.settle()
    assert not room.tidy(0)
    reader.close()
    journal.close()
    assert ask(file, "PRAGMA journal_mode") != [("wal",)]
    assert opened().room("lobby").seq == 999


def test_a_file_that_had_a_wal(
    tmp_path: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It was begun elsewhere: what is in its WAL is there, and it can be taken back."""
    whole = tmp_path / "whole.db"
    fill(whole)
    with closing(SqliteJournal(whole, lambda: "log-1")) as journal:
        journal.room("lobby").append([said(3)])
        for end in ("", "-wal"):
            shutil.copy(f"{whole}{end}", f"{file}{end}")
    shm = file.with_name("chat.db-shm")
    shm.mkdir()
    with closing(SqliteJournal(file, lambda: "log-1")) as journal:
        room = journal.room("lobby")
        assert room.seq == 3
        room.append([said(4)])
    assert NO_WAL in caplog.text
    shm.rmdir()
    caplog.clear()
    with closing(SqliteJournal(file, lambda: "log-1")) as journal:
        assert [entry.seq for entry in journal.room("lobby").after(0, 9)] == [1, 2, 3, 4]
    assert caplog.text == ""
    assert ask(file, "PRAGMA journal_mode") == [("wal",)]
