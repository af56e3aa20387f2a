"""Who is called what: the names that are taken, and free ones for all others.

Knows names and who has them; what may be one is `name_rules.py`'s. Nothing of rooms or sockets.
"""

from collections.abc import Callable, Iterator
from itertools import count

from app.errors import Refused
from app.room.lookalikes import looks
from app.room.name_rules import (
    ASKED_LIMIT_CHARS,
    NAME_LIMIT_COLUMNS,
    is_reserved,
    key,
    shorten,
    suggest,
)

SUFFIX_TRIES = 16
"""How many small numbers are tried behind a name that is taken, before ever new ones are."""


class Names:
    """The names in use, each with the id of the one who has it. Not for several threads.

    An owner has one name.
    """

    def __init__(self) -> None:
        """Start with all names free."""
        self._owners: dict[str, int] = {}  # by key
        self._alike: dict[str, int] = {}  # by look
        self._names: dict[int, str] = {}
        self._guests = count(1)
        self._suffixes = count(SUFFIX_TRIES + 2)

    def take(self, name: str, owner: int) -> None:
        """Give `name`, a checked one, to `owner`, in place of the one it had.

        Raises:
            Refused: `name-taken`, if another has it, or one that looks like it.
        """
        other = self._try(name, owner)
        if other is None:
            return
        if key(other) == key(name):
            raise Refused("name-taken", f"The name {name} is taken; take another.")
        raise Refused(
            "name-taken", f"The name {name} looks like {other}, which is taken; take another."
        )

    def assign(
        self, wanted: str, owner: int, allowed: Callable[[str], bool] = lambda _: True
    ) -> str:
        """Give `owner` the name it wants or, if that cannot be, the next free one like it.

        Without a wish it becomes `guest-7` or so. Never fails.

        Args:
            wanted: what it would like to be called.
            owner: who it is for.
            allowed: whether a name may be given to it; all but some are.
        """
        if not wanted.strip():
            return self._first_free(filter(allowed, (f"guest-{n}" for n in self._guests)), owner)
        base = suggest(wanted)
        if not is_reserved(base) and allowed(base) and self._try(base, owner) is None:
            return base
        others = (_with_suffix(base, n) for n in self._numbers())
        return self._first_free(filter(allowed, others), owner)

    def as_asked(self, wanted: str) -> str:
        """The name that a wish leads to, made valid; "" if it would be another, or a guest's."""
        base = suggest(wanted) if wanted.strip() else ""
        return "" if not base or is_reserved(base) or self.like(base) is not None else base

    def owner(self, name: str) -> int | None:
        """Who has `name`, in whatever case, not a look-alike of it; None if nobody has."""
        return self._owners.get(key(name))

    def like(self, name: str) -> int | None:
        """Who has `name`, or one that looks like it; None if nobody has."""
        owner = self.owner(name)
        if owner is None:
            alike = (self._alike.get(look) for look in looks(name[:ASKED_LIMIT_CHARS]))
            owner = next((one for one in alike if one is not None), None)
        return owner

    def free(self, name: str, owner: int) -> None:
        """Give `name` back, if it is `owner`'s."""
        if self._owners.get(key(name)) == owner:
            self._give_back(owner)

    def hand_over(self, name: str, owner: int) -> None:
        """Let `owner` have `name`, which somebody has: the same session on a new connection."""
        before = self._owners.get(key(name))
        if before is not None:
            name = self._names[before]
            self._give_back(before)
            self._try(name, owner)

    def _try(self, name: str, owner: int) -> str | None:
        """Give a name to `owner`, or say which other name is in the way."""
        all_looks = looks(name)
        for look in all_looks:
            other = self._alike.get(look, owner)
            if other != owner:
                return self._names[other]
        self._give_back(owner)
        self._names[owner] = name
        self._owners[key(name)] = owner
        for look in all_looks:
            self._alike[look] = owner
        return None

    def _give_back(self, owner: int) -> None:
        name = self._names.pop(owner, None)
        if name is not None:
            del self._owners[key(name)]
            for look in looks(name):
                del self._alike[look]

    def _first_free(self, names: Iterator[str], owner: int) -> str:
        return next(name for name in names if self._try(name, owner) is None)

    def _numbers(self) -> Iterator[int]:
        """Small numbers first, then ever new ones.

        So a thousand of one name do not each try all numbers again.
        """
        yield from range(2, SUFFIX_TRIES + 2)
        yield from self._suffixes


def _with_suffix(base: str, number: int) -> str:
    suffix = f"-{number}"
    return shorten(base, NAME_LIMIT_COLUMNS - len(suffix)) + suffix
