"""A database that somebody moves, removes or opens to others, or in which a letter is damaged."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import JournalError
from app.journal.sqlite import SqliteJournal
from tests.unit.journal.storing import said

posix = pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be moved there")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "data" / "chat.db"


@pytest.fixture
def journal(file: Path) -> Iterator[SqliteJournal]:
    """An open one, with one entry."""
    file.parent.mkdir()
    journal = SqliteJournal(file, lambda: "log")
    journal.room("lobby").append([said(1)])
    yield journal
    journal.close()


@posix
def test_what_would_be_lost_is_not_stored(journal: SqliteJournal, file: Path) -> None:
    """A folder that is deleted while it is used takes everything with it that comes later."""
    shutil.rmtree(file.parent)
    room = journal.room("lobby")
    with pytest.raises(JournalError, match="removed or replaced"):
        room.append([said(2)])
    assert room.seq == 1


@posix
def test_another_file_in_its_place(journal: SqliteJournal, file: Path) -> None:
    """What is stored in the old one would not be there after a restart; back again, it is."""
    file.rename(file.with_name("aside"))
    file.write_bytes(b"something else")
    room = journal.room("lobby")
    with pytest.raises(JournalError, match="removed or replaced"):
        room.append([said(2)])
    file.with_name("aside").rename(file)
    room.append([said(2)])
    assert room.after(0, 9) == [said(1), said(2)]


@posix
def test_a_copy_that_others_can_read_is_for_its_owner_again(
    journal: SqliteJournal, file: Path
) -> None:
    """Whoever restores one need not think of it."""
    journal.close()
    file.chmod(0o644)
    with closing(SqliteJournal(file, lambda: "another")) as again:
        again.room("lobby").append([said(2)])
        modes = {path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    assert modes == {0o600}


def test_a_damaged_letter_damages_nothing_else(journal: SqliteJournal, file: Path) -> None:
    """It is shown as what it is; all the others are read."""
    journal.close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE entries SET text = CAST(x'68fffe69' AS TEXT)")
    with closing(SqliteJournal(file, lambda: "another")) as again:
        room = again.room("lobby")
        room.append([said(2)])
        assert [entry.text for entry in room.after(0, 9)] == ["h\ufffd\ufffdi", said(2).text]
