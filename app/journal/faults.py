"""SQLite's errors, as sentences for people. Knows no tables."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import JournalDamaged, JournalError
from app.text import clean_line

_NOT_WRITABLE = "it may not be written. Check who may write this file and its folder."
_LOCKED = "another program has locked it. Close that program."
_DAMAGED = "the file is damaged. Start the server again; if that does not help, move the file away."
_WHY = {
    sqlite3.SQLITE_FULL: "the disk is full. Make room on it.",
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_AUTH: _NOT_WRITABLE,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_IOERR: "its disk fails to read or write. Check the disk, and its connection.",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened. Check that its folder is there.",
    sqlite3.SQLITE_CONSTRAINT: "entries have the same number, or a session's ids do not ascend.",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


def code(error: sqlite3.Error) -> int:
    """SQLite's own number for an error, without its details; 0 if Python found it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is broken."""
    return code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def unusable(path: Path, why: str) -> str:
    """A sentence that says which history is meant."""
    return f"The history in {clean_line(str(path))} cannot be used: {why}"


def damaged(path: Path) -> JournalDamaged:
    """The error for a file that is broken."""
    return JournalDamaged(unusable(path, _DAMAGED))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours.

    Args:
        path: the database that is used within.

    Raises:
        JournalDamaged: it is broken.
        JournalError: it cannot be used for another reason.
    """
    try:
        yield
    except sqlite3.Error as error:
        if is_damage(error):
            raise damaged(path) from error
        why = _WHY.get(code(error)) or f"SQLite says: {clean_line(str(error))}."
        raise JournalError(unusable(path, why)) from error
