"""Who came and who went, told together. Pure.

Those who come and go within a moment are one line; who goes and is back, or comes and is gone, is
told not at all. When the moment is over somebody else says: whoever holds this asks `flush`.
"""

from collections.abc import Collection, Iterable
from typing import TypeVar

from msgspec.structs import replace

from app.client.items import Item
from app.protocol.entries import Joined, Left
from app.protocol.limits import LISTED_LIMIT_NAMES
from app.text import fold

PRESENCE_PAUSE_S = 0.5
"""How long the first one waits for others."""
SHOWN_LIMIT_NAMES = 3
"""More than one more than these are told as a number."""

PLACES_LIMIT = 20
"""To so many rooms people go within one moment; who goes elsewhere is told at once."""


class _Some:
    """Those who came, or those who went to one place."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.others = 0
        self.at = 0

    def __bool__(self) -> bool:
        return bool(self.names or self.others)

    def add(self, item: Joined | Left) -> None:
        self.at = item.at
        self.others += max(0, item.count - len(item.names))
        for name in item.names:
            if len(self.names) < LISTED_LIMIT_NAMES:
                self.names[fold(name)] = name
            else:
                self.others += 1

    def told(self) -> tuple[int, list[str]]:
        """How many, and some of their names."""
        count = len(self.names) + self.others
        names = list(self.names.values())
        return count, names[:SHOWN_LIMIT_NAMES] if count > SHOWN_LIMIT_NAMES + 1 else names


class Presence:
    """Holds back who came and who went, until something else is shown or a moment is over."""

    def __init__(self) -> None:
        """Nobody came or went."""
        self._came = _Some()
        self._went: dict[str, _Some] = {}
        """By the room to which they went; "" if they left the server."""

    @property
    def waits(self) -> bool:
        """Whether somebody is held back."""
        return any([self._came, *self._went.values()])

    def gather(self, items: Iterable[Item]) -> list[Item]:
        """What is to be shown now of these; who came or went last is held back."""
        shown: list[Item] = []
        for item in items:
            if isinstance(item, Joined):
                self._came.add(_without(item, self._went.values()))
            elif isinstance(item, Left):
                if item.to not in self._went and len(self._went) == PLACES_LIMIT:
                    shown += self.flush()
                went = self._went.setdefault(item.to, _Some())
                went.add(_without(item, [self._came]))
            else:
                # Who has just come may be the one who says this.
                shown += [*self.flush(), item]
        return shown

    def flush(self) -> list[Item]:
        """Those who were held back: a line for each place to which they went, one for who came."""
        came, self._came = self._came, _Some()
        gone, self._went = self._went, {}
        told: list[Item] = []
        for to, went in gone.items():
            if went:
                count, names = went.told()
                told.append(Left(at=went.at, count=count, names=names, to=to))
        if came:
            count, names = came.told()
            told.append(Joined(at=came.at, count=count, names=names))
        return told


Kind = TypeVar("Kind", Joined, Left)


def _without(item: Kind, others: Collection[_Some]) -> Kind:
    """An item without those who just did the opposite, who are taken from there, too."""
    back = [
        name
        for name in item.names
        if any(some.names.pop(fold(name), None) is not None for some in others)
    ]
    names = [name for name in item.names if name not in back]
    return replace(item, names=names, count=item.count - len(back))
