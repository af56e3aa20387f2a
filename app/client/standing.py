"""How things stand, in one row: the room, who is here, the connection, what is unread. Pure."""

from dataclasses import dataclass

from app.client.symbols import symbols
from app.fitted import fit
from app.styled import Pieces, most_columns
from app.text import brief

ROOM_LIMIT_CHARS = 40
PROGRAM = "Realtime Chat"


class Connection:
    """What people are told of the connection. Times are in ms, from whatever start."""

    def __init__(self) -> None:
        """The first try is under way."""
        self._was_there = False
        self._failed = False
        self._next_at: int | None = None

    def opened(self) -> None:
        """Somebody is there."""
        self._was_there = True
        self._failed = False
        self._next_at = None

    def failed(self) -> None:
        """Nobody is there."""
        self._failed = True

    def retries(self, seconds: float, now: int) -> None:
        """The next try comes so many seconds from `now` on."""
        self._next_at = now + round(seconds * 1000)

    def waits(self, now: int) -> bool:
        """Whether the next try is still to come, so that the words change with the time."""
        return self._was_there and self._next_at is not None and self._next_at > now

    def words(self, now: int) -> str:
        """How it stands, where there is none."""
        if not self._was_there:
            return "waiting for a server" if self._failed else f"connecting {symbols().more}"
        if self._next_at is None or self._next_at <= now:
            return f"connecting {symbols().more}"
        return f"reconnecting in {-(-(self._next_at - now) // 1000)} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the bottom line tells.

    Attributes:
        room: the room's name, as a server told it; "" if there is none.
        here: how many are in it.
        offline: how the connection stands; "" if one is in the room.
        unsent: how many messages are not acknowledged.
        unread: how many have come since somebody looked.
    """

    room: str = ""
    here: int = 0
    offline: str = ""
    unsent: int = 0
    unread: int = 0

    def row(self, columns: int) -> Pieces:
        """As much of it as fits into so many columns, the most important at least."""
        room = brief(self.room, ROOM_LIMIT_CHARS)
        parts = {
            "room": room,
            "here": f"{self.here:,} here" if self.here and not self.offline else "",
            "connection": self.offline or "connected",
            "unsent": f"{self.unsent:,} unsent" if self.unsent and self.offline else "",
            "unread": f"{self.unread:,} unread" if self.unread else "",
        }
        by_importance = (
            "connection unsent room unread here" if self.offline else "room unread here connection"
        )
        between = f" {symbols().dot} "
        chosen: set[str] = set()
        left = columns - 1
        for part in by_importance.split():
            wide = most_columns(parts[part]) + (len(between) if chosen else 0)
            if parts[part] and (wide <= left or not chosen):
                chosen.add(part)
                left -= wide
        text = between.join(text for part, text in parts.items() if part in chosen)
        return fit([("bottom", f" {text}")], columns, symbols().more[0])


def title(room: str, unread: int, mentions: int) -> str:
    """What stands in the window's title.

    Args:
        room: the room's name; "" if there is none.
        unread: how many messages came since somebody looked.
        mentions: how many of them were for this person.
    """
    where = f"{brief(room, ROOM_LIMIT_CHARS)} {symbols().dash} {PROGRAM}" if room else PROGRAM
    return f"({unread:,}{'!' if mentions else ''}) {where}" if unread else where
