"""What is for one connection alone, as it waits to be sent. Knows nothing of how it is sent."""

from dataclasses import dataclass
from enum import Enum

from app.room.cursor import Cursor

HERE = -1
"""In place of a chunk's number: before whatever comes next in the log."""
PLACE_BYTES = 2048
"""What a place in a log counts while it waits to be read, of the bytes that may wait: it keeps a
chunk in memory, so that nobody goes from room to room and reads nothing for long."""


@dataclass(slots=True)
class Promise:
    """An answer that is not there yet: it keeps its place among the answers.

    Attributes:
        data: the answer; None until it is there. For the worker.
    """

    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries that the log does not hold any more, as they are sent.

    Attributes:
        data: their lines; a gap where entries are gone for good.
        last: the seq up to which it goes.
    """

    data: bytes
    last: int


class Departure(Enum):
    """The end of what is read of a log: nothing more of it is sent."""

    FROM_LOG = "from the log"


Private = bytes | Cursor | Promise | Departure
"""What is for one connection: bytes, another place in a log, an answer to come, or the end of what
it reads."""
