"""A house with histories in memory: does what the server's hub does, without threads."""

from collections.abc import Sequence
from typing import Any

from app.journal.memory_room import MemoryRoomJournal
from app.protocol.entries import Entry, Said
from app.protocol.plain_lines import Help
from app.protocol.replies import Error, Reply, Welcome
from app.protocol.requests import ClientMessage, Hello, Join, Resume, Say
from app.room.batch import Batch, Lookup, Opening, Parting
from app.room.doors import ROOMS_LIMIT
from app.room.house import House
from app.room.moderation import Moderation
from app.room.names import Names
from app.room.room import Room
from app.room.segments import Segment

AT = 1_700_000_000_000
NOT_STORED = "It could not be stored."


def secret(word: str) -> str:
    """A session's secret, long enough."""
    return f"secret-of-{word:_<16}"


class Shelf:
    """Histories in memory.

    Args:
        limit: how many entries of each room are kept.
    """

    def __init__(self, limit: int) -> None:
        """Begin with an empty one."""
        self._limit = limit
        self.journals: dict[str, MemoryRoomJournal] = {}
        self.begun = 0

    def rooms(self) -> list[str]:
        """The names of all."""
        return list(self.journals)

    def room(self, name: str) -> MemoryRoomJournal:
        """The history of one room."""
        if name not in self.journals:
            self.begun += 1
            self.journals[name] = MemoryRoomJournal(f"log-{self.begun}", self._limit)
        return self.journals[name]

    def forget(self, name: str) -> None:
        """Let go of one."""
        del self.journals[name]


class Hall:
    """A house, of which mostly the lobby is looked at, and its history.

    Attributes:
        at: what the clock shows; it goes on by one with each batch.
        now: what another clock shows, in seconds; it stands still.
        journal: the history of the lobby.
        room: the lobby.
        rules: who may talk.
    """

    def __init__(self, limit: int = 10_000, rooms: int = ROOMS_LIMIT) -> None:
        """Open the doors."""
        self.shelf = Shelf(limit)
        self.journal = self.shelf.room("lobby")
        self._rooms = rooms
        self.at = AT
        self.now = 0.0
        self.rules = Moderation()
        self.house = House(self.shelf, rooms, self.rules)

    def restarted(self) -> Room:
        """Forget everything that is not stored."""
        self.rules = Moderation()
        self.house = House(self.shelf, self._rooms, self.rules)
        return self.room

    @property
    def room(self) -> Room:
        """The lobby."""
        return self.house.lobby

    @property
    def names(self) -> Names:
        """Who is called what."""
        return self.house.names

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
        room: str = "lobby",
    ) -> None:
        """Somebody says hello."""
        secret_ = secret(session) if session else None
        hello = Hello(v=v, name=name, session=secret_, resume=resume, history=history, room=room)
        self.house.enter(id, hello, f"random-{id}", self.at, self.now, plain=plain)

    def leave(self, id: int) -> None:
        """A connection is gone."""
        self.house.leave(id, self.at)

    def do(self, id: int, command: ClientMessage | Help) -> None:
        """Somebody wants something."""
        self.house.apply(id, command, self.at, self.now)

    def say(self, id: int, text: str, number: int | None = None, room: str = "") -> None:
        """Somebody says something."""
        self.do(id, Say(text=text, id=number, room=room))

    def join(self, id: int, room: str, /, **more: Any) -> None:
        """Somebody goes to another room."""
        self.do(id, Join(room=room, **more))

    def store(self) -> Batch:
        """What came of it all in the lobby, stored."""
        return self.of_lobby(self.store_all())

    def store_all(self) -> list[Segment]:
        """What came of it all, stored."""
        segments = self.house.take()
        for room, batch in segments:
            self.shelf.room(room.name).append(batch.said())
        self._end()
        return segments

    def fail(self) -> Batch:
        """What came of it all in the lobby, where the disk is full."""
        return self.of_lobby(self.fail_all())

    def fail_all(self) -> list[Segment]:
        """What came of it all, where the disk is full."""
        segments = self.house.take()
        self.house.undo(segments, NOT_STORED)
        self._end()
        return segments

    def of_lobby(self, segments: list[Segment]) -> Batch:
        """The lobby's part, where there is one."""
        return merged([batch for room, batch in segments if room is self.room])

    def _end(self) -> None:
        self.house.settle()
        self.house.sweep()
        self.at += 1


def merged(batches: Sequence[Batch]) -> Batch:
    """Several batches of one room as one."""
    whole = Batch()
    for batch in batches:
        for event in batch.events:
            if isinstance(event, Opening | Parting):
                event.told += len(whole.replies)
        whole.events += batch.events
        whole.replies += batch.replies
        whole.closing += batch.closing
    return whole


def entries(batch: Batch) -> list[Entry]:
    """What everybody is told."""
    return [event for event in batch.events if not isinstance(event, Opening | Parting)]


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
