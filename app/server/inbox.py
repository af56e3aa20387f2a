"""What the hub has to do next: commands from workers, in order, bounded in bytes.

Knows no rooms and no sockets. A worker never waits here: it asks `is_full` before it reads more.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition

from app.protocol.plain_lines import Help
from app.protocol.replies import Error
from app.protocol.requests import ClientMessage
from app.server.connection import Connection

COMMAND_OVERHEAD_BYTES = 256
"""What a command costs beside its text."""


@dataclass(slots=True)
class Came:
    """A connection was accepted."""

    connection: Connection


@dataclass(slots=True)
class Wanted:
    """A connection sent these, in this order; `size` in bytes, as they count in `room/flood.py`.

    An error stands for a line that makes no sense: it is the answer to it.
    """

    connection: Connection
    commands: list[ClientMessage | Help | Error]
    size: int


@dataclass(slots=True)
class Listened:
    """A connection has said nothing for a while: let it hear the room."""

    connection: Connection


@dataclass(slots=True)
class Went:
    """A connection will send nothing any more, or is gone."""

    connection: Connection
    reason: str


@dataclass(slots=True)
class Ordered:
    """The host ordered something, at the console; `tell` takes the answer and never waits."""

    text: str
    tell: Callable[[str], None]


@dataclass(slots=True)
class Stop:
    """The server stops: tell everybody, and end."""


Command = Came | Wanted | Listened | Went | Ordered | Stop


class Inbox:
    """Commands on their way from many threads to one.

    Args:
        high: with more bytes than this waiting it is full.
        low: with less than this waiting it is not full any more.

    Attributes:
        made_room: whether it was full until the last `take`: workers that wait have to be woken.
    """

    def __init__(self, high: int, low: int) -> None:
        """Start empty."""
        self._high = high
        self._low = low
        self._commands: deque[Command] = deque()
        self._size = 0
        self._full = False
        self.made_room = False
        self._changed = Condition()

    def put(self, command: Command) -> None:
        """Add a command. Always taken: departures have to be, and others ask `is_full` first.

        A `Stop` comes before everything that waits.
        """
        with self._changed:
            if isinstance(command, Stop):
                self._commands.appendleft(command)
            else:
                self._commands.append(command)
            self._size += size_of(command)
            self._full = self._full or self._size > self._high
            self._changed.notify()

    def put_all(self, commands: Sequence[Command]) -> None:
        """Add commands that no `Stop` is among, all at once."""
        size = sum(map(size_of, commands))
        with self._changed:
            self._commands.extend(commands)
            self._size += size
            self._full = self._full or self._size > self._high
            self._changed.notify()

    def is_full(self) -> bool:
        """Whether workers should read no more for now; they look again when they are woken."""
        return self._full

    def take(self, limit: int, *, wait: bool = True) -> list[Command]:
        """Take about `limit` bytes of what is there, in order; with `wait`, once there is some."""
        taken: list[Command] = []
        size = 0
        with self._changed:
            while wait and not self._commands:
                self._changed.wait()
            while self._commands and size < limit:
                command = self._commands.popleft()
                size += size_of(command)
                taken.append(command)
            self._size -= size
            was_full = self._full
            self._full = was_full and self._size >= self._low
            self.made_room = was_full and not self._full
        return taken


def size_of(command: Command) -> int:
    """What a command counts, in bytes."""
    if not isinstance(command, Wanted):
        return COMMAND_OVERHEAD_BYTES
    return command.size + COMMAND_OVERHEAD_BYTES * len(command.commands)
