"""Carries out the orders about bans: who may not come in. Pure.

Addresses are the host's to know: operators are told that one is banned, and not which, but for one
that they have written themselves.
"""

from msgspec.structs import replace

from app.errors import Refused
from app.room import addresses
from app.room.bans import BANS_LIMIT, Ban, because, shown
from app.room.durations import told
from app.room.lists import banned
from app.room.meant import meant
from app.room.moderation import Moderation
from app.room.name_rules import check
from app.room.orders import Order
from app.room.premises import Giver, Person, Premises
from app.room.telling import Telling, subject, who_is
from app.text import brief


class Banning:
    """Bans, ends bans, and tells of them.

    Args:
        rules: what holds at the moment.
        premises: the server.
        telling: tells what was done.
    """

    def __init__(self, rules: Moderation, premises: Premises, telling: Telling) -> None:
        """Nothing was ordered yet."""
        self._rules = rules
        self._premises = premises
        self._telling = telling

    def ban(self, order: Order, giver: Giver, at: int) -> str:
        """Keep somebody out, or all who come from somewhere.

        Raises:
            Refused: it cannot be, as `Keeper.carry_out` says.
        """
        ban = self._wanted(order, giver, at)
        there = self._concerned(ban)
        for person in there:
            self._telling.protect(person, giver)
        if giver.person and ban.name and self._rules.is_op_called(ban.name):
            raise Refused("not-allowed", f"{ban.name} is an operator: only the host may do that.")
        if not self._rules.bans.add(ban, at):
            raise Refused("too-many", f"There are {BANS_LIMIT:,} bans already; :unban somebody.")
        kept = self._premises.keep_bans()
        lasts = f"for {told(order.lasts_ms)}"
        answer = ""
        for person in there:
            self._rules.ops.pop(person.session, None)
            self._telling.removed(person, order.text, giver, "banned", f"You are banned {lasts}.")
            news = f"{subject(giver)} banned {person.name} {lasts}"
            answer = self._telling.room(person, news, order, giver, goes=True)
        if ban.address:
            for id in self._premises.listeners(ban.address):
                refusal = Refused("banned", f"You are banned {lasts}{ban.because}")
                self._premises.remove(id, refusal, "was banned")
        known = there[0] if len(there) == 1 else None
        who = known.told if known and ban.name else ban.name
        whom = " and ".join(filter(None, (who, ban.address)))
        self._telling.log(f"banned {whom} {lasts}", order, giver)
        if known and not ban.address and not kept:
            return answer
        # The room was not told all: an address is nothing for it, nor how bans are kept.
        what = _about(ban, giver)
        told_all = f"{subject(giver)} banned {what} {lasts}{because(order.text)} {kept}".rstrip()
        if there or not ban.name:
            return told_all
        hint = meant(ban.name, self._telling.names(), "nobody was removed.")
        return f"{told_all} Nobody here is called {ban.name}; {hint}"

    def unban(self, order: Order, giver: Giver, at: int) -> str:
        """End the bans that are about a name, or an address.

        Raises:
            Refused: `no-such-name`.
        """
        what = order.what[:100]
        address = addresses.canonical(what)
        gone = self._rules.bans.remove(name=what, address=address)
        if not gone:
            name = brief(order.what, 40)
            wider = self._rules.bans.find(at, address=address)
            if giver.person and addresses.is_address(what):  # which networks are, is the host's
                raise Refused("no-such-name", "No ban is about just that address.")
            if wider:
                raise Refused(
                    "no-such-name", f"{name} is banned with {wider.address}; :unban that."
                )
            names = (ban.name for ban in self._rules.bans if ban.name)
            hint = meant(order.what, names, ":bans tells who is.")
            raise Refused("no-such-name", f"{name} is not banned; {hint}")
        for ban in gone[1:]:
            self._premises.log(f"{who_is(giver)} ended another ban: {shown(ban, at)}")
        kept = self._premises.keep_bans(ended=True)
        self._telling.log(f"ended the ban of {_about(gone[0])}", order, giver)
        about = _about(gone[0], giver)
        return f"{about} may come back{because(order.text)} {kept}".rstrip()

    def bans(self, giver: Giver, at: int) -> str:
        """Who is banned."""
        if self._rules.bans.expire(at):
            self._premises.keep_bans()
        return banned(self._rules, giver, at)

    def _wanted(self, order: Order, giver: Giver, at: int) -> Ban:
        """What an order is meant to keep out: somebody who is here, an address, or a name."""
        until = None if order.lasts_ms is None else at + order.lasts_ms
        person = self._premises.find(order.what)
        ban = Ban(until=until, reason=order.text, by=giver.name, at=at)
        if person:
            return replace(ban, name=person.name, session=person.session, address=person.address)
        if addresses.is_address(order.what):
            return replace(ban, address=addresses.read(order.what))
        return replace(ban, name=check(order.what))

    def _concerned(self, ban: Ban) -> list[Person]:
        """Who is here of those whom a ban is about; by a name, that is one at most."""
        named = self._premises.find(ban.name) if ban.name else None
        there = {named.id: named} if named else {}
        if ban.address:
            people = self._premises.people()
            those = (person for person in people if addresses.covers(ban.address, person.address))
            there |= {person.id: person for person in those}
        return list(there.values())


def _about(ban: Ban, giver: Giver | None = None) -> str:
    """Whom a ban is about; an operator is not told the address of somebody with a name."""
    if giver and giver.person and ban.name and ban.address:
        return f"{ban.name} and an address"
    return " at ".join(filter(None, (ban.name, ban.address)))
