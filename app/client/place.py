"""In which room one is, and how one comes to another one. Pure.

While one is on the way to another room nothing is sent: what is said meanwhile is meant for there.
"""

from msgspec.structs import replace

from app.client import notes
from app.client.items import Item
from app.client.looking import Looking
from app.client.rooms_seen import RoomsSeen, key
from app.protocol.entries import Said
from app.protocol.replies import Welcome
from app.protocol.requests import ClientMessage, Join, Resume


class Place:
    """The room that one is in, or wants to be in.

    Args:
        wanted: where to come in at first.

    Attributes:
        room: where one is; "" if one was nowhere yet.
        wanted: where to come in.
    """

    def __init__(self, wanted: str) -> None:
        """One was nowhere yet."""
        self.room = ""
        self.wanted = wanted
        self._rooms = RoomsSeen()
        self._seen = self._rooms[wanted]
        self._resumed = ""
        """The room that one asked to go on in."""
        self._join: Join | None = None
        """What was sent in order to come to another one, and is not answered yet."""
        self._ours: set[int | None] = set()
        """The ids of those that were asked for here, by a person, and not sent yet."""
        self._replayed: int | None = None
        """How much is shown of what was said before one came; None if that is not under way."""

    @property
    def under_way(self) -> Join | None:
        """The `join` that is sent and not answered yet; None if there is none."""
        return self._join

    @property
    def looking(self) -> Looking:
        """What was asked of this room's history."""
        return self._seen.looking

    def come_in(self) -> Resume | None:
        """A new connection: where to go on in the wanted room."""
        resume = self._rooms.resume(self.wanted)
        self._resumed = key(self.wanted) if resume else ""
        return resume

    def is_here(self, room: str) -> bool:
        """Whether that is the room one is in."""
        return key(room) == key(self.room)

    def joining(self, room: str, history: int | None, id: int) -> Join:
        """What to ask in order to come to another room; where to go on there `sent` adds."""
        self._ours.add(id)
        return Join(room=room, history=history, id=id)

    def sent(self, messages: list[ClientMessage]) -> list[ClientMessage]:
        """These are sent now, as it gives them; a `join` among them is the last one."""
        if not messages or not isinstance(join := messages[-1], Join):
            return messages
        if join.id in self._ours:
            # Only now: more may have been shown of that room since this was asked.
            self._ours.remove(join.id)
            join = replace(join, resume=self._rooms.resume(join.room))
        self._join = join
        self._resumed = key(join.room) if join.resume else ""
        return [*messages[:-1], join]

    def stay(self, refused: int | None) -> None:
        """The server refused what has this id: if that was to go elsewhere, one stays.

        A program's `join` may have none: it is taken for refused with anything that has none.
        """
        if self._join and self._join.id == refused:
            self._join = None

    def lost(self) -> list[Item]:
        """The connection is gone; the next one begins in the room one was in."""
        self._replayed = None
        left: list[Item] = [notes.NOT_FOUND_YET] if self.looking.give_up() else []
        if self._join:
            left.append(notes.not_moved(self._join))
        self._join = None
        return left

    def enter(self, welcome: Welcome) -> list[Item]:
        """One is in a room: what there is to say of what was shown of it, and what was not."""
        items: list[Item] = [notes.NOT_FOUND_YET] if self.looking.give_up() else []
        resumed, self._resumed = self._resumed, ""
        joined, self._join = self._join is not None, None
        self.room = self.wanted = welcome.room
        self._seen = seen = self._rooms[welcome.room]
        log, seq = seen.log, seen.seq
        self._replayed = None
        if seen.enter(welcome):
            self._replayed = 0 if welcome.after < welcome.seq else None
            # A room of which nothing was seen may have vanished meanwhile: nobody misses anything.
            if log and seq and (log != welcome.log or resumed == key(welcome.room)):
                # On one connection the server is the same: the room was removed meanwhile.
                is_anew = joined and log != welcome.log
                items.append(notes.BEGUN_ANEW if is_anew else notes.ANOTHER_HISTORY)
            elif log and welcome.after > seq:
                items.append(notes.missing(welcome.after - seq))
        return items

    def show(self, said: Said) -> list[Item]:
        """What to show of an entry: nothing if it was shown already."""
        missing = self._seen.show(said)
        if missing is None:
            return []
        if self._replayed is not None:
            self._replayed += 1
        # Of a newer kind, perhaps, that this client cannot read.
        return [*([notes.missing(missing)] if missing else []), said]

    def skip(self, last: int) -> None:
        """The entries up to this seq cannot be had."""
        self._seen.seq = max(self._seen.seq, last)

    def caught_up(self) -> list[Item]:
        """The replay has ended."""
        replayed, self._replayed = self._replayed, None
        return [notes.SAID_BEFORE] if replayed else []
