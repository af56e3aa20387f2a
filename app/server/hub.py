"""The hub: the one thread that owns the room and writes the journal. Knows no sockets.

It takes what waits in its inbox as one batch, asks the room what comes of it, stores what was
said in one transaction, appends everything to the log and wakes the workers. So under load
batches grow by themselves, and a single message on a quiet server waits for nothing.

Nobody sees what is not stored: a batch that the journal refuses is refused to its senders.
"""

import logging
from collections.abc import Callable, Sequence
from threading import Thread

from app.errors import JournalError
from app.journal.journal import RoomJournal
from app.protocol.dialects import Dialect, Stamp
from app.protocol.messages import Entry, Error, Hello, Notice, Reply, Whispered
from app.room.batch import Batch, Opening
from app.room.log import Log, Stream
from app.room.names import Names
from app.room.room import Room
from app.server.config import Config
from app.server.connection import Connection
from app.server.inbox import Came, Command, Inbox, Listened, Stop, Wanted, Went
from app.server.worker import Worker

LOBBY = "lobby"
STOPPING = Notice(code="stopping", text="The server is stopping. Goodbye.")
NOT_STORED = "The server could not store that message; nobody has seen it. Say it again later."
REPLAY_LIMIT_ENTRIES = 10_000
"""How much of the journal's end is loaded into the log at the start."""

log = logging.getLogger(__name__)


class Hub:
    """Owns the room.

    Args:
        config: limits.
        journal: the room's history.
        inbox: where commands come from.
        workers: all workers there are at the moment.
        stamp: how a time is shown in the plain dialect.
        now: the time in ms since 1970.
        token: makes a random public hash for those who name no session.
        on_fault: is called, in the hub's thread, with an exception that ended it.
    """

    def __init__(
        self,
        config: Config,
        journal: RoomJournal,
        inbox: Inbox,
        workers: Callable[[], Sequence[Worker]],
        stamp: Stamp,
        now: Callable[[], int],
        token: Callable[[], str],
        on_fault: Callable[[BaseException], None],
    ) -> None:
        """Make the room, with the end of its history in memory."""
        self._config = config
        self._journal = journal
        self._inbox = inbox
        self._workers = workers
        self._stamp = stamp
        self._now = now
        self._token = token
        self._on_fault = on_fault
        self._room = Room(LOBBY, journal.log, journal.seq, Names(), journal)
        tail = max(0, journal.seq - REPLAY_LIMIT_ENTRIES)
        self._log = Log(stamp, tail, config.log_limit_bytes)
        self._log.append(journal.after(tail, REPLAY_LIMIT_ENTRIES))
        self._connections: dict[int, Connection] = {}
        self._listening: set[int] = set()
        self._going: list[tuple[int, str]] = []
        self._thread = Thread(target=self._run, name="chat-hub")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Tell everybody that the server stops, and end."""
        self._inbox.put(Stop())

    def join(self) -> None:
        """Wait for the thread's end."""
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            stopping = False
            while not stopping:
                commands = self._inbox.take(self._config.batch_limit_bytes)
                at = self._now()
                for command in commands:
                    stopping = self._carry_out(command, at)
                    if stopping:
                        break
                self._commit()
                for worker in self._workers():
                    worker.wake()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not stay here
            self._on_fault(error)

    def _carry_out(self, command: Command, at: int) -> bool:
        """Let the room do one command. True if it was the last one."""
        match command:
            case Came(connection):
                self._connections[connection.id] = connection
                log.info("connection %d from %s", connection.id, connection.address)
            case Listened(connection):
                self._listening.add(connection.id)
                self._room.listen(connection.id)
            case Wanted(connection, commands):
                if connection.id not in self._connections:
                    return False  # a ghost: its session came back on another connection
                for wanted in commands:
                    if isinstance(wanted, Hello):
                        self._enter(connection, wanted, at)
                    elif isinstance(wanted, Error):
                        self._room.answer(connection.id, wanted)
                    else:
                        self._room.apply(connection.id, wanted, at)
            case Went(connection, reason):
                self._going.append((connection.id, reason))
            case Stop():
                self._room.announce(STOPPING)
                return True
        return False

    def _enter(self, connection: Connection, hello: Hello, at: int) -> None:
        plain = connection.dialect is Dialect.PLAIN
        before = self._room.name_of(connection.id)
        hears = plain and connection.id in self._listening
        self._room.enter(connection.id, hello, self._token(), at, plain=plain, hears=hears)
        name = self._room.name_of(connection.id)
        if name and not before:
            log.info(
                "%s joined (connection %d, %s)", name, connection.id, "plain" if plain else "json"
            )

    def _leave(self, id: int, reason: str) -> None:
        """Let a connection go that has been told everything that came before."""
        connection = self._connections.pop(id, None)
        if connection is None:
            return
        self._listening.discard(id)
        name = self._room.name_of(id)
        self._room.leave(id, self._now())
        if name:
            log.info("%s left (connection %d): %s", name, id, reason)
        else:
            log.info("connection %d closed: %s", id, reason)
        connection.worker.close(connection, reason)

    # --- what came of it --------------------------------------------------------------------

    def _commit(self) -> None:
        """Store, append and tell what came of the commands."""
        batch = self._room.take()
        said = batch.said()
        try:
            if said:
                self._journal.append(said)
        except JournalError as error:
            log.error("%d messages were refused: %s", len(said), error)
            self._room.undo(batch, NOT_STORED)
        self._room.settle()
        self._publish(batch)
        going = [*batch.closing, *self._going]
        self._going.clear()
        for id, reason in going:
            self._leave(id, reason)
        if going:
            self._commit()  # that they went is news of its own

    def _publish(self, batch: Batch) -> None:
        """Append entries to the log, open it to those who come in between, and answer."""
        entries: list[Entry] = []
        told = 0
        full = self._full(batch.replies)
        for event in batch.events:
            if isinstance(event, Opening):
                self._log.append(entries)
                entries = []
                self._tell(batch.replies[told : event.told], full)
                told = event.told
                self._open(event)
            else:
                entries.append(event)
        self._log.append(entries)
        self._tell(batch.replies[told:], full)

    def _full(self, replies: list[tuple[int, Reply]]) -> set[int]:
        """Those who have many answers waiting, and took in none since they last asked."""
        limit = self._config.private_limit_bytes
        asking = {id: self._connections[id] for id, _ in replies if id in self._connections}
        return {id for id, asker in asking.items() if asker.is_overdue(limit)}

    def _open(self, opening: Opening) -> None:
        connection = self._connections.get(opening.id)
        if connection is None:
            return
        if opening.welcome:
            self._queue(connection, opening.welcome)
        if opening.after is not None:
            cursor = self._log.after(opening.after)
        else:
            cursor = self._log.at_tail(Stream.PLAIN if opening.plain else Stream.JSON)
        connection.worker.deliver(connection, cursor, self._log.tail.number)

    def _tell(self, replies: list[tuple[int, Reply]], full: set[int]) -> None:
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
            elif id in full and isinstance(reply, Whispered) and reply.to == self._room.name_of(id):
                refused = reply  # the sender's copy comes next
                continue
            if id in full:
                self._inbox.put(Went(connection, "asked without reading the answers"))
            else:
                self._queue(connection, reply)

    def _queue(self, connection: Connection, reply: Reply) -> None:
        data = connection.encode(reply, self._stamp)
        connection.queued_bytes += len(data)
        connection.worker.deliver(connection, data, self._log.tail.number)
