"""The hub: the one thread that owns all rooms and writes the journal. Knows no sockets.

It takes what waits in its inbox as one batch, asks the house what comes of it, stores what was
said in one transaction, appends everything to the rooms' logs and wakes the workers. So under load
batches grow by themselves, and a single message on a quiet server waits for nothing.

Nobody sees what is not stored: a batch that the journal refuses is refused to its senders.
"""

import logging
import time
from collections.abc import Callable, Sequence
from itertools import islice
from threading import Thread

from app.errors import JournalError
from app.journal.journal import Journal
from app.protocol.dialects import Dialect
from app.protocol.entries import Notice
from app.protocol.plain_lines import Help
from app.protocol.replies import Error
from app.protocol.requests import ClientMessage, Hello, Join, Nick, Order, Say
from app.protocol.status import Status
from app.room.batch import Opening
from app.room.house import House
from app.room.members import public_hash
from app.room.moderation import Moderation
from app.room.segments import said_in
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.connection import Connection
from app.server.delivery import Delivery
from app.server.figures import Figures
from app.server.halls import Halls
from app.server.inbox import Came, Command, Inbox, Listened, Ordered, Stop, Wanted, Went
from app.server.keeping import UNREMARKABLE, Keeping
from app.server.logs import KNOWN
from app.server.recording import Recorder
from app.server.stats import Counts, Facts
from app.server.worker import Worker
from app.text import clean

STOPPING = Notice(code="stopping", text="The server is stopping. Goodbye.")
NOT_STORED = "The server could not store that message; nobody has seen it. Say it again later."
COMPLETED_LIMIT_NAMES = 500
"""How many names are kept to be completed at the console."""
TRY_LATER = "The server cannot read what is stored; its log says why. Come back later."

log = logging.getLogger(__name__)


class Hub:
    """Owns all rooms.

    Args:
        config: limits.
        store: all rooms' histories.
        inbox: where commands come from.
        workers: all workers there are at the moment.
        archive: reads what is stored, for those who ask.
        clocks: the time.
        token: makes a random public hash for those who name no session.
        on_fault: is called, in the hub's thread, with an exception that ended it.
        counts: what it counts, for the workers; its own without.

    Attributes:
        names: of those who are here, at most COMPLETED_LIMIT_NAMES. For any thread.
        rooms: the names of all rooms, those where nobody is included. For any thread.
    """

    def __init__(
        self,
        config: Config,
        store: Journal,
        inbox: Inbox,
        workers: Callable[[], Sequence[Worker]],
        archive: Archive,
        clocks: Clocks,
        token: Callable[[], str],
        on_fault: Callable[[BaseException], None],
        counts: Counts | None = None,
    ) -> None:
        """Make the lobby, with the end of its history in memory.

        Raises:
            JournalError: what is stored cannot be read.
        """
        self._config = config
        self._inbox = inbox
        self._workers = workers
        self._now = clocks.now
        self._now_s = 0.0
        """When, in monotonic seconds, the batch was taken."""
        self._token = token
        self._on_fault = on_fault
        moderation = Moderation()
        self._house = House(store, moderation=moderation)
        self._connections: dict[int, Connection] = {}
        counts = counts or Counts()
        self._recorder = Recorder(store, archive, counts)
        self._recorder.tidy_at_start(clocks.now())
        self._halls = Halls(store, clocks, config.log_limit_bytes)
        name_of = self._house.name_of
        self._delivery = Delivery(
            config, self._halls, self._connections, name_of, inbox, archive, clocks
        )
        self._going: dict[int, str] = {}
        """Why these connections go at the end of the batch; what they still want is left undone."""
        self.names: tuple[str, ...] = ()
        self._renamed = False
        """Whether they are not these any more."""
        self.rooms: tuple[str, ...] = ()
        self._rooms_as_of = -1
        self._list_rooms()
        figures = Figures(self._house, self._halls, self._connections, workers, counts, clocks.now)
        self._keeping = Keeping(moderation, self._house, self._connections, self._going, figures)
        self._thread = Thread(target=self._run, name="chat-hub")

    def equip(self, facts: Facts) -> None:
        """Tell it what the server was told of itself; before `start`."""
        self._keeping.equip(facts, self._now())

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
            clean("\u00e9")  # its tables are made at the first such text: not while others wait
            stopping = untidy = False
            while not stopping:
                commands = self._inbox.take(self._config.batch_limit_bytes, wait=not untidy)
                at, self._now_s = self._now(), time.monotonic()
                if commands:
                    stopping = self._carry_out_all(commands, at)
                # Of those who only came nobody is told.
                if self._inbox.made_room or not all(isinstance(c, Came) for c in commands):
                    news = self._delivery.take_news()
                    for worker in self._workers():
                        worker.wake(news)
                untidy = self._recorder.tidy(at)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not stay here
            self._on_fault(error)

    def _carry_out_all(self, commands: Sequence[Command], at: int) -> bool:
        """Carry out one batch, and tell what came of it. True if it was the last one."""
        stopping = any(self._carry_out(command, at) for command in commands)
        self._commit()
        return stopping

    def _carry_out(self, command: Command, at: int) -> bool:
        """Let the house do one command. True if it was the last one."""
        match command:
            case Came(connection):
                self._connections[connection.id] = connection
                log.info("connection %d from %s", connection.id, connection.address, extra=KNOWN)
            case Listened(connection):
                if self._keeping.lets_listen(connection, at):
                    self._house.listen(connection.id)
            case Wanted(connection, commands):
                # Not for a ghost, whose session came back on another connection.
                if connection.id in self._connections and connection.id not in self._going:
                    self._grant(connection, commands, at)
            case Went(connection, reason):
                self._going[connection.id] = reason
            case Ordered(text, tell):
                self._keeping.host_orders(text, tell, at)
            case Stop():
                self._house.announce(STOPPING)
                return True
        return False

    def _grant(
        self, connection: Connection, commands: Sequence[ClientMessage | Help | Error], at: int
    ) -> None:
        """Let the house do what a connection wants, up to where it has to go."""
        id = connection.id
        apply, now_s = self._house.apply, self._now_s
        try:
            for wanted in commands:
                if id in self._going:  # it was just turned away
                    break
                if isinstance(wanted, Say):  # first: nearly all of them are
                    apply(id, wanted, at, now_s)
                elif isinstance(wanted, Hello):
                    self._enter(connection, wanted, at)
                elif isinstance(wanted, Order):
                    self._keeping.order(id, wanted, at)
                elif isinstance(wanted, Status):
                    self._keeping.status(connection, wanted)
                elif isinstance(wanted, Error):
                    self._house.answer(id, wanted)
                elif isinstance(wanted, Nick):
                    self._rename(id, wanted, at)
                elif isinstance(wanted, Join):
                    self._move(id, wanted, at)
                else:
                    apply(id, wanted, at, now_s)
        except JournalError as error:
            # Whatever it was, a client of ours comes back and asks for it again.
            log.error("connection %d: %s", id, error)
            self._house.answer(id, Error(code="try-later", text=TRY_LATER))
            self._going[id] = "the history cannot be read"

    def _enter(self, connection: Connection, hello: Hello, at: int) -> None:
        id, plain = connection.id, connection.dialect is Dialect.PLAIN
        before = self._house.name_of(id)
        from_ = public_hash(hello.session) if hello.session else self._token()
        if not before and not self._keeping.lets_in(connection, hello, from_, at):
            return
        self._house.enter(id, hello, from_, at, self._now_s, plain=plain)
        name = self._house.name_of(id)
        self._renamed = True
        if name and not before:
            log.info("%s joined (connection %d, %s)", name, id, "plain" if plain else "json")

    def _rename(self, id: int, nick: Nick, at: int) -> None:
        """Let a connection change its name, if it may."""
        before = self._house.name_of(id)
        self._house.apply(id, nick, at, self._now_s)
        name = self._house.name_of(id)
        self._renamed = True
        if before and name and name != before:
            log.info("%s is now %s (connection %d)", before, name, id)

    def _move(self, id: int, join: Join, at: int) -> None:
        """Let a connection go to another room, if it may."""
        before = self._house.place_of(id)
        self._house.apply(id, join, at, self._now_s)
        place = self._house.place_of(id)
        if before and place and place[1] is not before[1]:
            log.info("%s went to %s (connection %d)", place[0].name, place[1].name, id)

    def _leave(self, id: int, reason: str) -> None:
        """Let a connection go that has been told everything that came before."""
        connection = self._connections.get(id)
        if connection is None:
            return
        self._keeping.left(id)
        self._delivery.forget(id)  # it is not told that it left
        del self._connections[id]
        name = self._house.name_of(id)
        self._house.leave(id, self._now())
        self._renamed = True
        if name:
            log.info("%s left (connection %d): %s", name, id, reason)
        else:
            known = KNOWN if reason in UNREMARKABLE else None
            log.info("connection %d closed: %s", id, reason, extra=known)
        connection.worker.close(connection, reason)

    def _list_rooms(self) -> None:
        """Know all rooms by name, if there is one more or less."""
        doors = self._house.doors
        if doors.changes != self._rooms_as_of:
            self._rooms_as_of = doors.changes
            self.rooms = tuple(name for name, _ in doors.counts())

    # --- what came of it --------------------------------------------------------------------

    def _commit(self) -> None:
        """Store, append and tell what came of the commands."""
        segments = self._house.take()
        for room, batch in segments:
            if not self._halls.get(room.name) and any(isinstance(e, Opening) for e in batch.events):
                self._halls.open(room.name)  # before more is stored of it
        if not self._recorder.store(said_in(segments)):
            self._house.undo(segments, NOT_STORED)
        self._house.settle()
        if self._renamed:
            self._renamed = False
            self.names = tuple(
                islice((it.name for it, _ in self._house.people()), COMPLETED_LIMIT_NAMES)
            )
        self._delivery.publish([(room.name, batch) for room, batch in segments])
        for room in self._house.sweep():
            self._halls.close(room.name)
        self._list_rooms()
        going = {id: reason for _, batch in segments for id, reason in batch.closing} | self._going
        self._going.clear()
        for id, reason in going.items():
            self._leave(id, reason)
        if going:
            self._commit()  # that they went is news of its own
