"""What came of a batch, on its way out: entries into the logs, answers to single connections.

Belongs to the hub, in whose thread it does everything. Knows connections, and nothing of rules.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

from app.errors import LocalProtocolError
from app.protocol.entries import Entry
from app.protocol.replies import Error, Reply, Whispered
from app.room.batch import Batch, Lookup, Opening, Parting
from app.room.log import Log
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.connection import Connection
from app.server.halls import Hall, Halls
from app.server.inbox import Inbox, Went
from app.server.private import PLACE_BYTES, Departure, Private, Promise

Replies = Sequence[tuple[int, Reply | Lookup]]
TOO_LONG = "That answer would be longer than a line may be; ask for less."

log = logging.getLogger(__name__)


class Delivery:
    """Appends to the logs, opens them to those who come in, and answers.

    Args:
        config: limits.
        halls: the rooms' logs.
        connections: all there are, by number; the hub's.
        name_of: what the member on a connection is called.
        inbox: where those are put who have to go.
        archive: answers questions about what is stored.
        clocks: how a time is shown.
    """

    def __init__(
        self,
        config: Config,
        halls: Halls,
        connections: Mapping[int, Connection],
        name_of: Callable[[int], str | None],
        inbox: Inbox,
        archive: Archive,
        clocks: Clocks,
    ) -> None:
        """Nobody reads anything."""
        self._config = config
        self._halls = halls
        self._connections = connections
        self._name_of = name_of
        self._inbox = inbox
        self._archive = archive
        self._stamp = clocks.stamp
        self._reads: dict[int, Hall] = {}
        """Where each connection reads, once it has all that it was told up to now."""
        self._news: dict[Log, None] = {}

    def publish(self, segments: Sequence[tuple[str, Batch]]) -> None:
        """Append entries to the logs, open them to those who come in between, and answer.

        Args:
            segments: what came of it, each in the room of this name, which is open if somebody
                comes in or is there.
        """
        full = self._full([reply for _, batch in segments for reply in batch.replies])
        for name, batch in segments:
            self._publish(name, batch, full)

    def take_news(self) -> list[Log]:
        """The logs that have grown since the last call: those who read them have to be told."""
        news, self._news = list(self._news), {}
        return news

    def forget(self, id: int) -> None:
        """A connection hears nothing of what is appended from now on.

        Who is still there is sent what of its log was there before, up to here.
        """
        if hall := self._reads.get(id):
            connection = self._connections.get(id)
            if connection and not connection.closed:
                self._place(connection, Departure.FROM_LOG)
            del self._reads[id]
            hall.hear_plain.discard(id)

    def _publish(self, name: str, batch: Batch, full: set[int]) -> None:
        hall = self._halls.get(name)
        entries: list[Entry] = []
        told = 0
        for event in batch.events:
            if isinstance(event, Opening | Parting):
                self._append(hall, entries)
                entries = []
                self._tell(batch.replies[told : event.told], full)
                told = event.told
                if isinstance(event, Parting):
                    self.forget(event.id)
                elif hall:
                    self._open(event, hall)
            else:
                entries.append(event)
        self._append(hall, entries)
        self._tell(batch.replies[told:], full)

    def _append(self, hall: Hall | None, entries: Sequence[Entry]) -> None:
        if hall and entries:  # where nobody is, it is stored, and that is all
            self._halls.append(hall, entries)
            self._news[hall.log] = None

    # --- who reads where --------------------------------------------------------------------

    def _open(self, opening: Opening, hall: Hall) -> None:
        connection = self._connections.get(opening.id)
        if connection is None:
            return
        if opening.plain:
            hall.hear_plain.add(opening.id)
        else:  # it may have listened in bare lines before its hello came
            hall.hear_plain.discard(opening.id)
        self._reads.setdefault(opening.id, hall)
        if opening.welcome:
            self._answer(connection, opening.welcome)
        if opening.plain and (recent := hall.recent()):
            self._queue(connection, recent)
        self._place(connection, hall.cursor(plain=opening.plain, after=opening.after))

    def _place(self, connection: Connection, item: Private) -> None:
        connection.out.queued_bytes += PLACE_BYTES
        self._deliver(connection, item)

    # --- answers ----------------------------------------------------------------------------

    def _full(self, replies: Replies) -> set[int]:
        """Those who have many answers waiting, and took in none since they last asked."""
        limit = self._config.private_limit_bytes
        asking = {id: self._connections[id] for id, _ in replies if id in self._connections}
        return {id for id, asker in asking.items() if asker.out.is_overdue(limit)}

    def _tell(self, replies: Replies, full: set[int]) -> None:
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
        try:
            data = connection.encode(reply, self._stamp)
        except LocalProtocolError as error:  # a mistake of ours, which must not end the hub
            log.error("an answer to connection %d is left out: %s", connection.id, error)
            data = connection.encode(Error(code="busy", text=TOO_LONG), self._stamp)
        self._queue(connection, data)

    def _queue(self, connection: Connection, data: bytes) -> None:
        connection.out.queued_bytes += len(data)
        self._deliver(connection, data)

    def _deliver(self, connection: Connection, item: Private) -> None:
        hall = self._reads.get(connection.id)
        connection.worker.deliver(connection, item, hall.log.tail.number if hall else 0)
