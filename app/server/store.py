"""The folder in which a server keeps its history. Knows files; nothing of rooms."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from app.errors import JournalDamaged, JournalError
from app.journal.journal import Reader, RoomJournal
from app.journal.sqlite import SqliteJournal
from app.protocol.entries import Said
from app.system.locks import FileLock, Taken
from app.text import clean_line

DATABASE = "chat.db"
LOCK = "server.lock"
DAMAGED_LIMIT_FILES = 100
"""How many damaged databases are kept aside; none of them is ever overwritten."""
ELSEWHERE = "Take another folder with --data DIR, or --no-history to keep nothing."
_BESIDE = ("-wal", "-shm", "-journal", "")
"""What SQLite adds to a database's name for what belongs to it; the database itself is last, so
that none of these is ever left to a new one."""

log = logging.getLogger(__name__)


class Store:
    """A `Journal` in a folder that no other server uses at the same time.

    What may go wrong is as in `Journal`.

    Args:
        journal: where rooms are stored.
        lock: says that the folder is in use.
    """

    def __init__(self, journal: SqliteJournal, lock: FileLock) -> None:
        """Both are open already."""
        self._journal = journal
        self._lock = lock

    @property
    def unsettled(self) -> bool:
        """Whether it is time for a `Reader.settle`."""
        return self._journal.unsettled

    def rooms(self) -> Sequence[str]:
        """The names of all rooms that are stored, also of those without an entry."""
        return self._journal.rooms()

    def room(self, name: str) -> RoomJournal:
        """The history of one room, a new one if none is stored."""
        return self._journal.room(name)

    def append(self, entries: Mapping[str, Sequence[Said]]) -> None:
        """Store entries of several rooms: all or none of them."""
        self._journal.append(entries)

    def forget(self, name: str) -> None:
        """Let go of a room's history, of which nothing is left."""
        self._journal.forget(name)

    def tidy(self, now: int) -> bool:
        """Let the oldest entries go of some of the rooms; each has its turn."""
        return self._journal.tidy(now)

    def reader(self) -> Reader:
        """A way to read beside the one that appends."""
        return self._journal.reader()

    def close(self) -> None:
        """Let go of the database and its folder; what was appended stays stored."""
        try:
            self._journal.close()
        finally:
            self._lock.close()

    def __enter__(self) -> "Store":
        """It is open already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of everything."""
        self.close()


def open_store(
    folder: Path,
    new_id: Callable[[], str],
    *,
    durable: bool = False,
    keep_entries: int = 0,
    keep_ms: int = 0,
) -> Store:
    """Open the history in a folder; begin one if there is none.

    A damaged database is kept aside under another name, and a new one begun.

    Args:
        folder: where it is; made, for its owner alone, if it is not there.
        new_id: makes a random log id.
        durable: whether what is stored survives a power cut as well; storing is much slower then.
        keep_entries: how many entries of each room are kept; 0 for all.
        keep_ms: how long they are kept; 0 for ever.

    Raises:
        JournalError: another server uses the folder, or it cannot be used.
    """
    with _explained(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)

    def opened() -> SqliteJournal:
        return SqliteJournal(
            folder / DATABASE, new_id, durable=durable, keep_entries=keep_entries, keep_ms=keep_ms
        )

    try:
        with _explained(folder):
            try:
                return Store(opened(), lock)
            except JournalDamaged:
                aside = _set_aside(folder / DATABASE)
            name = clean_line(str(aside))
            log.error("The history was damaged. It is kept in %s; a new one begins.", name)
            return Store(opened(), lock)
    except JournalError as error:
        lock.close()
        hint = "" if str(error).endswith(ELSEWHERE) else f" {ELSEWHERE}"
        raise JournalError(f"{error}{hint}") from error
    except BaseException:
        lock.close()
        raise


def stored_bytes(folder: Path) -> int:
    """How much the history in a folder takes: the database, and what is not in it yet."""
    size = 0
    for end in ("", "-wal"):
        with suppress(OSError):
            size += folder.joinpath(DATABASE + end).stat().st_size
    return size


def _set_aside(database: Path) -> Path:
    """Give a database, with what belongs to it, the next free name.

    Raises:
        OSError: it cannot be renamed.
        JournalError: all the names are taken.
    """
    for number in range(1, DAMAGED_LIMIT_FILES + 1):
        aside = f"{database.name}.damaged-{number}"
        if any(_exists(database.with_name(aside + end)) for end in _BESIDE):
            continue
        for end in _BESIDE:
            old = database.with_name(database.name + end)
            if _exists(old):
                old.rename(database.with_name(aside + end))
        return database.with_name(aside)
    name = clean_line(str(database))
    raise JournalError(
        f"The history in {name} is damaged, and {DAMAGED_LIMIT_FILES} others are kept beside it:"
        f" move those away."
    )


def _exists(path: Path) -> bool:
    """Whether a name is taken, be it by a link that leads nowhere."""
    return path.exists() or path.is_symlink()


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what goes wrong in a folder into a sentence that says what to do.

    Raises:
        JournalError: in place of a `Taken` and an `OSError`.
    """
    name = clean_line(str(folder))
    try:
        yield
    except Taken as error:
        raise JournalError(
            f"Another server uses {name} already: stop it, or take another folder with --data DIR."
        ) from error
    except OSError as error:
        reason = clean_line(error.strerror or str(error))
        if isinstance(error, FileExistsError | NotADirectoryError):
            reason = "it is not a folder"
        raise JournalError(
            f"The history cannot be kept in {name}: {reason}. {ELSEWHERE}"
        ) from error
