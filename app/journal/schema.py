"""The database's file: how it is made, checked, brought up to date and opened. Knows no entries."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic

from app.errors import JournalError
from app.journal import tables
from app.journal.faults import code, damaged, explained, is_damage, unusable
from app.journal.wal import WAL_LIMIT_BYTES
from app.text import clean_line

APPLICATION_ID = 0x52544348
"""Tells our databases from those of other programs: "RTCH" in the file's header."""
SQLITE_NEEDED = (3, 37, 0)
"""The first SQLite that has STRICT tables."""
CHECK_LIMIT_S = 2.0
"""How long an existing file is checked for damage before it is opened."""
CHECK_STEP = 10_000
"""So many of SQLite's own instructions go by between two looks at the clock."""

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_NO_WAL = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
)
"""What SQLite says where the file of a WAL that is shared in memory cannot be had."""

log = logging.getLogger(__name__)


def open_database(
    path: Path, *, durable: bool, busy_limit_s: float, check_limit_s: float = CHECK_LIMIT_S
) -> tuple[sqlite3.Connection, bool]:
    """Open a database to write to it; make it, for its owner alone, if there is none.

    Args:
        path: its file.
        durable: whether what is stored survives a power cut as well, and not just the end of this
            program; storing is much slower then.
        busy_limit_s: how long to wait for another program's lock.
        check_limit_s: how long to look for damage.

    Returns:
        The connection, and whether the database has a write-ahead log (WAL).

    Raises:
        JournalDamaged: the file is broken; it is as it was.
        JournalError: it is another program's, from a newer version of this one, or cannot be
            opened.
    """
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        needed = ".".join(map(str, SQLITE_NEEDED[:2]))
        why = f"it needs SQLite {needed}, and this Python has {sqlite3.sqlite_version}."
        raise JournalError(unusable(path, f"{why} Take a newer Python."))
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        _look_at(path)
        with suppress(OSError):  # a copy that was put here may be open to others
            path.chmod(0o600)
    except OSError as error:
        raise JournalError(unusable(path, f"{error.strerror}.")) from error
    with explained(path):
        _check(path, busy_limit_s, check_limit_s)
        connection = connect(path, busy_limit_s)
        try:
            has_wal = _begin_wal(connection, path)
            if not has_wal:
                connection.close()
                connection = connect(path, busy_limit_s)
                _do_without_wal(connection, path)
            set_up(connection, durable=durable, has_wal=has_wal)
        except BaseException:
            connection.close()
            raise
        return connection, has_wal


def connect(path: Path, busy_limit_s: float) -> sqlite3.Connection:
    """A connection for one thread at a time, without transactions that begin by themselves.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    connection = sqlite3.connect(
        path.absolute(), timeout=busy_limit_s, isolation_level=None, check_same_thread=False
    )
    # A damaged letter is shown as one, and makes nothing else unreadable.
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def set_up(connection: sqlite3.Connection, *, durable: bool, has_wal: bool) -> None:
    """How a connection writes, or moves what others have written: each needs to be told.

    Args:
        connection: one to a database that is open already.
        durable: whether what it has written survives a power cut.
        has_wal: whether the database has a WAL.

    Raises:
        sqlite3.Error: it cannot be used.
    """
    # Without a WAL, less than FULL could break the file when the power goes.
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable or not has_wal else 'NORMAL'}")
    for name in ("fullfsync", "checkpoint_fullfsync"):  # what macOS needs for it
        connection.execute(f"PRAGMA {name} = {int(durable)}")
    connection.execute("PRAGMA wal_autocheckpoint = 0").fetchall()  # `Wal` sees to it
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}").fetchall()


@contextmanager
def transaction(connection: sqlite3.Connection, *, waits: bool = True) -> Iterator[None]:
    """All or nothing of what is written within.

    Args:
        connection: where.
        waits: whether to wait for others who write; otherwise that is an error at once. Those who
            read are waited for at the end, where there is no WAL: the archive is one of them.

    Raises:
        sqlite3.Error: nothing was written.
    """
    try:
        if waits:
            connection.execute("BEGIN IMMEDIATE")
        else:
            _begin_at_once(connection)
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        raise


def _begin_at_once(connection: sqlite3.Connection) -> None:
    [(busy_limit_ms,)] = connection.execute("PRAGMA busy_timeout").fetchall()
    connection.execute("PRAGMA busy_timeout = 0").fetchall()
    try:
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {busy_limit_ms}").fetchall()


def _look_at(path: Path) -> None:
    """Refuse what is not ours, without SQLite, which might change it."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        return
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise damaged(path)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise JournalError(unusable(path, "it is another program's database."))


def _check(path: Path, busy_limit_s: float, check_limit_s: float) -> None:
    """Look for damage, for a while, through a connection that cannot write.

    What it cannot see (in a folder without a WAL, after a crash there) is left to the one that can.

    Raises:
        sqlite3.DatabaseError: the file is broken.
    """
    end = monotonic() + check_limit_s
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=busy_limit_s)
        ) as connection:
            connection.set_progress_handler(lambda: monotonic() > end, CHECK_STEP)
            if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise damaged(path)
    except sqlite3.Error as error:
        if is_damage(error):
            raise


def _begin_wal(connection: sqlite3.Connection, path: Path) -> bool:
    """Bring the tables up to date and begin a WAL; False if there cannot be one here."""
    try:
        # First the tables, then the WAL: written into a WAL, the header of a new database would be
        # where `_look_at` does not read it.
        _migrate(connection, path)
        [(mode,)] = connection.execute("PRAGMA journal_mode = WAL").fetchall()
        with transaction(connection):
            return bool(mode == "wal")  # and it can be written
    except sqlite3.OperationalError as error:
        if code(error) in _NO_WAL:
            return False
        raise


def _do_without_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Give a database the kind of journal that works in every folder."""
    # While it has the file for itself, it can also read a WAL that was begun elsewhere.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = TRUNCATE").fetchall()
    _migrate(connection, path)
    connection.execute("PRAGMA locking_mode = NORMAL")
    with transaction(connection):
        pass  # so it can be written; and now the lock is let go
    log.warning(
        "Storing in %s is slower than elsewhere: its folder, on a network perhaps, allows no"
        " write-ahead log.",
        clean_line(str(path)),
    )


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or bring them up to date, in one go."""
    [(version,)] = connection.execute("PRAGMA user_version").fetchall()
    if version > len(tables.MIGRATIONS):
        raise JournalError(unusable(path, "a newer version of this program made it. Take that."))
    if version == len(tables.MIGRATIONS):
        return
    with transaction(connection):
        for step in tables.MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(tables.MIGRATIONS)}")
