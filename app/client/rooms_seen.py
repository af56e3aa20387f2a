"""How much of each room was shown here, so that one goes on there when one comes back. Pure."""

from collections import OrderedDict

from app.client.looking import Looking
from app.protocol.entries import Said
from app.protocol.replies import Welcome
from app.protocol.requests import Resume
from app.text import fold

ROOMS_KEPT = 50
"""Of so many rooms it is known what was shown; the one that was left longest ago is forgotten."""
LOG_LIMIT_CHARS = 200
"""A log whose id is longer is not resumed: a `hello` with it could be longer than a line may be."""


class Room:
    """What was shown of one room.

    Attributes:
        log: the id of its history; "" if one was never there.
        seq: of the entry that was shown last.
        at: that entry's time; 0 if one came in there and has not shown it.
        looking: what was asked of its history.
    """

    def __init__(self) -> None:
        """Nothing was shown."""
        self.log = ""
        self.seq = 0
        self.at = 0
        self.looking = Looking()

    @property
    def resume(self) -> Resume | None:
        """Where to go on; None if that is not known."""
        known = 0 < len(self.log) <= LOG_LIMIT_CHARS
        return Resume(log=self.log, seq=self.seq, at=self.at) if known else None

    def enter(self, welcome: Welcome) -> bool:
        """One is there; whether the entries go on elsewhere than behind what was shown."""
        elsewhere = (self.log, self.seq) != (welcome.log, welcome.after)
        if elsewhere:
            self.seq, self.at = welcome.after, 0
            self.looking.history_begins(welcome.after + 1)
        self.log = welcome.log
        return elsewhere

    def show(self, said: Said) -> int | None:
        """An entry has come: how many before it have not; None if it was shown already."""
        if said.seq <= self.seq:
            return None
        missing = said.seq - self.seq - 1
        self.seq, self.at = said.seq, said.at
        return missing


class RoomsSeen:
    """The rooms in which one was."""

    def __init__(self) -> None:
        """One was nowhere."""
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    def __len__(self) -> int:
        """How many are known."""
        return len(self._rooms)

    def __getitem__(self, name: str) -> Room:
        """A room, whether one was there or not; it is the last one to be forgotten."""
        room = self._rooms.setdefault(key(name), Room())
        self._rooms.move_to_end(key(name))
        while len(self._rooms) > ROOMS_KEPT:
            self._rooms.popitem(last=False)
        return room

    def resume(self, name: str) -> Resume | None:
        """Where to go on in a room; None if one was never there."""
        room = self._rooms.get(key(name))
        return room.resume if room else None


def key(name: str) -> str:
    """What is equal for two ways to write one room's name."""
    return fold(name).lstrip("#")
