"""A server, one step at a time, without threads and sockets, and what outlives it.

All that has rules is the real thing: `House`, `Delivery`, `Connection`, `Archive` and a journal.
What is made here is what the threads do with them, above all that the hub stores before it tells.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import count

from app.journal.memory import MemoryJournal
from app.protocol.entries import Said
from app.protocol.replies import Error
from app.protocol.requests import Hello, History, Join, Say
from app.room.batch import Opening
from app.room.cursor import Shared
from app.room.house import House
from app.room.segments import said_in
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.connection import Connection
from app.server.delivery import Delivery
from app.server.halls import Halls
from app.server.inbox import Inbox
from app.server.intake import take_in
from tests.unit.room.hall import AT, NOT_STORED
from tests.unit.room.reading import stamp
from tests.unit.server.wire import ALL, Desk, Wire, connected

BOT = 0
"""The connection of somebody who talks and does not listen."""
ROUNDS = 200
"""After so many, everything that was under way has arrived."""


class Fate(Enum):
    """What becomes of a batch."""

    STORED = "stored"
    FAILS = "fails"
    """It cannot be stored."""
    KILLED_BEFORE = "killed before"
    """The server ends before it is stored."""
    KILLED_AFTER = "killed after"
    """It ends after that, and before anybody is told."""


class Disk:
    """What outlives a server.

    Attributes:
        stored: every entry that was ever stored, in order, by room.
        at: what the clock shows; it goes on by one with each batch.
    """

    def __init__(self) -> None:
        """Start with nothing stored."""
        numbers = count(1)
        self.journal = MemoryJournal(lambda: f"log-{next(numbers)}")
        self.stored: dict[str, list[Said]] = defaultdict(list)
        self.at = AT

    def append(self, said: Mapping[str, Sequence[Said]]) -> None:
        """Store them."""
        self.journal.append(said)
        for room, entries in said.items():
            self.stored[room] += entries


class Server:
    """One run of a server: what its hub, its workers and its archive do."""

    def __init__(self, disk: Disk, log_limit_bytes: int) -> None:
        """Start with what is stored, and a bot in the lobby."""
        self._disk = disk
        self._config = Config(log_limit_bytes=log_limit_bytes, rate_messages_per_s=0)
        self._house = House(disk.journal)
        self._archive = Archive(disk.journal.reader(), stamp, _raise)
        self._connections: dict[int, Connection] = {}
        clocks = Clocks(now=lambda: disk.at, stamp=stamp, old_stamp=stamp)
        inbox = Inbox(ALL, ALL)
        self._halls = Halls(disk.journal, clocks, log_limit_bytes)
        self._delivery = Delivery(
            self._config,
            self._halls,
            self._connections,
            self._house.name_of,
            inbox,
            self._archive,
            clocks,
        )
        self._going: list[int] = []
        self._desk = Desk()
        self._house.enter(BOT, Hello(v=1, name="bot"), "bot", disk.at)

    def accept(self, id: int, wire: Wire) -> Connection:
        """Somebody connects."""
        connection = connected(id, wire, self._desk, self._config)
        self._connections[id] = connection
        return connection

    def receive(self, connection: Connection) -> None:
        """Read what has arrived, and carry it out."""
        if connection.departed or not connection.receive():
            return
        while connection.has_lines:
            for command in take_in(connection, 0.0).commands:
                self._carry_out(connection.id, command)

    def notice(self, connection: Connection) -> None:
        """Find that a connection has ended."""
        if not connection.departed:
            connection.depart()
            self._going.append(connection.id)

    def chatter(self, room: str) -> None:
        """The bot says something in a room."""
        self._house.apply(BOT, Say(text="chatter", room=room), self._disk.at, self._disk.at)

    def commit(self, fate: Fate) -> None:
        """What a hub does after a batch of commands."""
        self._disk.at += 1
        if fate is Fate.KILLED_BEFORE:
            return
        segments = self._house.take()
        for room, batch in segments:
            if any(isinstance(event, Opening) for event in batch.events):
                self._halls.open(room.name)
        said = said_in(segments)
        if fate is Fate.FAILS and said:
            self._house.undo(segments, NOT_STORED)
        else:
            self._disk.append(said)
        if fate is Fate.KILLED_AFTER:
            return
        self._house.settle()
        self._delivery.publish([(room.name, batch) for room, batch in segments])
        for room in self._house.sweep():
            self._halls.close(room.name)
        closing = [id for _, batch in segments for id, _ in batch.closing]
        going = [*closing, *self._going]
        self._going.clear()
        for id in going:
            self._leave(id)
        if going:
            self.commit(Fate.STORED)

    def send(self, connection: Connection, joined: Shared) -> None:
        """Send what the connection's wire takes, and ask for what the log does not hold."""
        blocked = connection.out.send(joined)
        if not blocked and (gap := connection.out.page_to_ask()):
            plain, log = connection.out.is_plain, connection.out.log
            self._archive.read(connection, log, gap.first, gap.last, plain=plain)
        if connection.ending and not blocked and not connection.out.is_waiting:
            connection.said_goodbye = True

    def look_up(self) -> bool:
        """Let the archive do its next step; False if there is none."""
        return self._archive.step()

    def _carry_out(self, id: int, command: object) -> None:
        if id not in self._connections:
            return  # a ghost
        match command:
            case Hello():
                self._house.enter(id, command, f"random-{id}", self._disk.at, self._disk.at)
            case Error():
                raise AssertionError(f"the server does not understand its client: {command}")
            case Say() | Join() | History():
                self._house.apply(id, command, self._disk.at, self._disk.at)
            case _:
                raise TypeError(command)

    def _leave(self, id: int) -> None:
        connection = self._connections.pop(id, None)
        if connection:
            self._delivery.forget(id)
            self._house.leave(id, self._disk.at)
            connection.worker.close(connection, "gone")


def _raise(error: BaseException) -> None:
    raise error
