"""Which rooms there are, and what they may be called. Knows names; nothing of who is in a room.

A room's name is what a person's may be, in small letters. No two rooms look alike: a name that
looks like that of a room there is leads to that room, so that nobody waits in another "lobby".
"""

import unicodedata
from bisect import bisect_right, insort
from collections.abc import Sequence

from app.errors import Refused
from app.room.lookalikes import looks
from app.room.name_rules import ASKED_LIMIT_CHARS, fault_of
from app.text import cut, fold


def check_room(name: str) -> str:
    """The valid form, in small letters, of a room's name; a `#` before it does not count.

    Raises:
        Refused: `bad-room`, with what is wrong.
    """
    name = unicodedata.normalize("NFKC", cut(name.strip(), ASKED_LIMIT_CHARS)).removeprefix("#")
    # Folding makes some letters two, so that is looked at as well.
    fault = fault_of(name) or fault_of(name := fold(name))
    if fault:
        raise Refused("bad-room", f"The name of a room {fault}.")
    return name


class Directory:
    """The names of all rooms: of those where somebody is, and of those that are stored.

    Attributes:
        changes: how often one was added or removed.
    """

    def __init__(self) -> None:
        """There are none."""
        self.changes = 0
        self._looks: dict[str, tuple[str, ...]] = {}  # by name
        self._alike: dict[str, str] = {}  # by look
        self._sorted: list[str] = []

    def __len__(self) -> int:
        """How many rooms there are."""
        return len(self._sorted)

    def find(self, name: str) -> str | None:
        """The room that is called `name`, a checked one, or looks like it; None if none is."""
        if name in self._looks:
            return name
        return next((self._alike[look] for look in looks(name) if look in self._alike), None)

    def add(self, name: str) -> None:
        """One more, under a checked name; nothing happens if there is a room of that name."""
        if name not in self._looks:
            self.changes += 1
            self._looks[name] = looks(name)
            for look in self._looks[name]:
                self._alike.setdefault(look, name)
            insort(self._sorted, name)

    def remove(self, name: str) -> None:
        """One less."""
        self.changes += 1
        for look in self._looks.pop(name):
            if self._alike.get(look) == name:
                del self._alike[look]
        self._sorted.remove(name)

    def after(self, name: str) -> Sequence[str]:
        """The names behind `name` in the order of the alphabet; all of them behind ""."""
        return self._sorted[bisect_right(self._sorted, name) :]
