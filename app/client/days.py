"""On which day something was said: a line with the date wherever the day changes. Pure.

Which day a time belongs to, and which one it is now, is handed in.
"""

from collections.abc import Callable, Iterable

from app.client.items import Item, Note
from app.protocol.entries import Said
from app.protocol.replies import Whispered


class Days:
    """Knows the day of the message that was shown last: today at first, and behind a heading.

    Args:
        day: the day of a time in ms since 1970, in words; "" for a time that no calendar has.
        now: the time in ms since 1970.
    """

    def __init__(self, day: Callable[[int], str], now: Callable[[], int]) -> None:
        """Nothing was shown yet."""
        self._day = day
        self._now = now
        self._shown = day(now())

    def dated(self, items: Iterable[Item]) -> list[Item]:
        """`items`, with a note of the date before each message that begins another day."""
        dated: list[Item] = []
        for item in items:
            if isinstance(item, Said | Whispered):
                day = self._day(item.at)
                if day not in ("", self._shown):
                    dated.append(Note(day, "day"))
                    self._shown = day
            dated.append(item)
            if isinstance(item, Note) and item.kind == "heading":
                self._shown = self._day(self._now())
        return dated
