"""Who is in a room: members by connection and by name.

Knows nothing of what they say. Connections are numbers here.
"""

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from app.protocol.limits import LISTED_LIMIT_NAMES
from app.protocol.replies import Members
from app.text import fold


def public_hash(session: str) -> str:
    """What everybody may know of a session's secret: 16 hexadecimal digits."""
    return sha256(b"realtime-chat session\0" + session.encode("utf-8")).hexdigest()[:16]


@dataclass(slots=True)
class Member:
    """Somebody in the room, on one connection."""

    id: int
    name: str
    from_: str
    last_id: int = -1
    """The highest id that this session has used here: a higher one was not said here before."""
    plain: bool = False
    """Whether it talks in bare lines."""


class Roster:
    """The members of a room; what changes it, and a page of it, take no longer in a full room."""

    def __init__(self) -> None:
        """Start empty."""
        self._by_id: dict[int, Member] = {}
        self._places: dict[int, tuple[str, str]] = {}  # by id
        self._sorted: list[tuple[str, str]] = []  # those places, in order

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_id)

    def everybody(self) -> list[Member]:
        """All of them, the one who is here longest first."""
        return list(self._by_id.values())

    def add(self, member: Member) -> None:
        """One more."""
        self._by_id[member.id] = member
        self._put_in_order(member)

    def remove(self, member: Member) -> None:
        """One less."""
        del self._by_id[member.id]
        self._take_out_of_order(member)

    def rename(self, member: Member, name: str) -> None:
        """Call a member something else."""
        self._take_out_of_order(member)
        member.name = name
        self._put_in_order(member)

    def some_names(self, limit: int = LISTED_LIMIT_NAMES) -> list[str]:
        """Names of those who have been here longest, at most `limit`."""
        return [member.name for member in islice(self._by_id.values(), limit)]

    def page(self, after: str) -> Members:
        """Names in the order of the alphabet, those after `after`, at most LISTED_LIMIT_NAMES."""
        start = bisect_right(self._sorted, _place(after)) if after else 0
        end = start + LISTED_LIMIT_NAMES
        names = [name for _, name in self._sorted[start:end]]
        return Members(count=len(self), names=names, more=end < len(self._sorted))

    def _put_in_order(self, member: Member) -> None:
        place = self._places[member.id] = _place(member.name)
        insort(self._sorted, place)

    def _take_out_of_order(self, member: Member) -> None:
        del self._sorted[bisect_left(self._sorted, self._places.pop(member.id))]


def _place(name: str) -> tuple[str, str]:
    """Where a name comes in the order: by its folded form, which is quickly found of most."""
    return name.lower() if name.isascii() else fold(name), name
