"""A room with a history in memory: does what the server's hub does, without threads."""

from app.journal.memory import MemoryRoomJournal
from app.protocol.dialects import Help
from app.protocol.messages import (
    ClientMessage,
    Entry,
    Error,
    Hello,
    Reply,
    Resume,
    Said,
    Say,
    Welcome,
)
from app.room.batch import Batch, Lookup, Opening
from app.room.names import Names
from app.room.room import Room

AT = 1_700_000_000_000
NOT_STORED = "It could not be stored."


def secret(word: str) -> str:
    """A session's secret, long enough."""
    return f"secret-of-{word:_<16}"


class Hall:
    """A room, its names and its history.

    Attributes:
        at: what the clock shows; it goes on by one with each batch.
    """

    def __init__(self, limit: int = 10_000) -> None:
        """Open the doors."""
        self.journal = MemoryRoomJournal("log-1", limit)
        self.names = Names()
        self.at = AT
        self.room = self.restarted()

    def restarted(self) -> Room:
        """Forget everything that is not stored."""
        self.names = Names()
        self.room = Room("lobby", self.journal.log, self.journal.seq, self.names, self.journal)
        return self.room

    def enter(
        self,
        id: int,
        name: str = "",
        *,
        session: str = "",
        resume: Resume | None = None,
        history: int | None = None,
        v: int = 1,
        plain: bool = False,
        hears: bool = False,
    ) -> None:
        """Somebody says hello."""
        secret_ = secret(session) if session else None
        hello = Hello(v=v, name=name, session=secret_, resume=resume, history=history)
        self.room.enter(id, hello, f"random-{id}", self.at, plain=plain, hears=hears)

    def leave(self, id: int) -> None:
        """A connection is gone."""
        self.room.leave(id, self.at)

    def do(self, id: int, command: ClientMessage | Help) -> None:
        """Somebody wants something."""
        self.room.apply(id, command, self.at)

    def say(self, id: int, text: str, number: int | None = None) -> None:
        """Somebody says something."""
        self.do(id, Say(text=text, id=number))

    def store(self) -> Batch:
        """What came of it all, stored."""
        batch = self.room.take()
        self.journal.append(batch.said())
        self.room.settle()
        self.at += 1
        return batch

    def fail(self) -> Batch:
        """What came of it all, where the disk is full."""
        batch = self.room.take()
        self.room.undo(batch, NOT_STORED)
        self.at += 1
        return batch


def entries(batch: Batch) -> list[Entry]:
    """What everybody is told."""
    return [event for event in batch.events if not isinstance(event, Opening)]


def openings(batch: Batch) -> list[Opening]:
    """Who begins to read."""
    return [event for event in batch.events if isinstance(event, Opening)]


def welcome(batch: Batch, id: int) -> Welcome:
    """What this connection was welcomed with."""
    (found,) = [
        *(o.welcome for o in openings(batch) if o.id == id and o.welcome),
        *(reply for to, reply in batch.replies if to == id and isinstance(reply, Welcome)),
    ]
    return found


def error(batch: Batch, id: int) -> Error:
    """The one error that this connection was told."""
    (found,) = [reply for to, reply in batch.replies if to == id and isinstance(reply, Error)]
    return found


def replies(batch: Batch, id: int) -> list[Reply | Lookup]:
    """What this connection was told privately."""
    return [reply for to, reply in batch.replies if to == id]


def texts(batch: Batch) -> list[str]:
    """What was said to everybody."""
    return [event.text for event in batch.events if isinstance(event, Said)]
