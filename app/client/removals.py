"""Who was removed by an order, so that it is not told once more that they left. Pure.

The server tells a room of the order, and right after it that somebody left, which is one thing.
"""

from collections import OrderedDict
from collections.abc import Iterable

from msgspec.structs import replace

from app.protocol.entries import Left, Notice
from app.text import cut, fold

REMOVED_LIMIT = 100
"""Of so many it is known that they were removed and have not left yet."""
NAME_LIMIT_CHARS = 200


class Removals:
    """Those of whom a notice has told."""

    def __init__(self) -> None:
        """Nobody was removed."""
        self._names: OrderedDict[str, None] = OrderedDict()

    def take(self, notice: Notice) -> None:
        """Take note of what was ordered."""
        if notice.code == "removed" and notice.about:
            self._names[fold(cut(notice.about, NAME_LIMIT_CHARS))] = None
            if len(self._names) > REMOVED_LIMIT:
                self._names.popitem(last=False)

    def came(self, names: Iterable[str]) -> None:
        """These are here: what they do from now on is news."""
        for name in names:
            self._names.pop(fold(name), None)

    def moved(self) -> None:
        """One is in another room, or here anew: who leaves from now on is another one."""
        self._names.clear()

    def without(self, left: Left) -> Left | None:
        """What is still to be told of who left the server."""
        if left.to or not self._names:
            return left
        gone = [name for name in left.names if fold(name) in self._names]
        self.came(gone)
        names = [name for name in left.names if name not in gone]
        count = max(0, left.count - len(gone))
        return replace(left, names=names, count=count) if count else None
