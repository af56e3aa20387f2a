"""Who came and who went, told together. Pure.

Those who come and go within a moment are one line; who goes and is back, or comes and is gone, is
told not at all. When the moment is over somebody else says: whoever holds this asks `flush`.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar

from app.client.items import Item
from app.protocol.messages import NAMES_LIMIT, Joined, Left
from app.text import fold

PRESENCE_PAUSE_S = 0.5
"""How long the first one waits for others."""
SHOWN_LIMIT_NAMES = 3
"""More than one more than these are told as a number."""

Kind = TypeVar("Kind", Joined, Left)


class _Some(Generic[Kind]):
    """Those who came, or those who went."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.others = 0
        self.at = 0

    def add(self, item: Joined | Left, gone: "_Some[Joined] | _Some[Left]") -> None:
        self.at = item.at
        self.others += max(0, item.count - len(item.names))
        for name in item.names:
            key = fold(name)
            if gone.names.pop(key, None) is not None:
                continue
            if len(self.names) < NAMES_LIMIT:
                self.names[key] = name
            else:
                self.others += 1

    def told(self, kind: type[Kind]) -> list[Item]:
        count = len(self.names) + self.others
        names = list(self.names.values())
        if count > SHOWN_LIMIT_NAMES + 1:
            names = names[:SHOWN_LIMIT_NAMES]
        return [kind(at=self.at, count=count, names=names)] if count else []


class Presence:
    """Holds back who came and who went, until something else is shown or a moment is over."""

    def __init__(self) -> None:
        """Nobody came or went."""
        self._came: _Some[Joined] = _Some()
        self._went: _Some[Left] = _Some()

    @property
    def waits(self) -> bool:
        """Whether somebody is held back."""
        return any(some.names or some.others for some in (self._came, self._went))

    def gather(self, items: Iterable[Item]) -> list[Item]:
        """What is to be shown now of these; who came or went last is held back."""
        shown: list[Item] = []
        for item in items:
            if isinstance(item, Joined):
                self._came.add(item, self._went)
            elif isinstance(item, Left):
                self._went.add(item, self._came)
            else:
                # Who has just come may be the one who says this.
                shown += [*self.flush(), item]
        return shown

    def flush(self) -> list[Item]:
        """Those who were held back, as one line for who went and one for who came."""
        came, self._came = self._came, _Some()
        went, self._went = self._went, _Some()
        return [*went.told(Left), *came.told(Joined)]
