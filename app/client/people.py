"""Who is here by name, as far as one was told, and who elsewhere; who spoke last comes first. Pure.

Names come from a server: they are cleaned here, and what cannot be typed as one word is left out.
"""

from collections.abc import Iterable

from app.nearest import nearest, question
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Members, RoomList, ServerMessage, Welcome, Whispered
from app.text import clean_line, cut, fold

KNOWN_LIMIT_NAMES = 1000
"""So many names are kept, here and elsewhere; those go that were heard of longest ago."""
NAME_LIMIT_CHARS = 200


class People:
    """The names of those in a room."""

    def __init__(self) -> None:
        """Nobody is known yet."""
        self._names: dict[str, str] = {}
        """Each name by its folded form; who was heard of last stands last."""
        self._elsewhere: dict[str, str] = {}
        """The same of those who were last heard of in another room, and may be gone since."""
        self._me = ""
        self._head = 0
        """What was said up to this seq was said before one came, perhaps by some who left."""

    def names(self) -> list[str]:
        """Everybody but oneself: those here, who spoke last first, then those elsewhere."""
        return list(self._others().values())

    def _others(self) -> dict[str, str]:
        known = [*reversed(self._names.items()), *reversed(self._elsewhere.items())]
        return {key: name for key, name in known if key != self._me}

    def like(self, name: str) -> str:
        """Whether somebody here was meant by a name that nobody here has: a question, or ""."""
        known = self._others()
        wanted = fold(cut(name, NAME_LIMIT_CHARS))
        return "" if wanted in known else question([known[key] for key in nearest(wanted, known)])

    def here(self, name: str) -> str:
        """The name as somebody here has it; "" if nobody has."""
        return self._names.get(fold(cut(name, NAME_LIMIT_CHARS)), "")

    def knows(self, name: str) -> bool:
        """Whether somebody of this name is here, or was last heard of in another room."""
        return fold(cut(name, NAME_LIMIT_CHARS)) in self._others()

    def receive(self, message: ServerMessage) -> None:
        """Take note of what the server said."""
        match message:
            case Welcome():
                self._went(list(self._names.values()))
                self._me, self._head = fold(message.name), message.seq
                self._add(reversed(message.names))
            case Said(room=""):
                if message.seq > self._head or fold(message.name) in self._names:
                    self._spoke(message.name)
            case Whispered():
                self._spoke(message.name)
            case Joined() | Members():
                self._add(message.names)
            case Left():
                self._forget(message.names)
                if message.to:
                    self._went(message.names)
            case RoomList():
                for room in message.rooms:
                    self._went(name for name in room.names if fold(name) not in self._names)
            case Renamed():
                if fold(message.name) == self._me:
                    self._me = fold(message.to)
                self._forget([message.name])
                self._spoke(message.to)

    def _add(self, names: Iterable[str]) -> None:
        """These are here, which says nothing of when they spoke."""
        for name in names:
            if fold(name) not in self._names:
                self._spoke(name)

    def _spoke(self, name: str) -> None:
        self._put(self._names, name)

    def _went(self, names: Iterable[str]) -> None:
        """These are in another room."""
        for name in names:
            self._put(self._elsewhere, name)

    def _put(self, names: dict[str, str], name: str) -> None:
        """Add a name as the one that was heard of last."""
        name = clean_line(cut(name, NAME_LIMIT_CHARS))
        self._forget([name])
        if name and " " not in name:
            names[fold(name)] = name
            if len(names) > KNOWN_LIMIT_NAMES:
                names.pop(next(iter(names)))

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            self._names.pop(fold(name), None)
            self._elsewhere.pop(fold(name), None)
