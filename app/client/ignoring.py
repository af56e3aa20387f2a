"""Whose messages are not shown. Pure.

Somebody is known by their session's public hash as soon as something with it was seen, and by their
name, so that another name does not help. Of who was never heard nobody says which session that is:
then only the name counts. Who is ignored is not told.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from app.client.checks import check_asked
from app.client.items import Item, Note
from app.errors import Refused
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Whispered
from app.text import cut, fold, listing

IGNORED_LIMIT = 100
"""So many by hand, and so many by the settings."""
HASHES_LIMIT = 20
"""By so many hashes, those seen last, one person is known; they come back with another one as often
as they like."""
SEEN_LIMIT = 1_000
"""Of so many people, those who said something last, it is known which hash they have."""
NAME_LIMIT_CHARS = 200


@dataclass(slots=True)
class _Person:
    """Somebody who is ignored."""

    name: str
    aliases: dict[str, str] = field(default_factory=dict)
    """By hash, the folded name that they took instead."""
    hidden: int = 0
    added: bool = False
    """Whether somebody asked for it by hand, so that it holds whatever the settings say."""

    def alias(self, from_: str, folded: str) -> None:
        """They have this hash, unless it is not known, and this name now."""
        if not from_:
            return
        self.aliases.pop(from_, None)
        self.aliases[from_] = folded
        if len(self.aliases) > HASHES_LIMIT:
            del self.aliases[next(iter(self.aliases))]


class Ignoring:
    """Who is ignored, and how much of it was hidden."""

    def __init__(self) -> None:
        """Nobody is."""
        self._people: dict[str, _Person] = {}
        self._seen: OrderedDict[str, str] = OrderedDict()
        """By folded name, the hash of who had it last."""

    @property
    def names(self) -> list[str]:
        """Of those who are ignored."""
        return [person.name for person in self._people.values()]

    def hash_of(self, name: str) -> str:
        """The hash of who had this name last; "" if that is not known."""
        return self._seen.get(fold(cut(name, NAME_LIMIT_CHARS)), "")

    def add(self, name: str) -> bool:
        """Ignore somebody, whether they are here or not; whether they were not ignored before.

        Raises:
            Refused: so many are ignored already, or the name is too long.
        """
        check_asked(name)
        if sum(person.added for person in self._people.values()) >= IGNORED_LIMIT:
            raise Refused("too-many", f"At most {IGNORED_LIMIT} people can be ignored.")
        is_new = not self._found(fold(name))
        self._ignored(name).added = True
        return is_new

    def replace(self, names: Iterable[str]) -> None:
        """Ignore those whom the settings name now; no more those whom only they named before.

        Args:
            names: theirs; what is beyond IGNORED_LIMIT or NAME_LIMIT_CHARS is left out.
        """
        wanted = [name for name in names if len(name) <= NAME_LIMIT_CHARS][:IGNORED_LIMIT]
        folded = {fold(name) for name in wanted}
        self._people = {
            key: person for key, person in self._people.items() if person.added or key in folded
        }
        for name in wanted:
            self._ignored(name)

    def remove(self, name: str) -> bool:
        """Ignore somebody no more, under the name of then or of now; whether they were ignored."""
        folded = fold(cut(name, NAME_LIMIT_CHARS))
        found = self._found(folded)
        for key in found:
            del self._people[key]
        return bool(found)

    def show(self, item: Item) -> Item | None:
        """What is left of an item once what is to be hidden of it is."""
        match item:
            case Said() | Whispered():
                person = self._person(item.from_, item.name)
                if person:
                    person.hidden += 1
                return None if person else item
            case Renamed():
                person = self._person(item.from_, item.name)
                self._know(item.from_, item.to)
                if person:
                    person.alias(item.from_, fold(cut(item.to, NAME_LIMIT_CHARS)))
                return None if person else item
            case Joined() | Left():
                return self._without_ignored(item)
            case Note():
                return item

    def tell(self) -> Note:
        """Who is ignored."""
        told = [
            f"{person.name} ({person.hidden:,} hidden)" if person.hidden else person.name
            for person in self._people.values()
        ]
        if not told:
            return Note("You ignore nobody. :ignore NAME hides what somebody says.")
        return Note(f"You ignore {listing(told, len(told))}. :unignore NAME shows it again.")

    def _found(self, folded: str) -> list[str]:
        """The keys of those who are ignored and have, or had, this name."""
        return [
            key
            for key, person in self._people.items()
            if folded == key or folded in person.aliases.values()
        ]

    def _ignored(self, name: str) -> _Person:
        """Somebody who is ignored from here on, if they were not before."""
        folded = fold(name)
        person = self._people.setdefault(folded, _Person(name))
        if folded in self._seen:
            person.alias(self._seen[folded], folded)
        return person

    def _person(self, from_: str, name: str) -> _Person | None:
        folded = self._know(from_, name)
        if not self._people:
            return None
        person = self._people.get(folded)
        if person:
            person.alias(from_, folded)
        return person or next((p for p in self._people.values() if from_ in p.aliases), None)

    def _know(self, from_: str, name: str) -> str:
        folded = fold(cut(name, NAME_LIMIT_CHARS))
        if from_:
            self._seen[folded] = from_
            self._seen.move_to_end(folded)
            if len(self._seen) > SEEN_LIMIT:
                self._seen.popitem(last=False)
        return folded

    def _without_ignored(self, item: Joined | Left) -> Joined | Left | None:
        if not self._people:
            return item
        hidden = set(self._people)
        hidden |= {name for person in self._people.values() for name in person.aliases.values()}
        names = [name for name in item.names if fold(cut(name, NAME_LIMIT_CHARS)) not in hidden]
        count = max(0, item.count - len(item.names) + len(names))
        return replace(item, names=names, count=count) if count else None
