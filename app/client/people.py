"""Who is here by name, as far as one was told; who spoke last comes first. Pure.

Names come from a server: they are cleaned here, and what cannot be typed as one word is left out.
"""

from collections.abc import Iterable

from app.nearest import nearest, question
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Members, ServerMessage, Welcome, Whispered
from app.text import clean_line, cut, fold

KNOWN_LIMIT_NAMES = 1000
"""So many names are kept; those go that were heard of longest ago."""
NAME_LIMIT_CHARS = 200


class People:
    """The names of those in a room."""

    def __init__(self) -> None:
        """Nobody is known yet."""
        self._names: dict[str, str] = {}
        """Each name by its folded form; who was heard of last stands last."""
        self._me = ""
        self._head = 0
        """What was said up to this seq was said before one came, perhaps by some who left."""

    def names(self) -> list[str]:
        """Everybody but oneself, who spoke last first."""
        return [name for key, name in reversed(self._names.items()) if key != self._me]

    def like(self, name: str) -> str:
        """Whether somebody here was meant by a name that nobody here has: a question, or ""."""
        known = {key: name for key, name in self._names.items() if key != self._me}
        wanted = fold(cut(name, NAME_LIMIT_CHARS))
        return "" if wanted in known else question([known[key] for key in nearest(wanted, known)])

    def receive(self, message: ServerMessage) -> None:
        """Take note of what the server said."""
        match message:
            case Welcome():
                self._names.clear()
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
                for name in message.names:
                    self._names.pop(fold(name), None)
            case Renamed():
                if fold(message.name) == self._me:
                    self._me = fold(message.to)
                self._names.pop(fold(message.name), None)
                self._spoke(message.to)

    def _add(self, names: Iterable[str]) -> None:
        """These are here, which says nothing of when they spoke."""
        for name in names:
            if fold(name) not in self._names:
                self._spoke(name)

    def _spoke(self, name: str) -> None:
        name = clean_line(cut(name, NAME_LIMIT_CHARS))
        if not name or " " in name:
            return
        self._names.pop(fold(name), None)
        self._names[fold(name)] = name
        if len(self._names) > KNOWN_LIMIT_NAMES:
            self._names.pop(next(iter(self._names)))
