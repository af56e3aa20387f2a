"""What those who keep order are told when they ask: who is here, banned, an operator. Bounded."""

from collections.abc import Sequence

from app.room.bans import shown
from app.room.durations import told
from app.room.moderation import Moderation
from app.room.premises import Giver, Person, Premises
from app.text import fold

WHO_LIMIT_PEOPLE = 100
"""How many are listed at most."""
SHOWN_LIMIT = 50
"""How many rooms or bans are listed at most; of the bans the last ones, the newest first."""
ANSWER_LIMIT_BYTES = 32 * 1024
"""How long a list is: a line of the wire has to hold it, whatever is in it."""


def who(premises: Premises, rules: Moderation, part: str, giver: Giver, at: int) -> str:
    """Who is here.

    Args:
        premises: the server.
        rules: what holds at the moment.
        part: what the names have to have in them; "" for all.
        giver: who asks.
        at: in ms since 1970.
    """
    part = fold(part)
    people = [person for person in premises.people() if part in fold(person.name)]
    if not people:
        return "Nobody here is called that." if part else "Nobody is here."
    people.sort(key=lambda person: (person.room, fold(person.name)))
    return _listed([_row(rules, p, giver, at) for p in people[:WHO_LIMIT_PEOPLE]], len(people))


def operators(premises: Premises, rules: Moderation) -> str:
    """Who is an operator, here or not."""
    here = {person.session: person.name for person in premises.people()}
    names = [here.get(session, f"{name} (not here)") for session, name in rules.ops.items()]
    return f"Operators: {_listed(names, len(names), ', ')}" if names else "There are no operators."


def banned(rules: Moderation, giver: Giver, at: int) -> str:
    """Who is banned."""
    lines = [shown(ban, at, whole=giver.person is None) for ban in rules.bans]
    return _listed(lines[: -SHOWN_LIMIT - 1 : -1], len(lines)) or "Nobody is banned."


def rooms(premises: Premises) -> str:
    """Which rooms there are: those where somebody is, a line each, and then all others."""
    used = [f"{name}: {count} here" for name, count in premises.rooms() if count]
    empty = [name for name, count in premises.rooms() if not count]
    half = ANSWER_LIMIT_BYTES // 2
    lines = [_listed(used[:SHOWN_LIMIT], len(used), limit=half)] if used else []
    if empty:
        lines.append(f"nobody here: {_listed(empty, len(empty), ', ', half)}")
    return "\n".join(lines)


def _row(rules: Moderation, person: Person, giver: Giver, at: int) -> str:
    facts = [f"{person.name} in {person.room}"]
    if not giver.person:  # addresses are the host's to know
        facts += [f"connection {person.id}", person.where]
    facts += [person.dialect, f"for {told(at - person.since)}"]
    if person.session in rules.ops:
        facts.append("operator")
    if mute := rules.mutes.find(at, person.name, person.session):
        facts.append(f"muted for {mute.left(at)}")
    return ", ".join(facts)


def _listed(
    lines: Sequence[str], count: int, between: str = "\n", limit: int = ANSWER_LIMIT_BYTES
) -> str:
    """As many of the lines as `limit` bytes hold, and how many more there are."""
    shown: list[str] = []
    size = 0
    for line in lines:
        size += len(line.encode()) + len(between)
        if size > limit:
            break
        shown.append(line)
    more = [f"… and {count - len(shown):,} more"] if count > len(shown) else []
    return between.join([*shown, *more])
