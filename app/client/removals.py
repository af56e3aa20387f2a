"""Who was removed by an order, so that it is not told once more that they left. Pure.

The server tells a room of the order, and right after it that somebody left, which is one thing.
"""

import re
from collections import OrderedDict

from msgspec.structs import replace

from app.protocol.entries import Left, Notice
from app.text import fold

REMOVED_LIMIT = 100
"""Of so many it is known that they were removed and have not left yet."""
TEXT_LIMIT_CHARS = 1_000
"""No more of a notice is looked at."""
_REMOVED = re.compile(r"(\S{1,200}) was removed by |.{1,200} banned (\S{1,200}) for")


class Removals:
    """Those of whom a notice has told."""

    def __init__(self) -> None:
        """Nobody was removed."""
        self._names: OrderedDict[str, None] = OrderedDict()

    def take(self, notice: Notice) -> None:
        """Take note of what was ordered."""
        found = _REMOVED.match(notice.text[:TEXT_LIMIT_CHARS]) if notice.code == "order" else None
        if found:
            self._names[fold(found[1] or found[2])] = None
            if len(self._names) > REMOVED_LIMIT:
                self._names.popitem(last=False)

    def came(self, names: list[str]) -> None:
        """These are here: what they do from now on is news."""
        for name in names:
            self._names.pop(fold(name), None)

    def without(self, left: Left) -> Left | None:
        """What is still to be told of who left the server."""
        if left.to or not self._names:
            return left
        gone = [name for name in left.names if fold(name) in self._names]
        self.came(gone)
        names = [name for name in left.names if name not in gone]
        count = max(0, left.count - len(gone))
        return replace(left, names=names, count=count) if count else None
