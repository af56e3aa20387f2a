"""What came of a batch, on its way out: entries into the log, answers to single connections.

Belongs to the hub, in whose thread it does everything. Knows connections, and nothing of rules.
"""

from collections.abc import Callable, Mapping, Sequence

from app.journal.journal import RoomJournal
from app.protocol.messages import Entry, Error, Reply, Whispered
from app.room.batch import Batch, Lookup, Opening
from app.room.log import Log, Stream
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.connection import Connection
from app.server.inbox import Inbox, Went
from app.server.outgoing import Private, Promise
from app.server.recent import Recent

TAIL_LIMIT_ENTRIES = 10_000
"""How much of the journal's end is loaded into the log at the start."""
TAIL_PAGE_ENTRIES = 500


class Delivery:
    """Appends to the log, opens it to those who come in, and answers.

    Args:
        config: limits.
        journal: what is stored; its end is served from memory.
        connections: all there are, by number; the hub's.
        name_of: what the member on a connection is called.
        inbox: where those are put who have to go.
        archive: answers questions about what is stored.
        clocks: how a time is shown.

    Raises:
        JournalError: the history cannot be read.
    """

    def __init__(
        self,
        config: Config,
        journal: RoomJournal,
        connections: Mapping[int, Connection],
        name_of: Callable[[int], str | None],
        inbox: Inbox,
        archive: Archive,
        clocks: Clocks,
    ) -> None:
        """Begin with the end of what is stored in the log."""
        self._config = config
        self._journal = journal
        self._connections = connections
        self._name_of = name_of
        self._inbox = inbox
        self._archive = archive
        self._stamp = clocks.stamp
        self._hear_plain: set[int] = set()
        """Who reads in bare lines: while nobody does, nothing has to be encoded so."""
        self._recent = Recent(clocks.old_stamp)
        seq = max(journal.first - 1, journal.seq - TAIL_LIMIT_ENTRIES)
        self._log = Log(clocks.stamp, seq, config.log_limit_bytes)
        while page := journal.after(seq, TAIL_PAGE_ENTRIES):
            self._append(page)
            seq = page[-1].seq

    def publish(self, batch: Batch) -> None:
        """Append entries to the log, open it to those who come in between, and answer."""
        entries: list[Entry] = []
        told = 0
        full = self._full(batch.replies)
        for event in batch.events:
            if isinstance(event, Opening):
                self._append(entries)
                entries = []
                self._tell(batch.replies[told : event.told], full)
                told = event.told
                self._open(event)
            else:
                entries.append(event)
        self._append(entries)
        self._tell(batch.replies[told:], full)

    def forget(self, id: int) -> None:
        """A connection hears nothing of what is appended from now on."""
        self._hear_plain.discard(id)

    def _append(self, entries: Sequence[Entry]) -> None:
        self._log.append(entries, plain=bool(self._hear_plain))
        self._recent.add(entries)

    def _open(self, opening: Opening) -> None:
        connection = self._connections.get(opening.id)
        if connection is None:
            return
        if opening.plain:
            self._hear_plain.add(opening.id)
        else:  # it may have listened in bare lines before its hello came
            self._hear_plain.discard(opening.id)
        if opening.welcome:
            self._answer(connection, opening.welcome)
        if opening.after is not None:
            cursor = self._log.after(opening.after)
        else:
            cursor = self._log.at_tail(Stream.PLAIN if opening.plain else Stream.JSON)
            if opening.plain and (recent := self._recent.lines(self._journal.first)):
                self._queue(connection, recent)
        self._deliver(connection, cursor)

    # --- answers ----------------------------------------------------------------------------

    def _full(self, replies: Sequence[tuple[int, Reply | Lookup]]) -> set[int]:
        """Those who have many answers waiting, and took in none since they last asked."""
        limit = self._config.private_limit_bytes
        asking = {id: self._connections[id] for id, _ in replies if id in self._connections}
        return {id for id, asker in asking.items() if asker.out.is_overdue(limit)}

    def _tell(self, replies: Sequence[tuple[int, Reply | Lookup]], full: set[int]) -> None:
        """Queue private answers.

        What would pile up for somebody who does not read is refused to the one who whispered,
        or ends the connection that goes on asking.
        """
        refused: Whispered | None = None
        for id, reply in replies:
            connection = self._connections.get(id)
            if connection is None:
                continue
            if reply is refused:
                text = f"{refused.to} takes nothing in right now; whisper again later."
                reply = Error(code="busy", text=text, id=refused.id)
            elif id in full and isinstance(reply, Whispered) and reply.to == self._name_of(id):
                refused = reply  # the sender's copy comes next
                continue
            if id in full:
                self._inbox.put(Went(connection, "asked without reading the answers"))
            elif isinstance(reply, Lookup):
                self._look_up(connection, reply)
            else:
                self._answer(connection, reply)

    def _look_up(self, connection: Connection, lookup: Lookup) -> None:
        promise = Promise()
        if self._archive.look_up(connection, lookup, promise):
            self._deliver(connection, promise)
        else:
            text = "Too many questions at once; ask again when the answers have come."
            self._answer(connection, Error(code="busy", text=text, id=lookup.id))

    def _answer(self, connection: Connection, reply: Reply) -> None:
        self._queue(connection, connection.encode(reply, self._stamp))

    def _queue(self, connection: Connection, data: bytes) -> None:
        connection.out.queued_bytes += len(data)
        self._deliver(connection, data)

    def _deliver(self, connection: Connection, item: Private) -> None:
        connection.worker.deliver(connection, item, self._log.tail.number)
