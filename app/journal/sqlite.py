"""The journal in a database: what is stored survives the program. The hub's thread writes it."""

from collections.abc import Callable
from pathlib import Path

from app.journal.faults import explained
from app.journal.journal import Reader, RoomJournal
from app.journal.place import Place
from app.journal.reader import SqliteReader
from app.journal.schema import open_database
from app.journal.sqlite_room import SqliteRoomJournal
from app.journal.wal import CHECKPOINT_BYTES, WAL_LIMIT_BYTES, Wal

BUSY_LIMIT_S = 1.0
"""How long to wait for another program's lock on the database."""


class SqliteJournal:
    """All rooms' histories in one database.

    Args:
        path: its file; made if it is not there.
        new_id: makes a random log id.
        durable: whether what is stored survives a power cut as well; storing is much slower then.
        keep_entries: how many of each room's are kept; 0 for all.
        keep_ms: how long they are kept; 0 for ever.
        busy_limit_s: how long to wait for another program's lock.
        checkpoint_bytes: after about so much it is time to settle.
        wal_limit_bytes: how long the write-ahead log may become.

    Raises:
        JournalDamaged: the file is broken; it is as it was.
        JournalError: it cannot be used for another reason.
    """

    def __init__(
        self,
        path: Path,
        new_id: Callable[[], str],
        *,
        durable: bool = False,
        keep_entries: int = 0,
        keep_ms: int = 0,
        busy_limit_s: float = BUSY_LIMIT_S,
        checkpoint_bytes: int = CHECKPOINT_BYTES,
        wal_limit_bytes: int = WAL_LIMIT_BYTES,
    ) -> None:
        """Open it."""
        self._path = path
        self._new_id = new_id
        self._keep_entries = keep_entries
        self._keep_ms = keep_ms
        self._durable = durable
        self._busy_limit_s = busy_limit_s
        self._connection, has_wal = open_database(path, durable=durable, busy_limit_s=busy_limit_s)
        with explained(path):
            self._place = Place(path)
        self._wal = Wal(path, has_wal, checkpoint_bytes, wal_limit_bytes)
        self._rooms: dict[str, SqliteRoomJournal] = {}

    @property
    def unsettled(self) -> bool:
        """Whether it is time for a `Reader.settle`."""
        return self._wal.unsettled

    def room(self, name: str) -> RoomJournal:
        """The history of one room, begun now if there is none."""
        if name not in self._rooms:
            with explained(self._path):
                self._connection.execute(
                    "INSERT INTO rooms (name, log) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    (name, self._new_id()),
                )
                [(id, log, pruned)] = self._connection.execute(
                    "SELECT id, log, pruned FROM rooms WHERE name = ?", (name,)
                ).fetchall()
            self._rooms[name] = SqliteRoomJournal(
                self._connection,
                self._place,
                self._wal,
                id,
                log,
                pruned,
                self._keep_entries,
                self._keep_ms,
            )
        return self._rooms[name]

    def reader(self) -> Reader:
        """A way to read beside the one that appends."""
        return SqliteReader(
            self._path, self._wal, durable=self._durable, busy_limit_s=self._busy_limit_s
        )

    def close(self) -> None:
        """Let go of the file; what was appended stays stored."""
        with explained(self._path):
            self._connection.close()
