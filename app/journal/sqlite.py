"""The journal in a database: what is stored survives the program. The hub's thread writes it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.journal.faults import explained
from app.journal.journal import Reader, RoomJournal
from app.journal.place import Place
from app.journal.reader import SqliteReader
from app.journal.removing import MARK, Removing
from app.journal.schema import open_database, transaction
from app.journal.sqlite_room import SqliteRoomJournal
from app.journal.wal import CHECKPOINT_BYTES, WAL_LIMIT_BYTES, Wal
from app.protocol.entries import Said

BUSY_LIMIT_S = 1.0
"""How long to wait for another program's lock on the database."""
TIDY_STEP_ROOMS = 8
"""At how many rooms is looked at a time, whether something of them is to be let go."""


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
        self._removing = Removing(self._connection, path, self._wal)
        self._rooms: dict[str, SqliteRoomJournal] = {}

    @property
    def unsettled(self) -> bool:
        """Whether it is time for a `Reader.settle`."""
        return self._wal.unsettled

    def rooms(self) -> Sequence[str]:
        """The names of all rooms that are stored, also of those without an entry."""
        with explained(self._path):
            rows = self._connection.execute("SELECT name FROM rooms ORDER BY id").fetchall()
        return [name for (name,) in rows if not name.startswith(MARK)]

    def room(self, name: str) -> RoomJournal:
        """The history of one room, a new one if none is stored."""
        return self._room(name)

    def append(self, entries: Mapping[str, Sequence[Said]]) -> None:
        """Store entries of several rooms: all or none of them."""
        parts = [(self._room(name), said) for name, said in entries.items() if said]
        if len(parts) == 1:
            [(room, said)] = parts
            room.append(said)
            return
        spans = [room.spans_of(said) for room, said in parts]
        sizes: list[int] = []
        self._place.check()
        with explained(self._path), transaction(self._connection):
            for (room, said), its_spans in zip(parts, spans, strict=True):
                sizes.append(room.insert(said, its_spans))
        for (room, said), its_spans, size_bytes in zip(parts, spans, sizes, strict=True):
            room.inserted(said, its_spans, size_bytes)

    def forget(self, name: str) -> None:
        """Let go of a room's whole history; what is left of a long one goes with `tidy`."""
        id = self._room(name).id
        if id is not None:
            self._removing.remove(id)
        del self._rooms[name]

    def tidy(self, now: int) -> bool:
        """Let the oldest entries go of some of the rooms; each has its turn."""
        if self._removing.step():
            return True
        for _ in range(min(TIDY_STEP_ROOMS, len(self._rooms))):
            name = next(iter(self._rooms))
            room = self._rooms[name] = self._rooms.pop(name)
            if room.tidy(now):
                return True
        return False

    def reader(self) -> Reader:
        """A way to read beside the one that appends."""
        return SqliteReader(
            self._path, self._wal, durable=self._durable, busy_limit_s=self._busy_limit_s
        )

    def close(self) -> None:
        """Let go of the file; what was appended stays stored."""
        with explained(self._path):
            self._connection.close()

    def _room(self, name: str) -> SqliteRoomJournal:
        if name not in self._rooms:
            with explained(self._path):
                rows = self._connection.execute(
                    "SELECT id, log, pruned FROM rooms WHERE name = ?", (name,)
                ).fetchall()
            id, log, pruned = rows[0] if rows else (None, self._new_id(), 0)
            self._rooms[name] = SqliteRoomJournal(
                self._connection,
                self._place,
                self._wal,
                name,
                id,
                log,
                pruned,
                self._keep_entries,
                self._keep_ms,
            )
        return self._rooms[name]
