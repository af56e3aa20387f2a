"""Carries out orders: who may give which, what comes of it, and who is told what. Pure.

The server's people, rooms and connections are a `Premises`, which is handed in.
"""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from app.errors import Refused
from app.room.bans import BANS_LIMIT, Ban, because, is_address, shown
from app.room.durations import every, told
from app.room.lists import banned, operators, rooms, who
from app.room.meant import meant
from app.room.moderation import KICK_MS, MUTES_LIMIT, OPS_LIMIT, Moderation
from app.room.name_rules import check
from app.room.orders import Order, help_text, parse
from app.room.premises import HOST, Giver, Person, Premises
from app.room.texts import checked_text
from app.text import brief, fold


class Keeper:
    """Keeps order.

    Args:
        moderation: what holds at the moment.
        premises: the server.
    """

    def __init__(self, moderation: Moderation, premises: Premises) -> None:
        """Nothing was ordered yet."""
        self._rules = moderation
        self._premises = premises
        self._acts: dict[str, Callable[[Order, Giver, int], str]] = {
            "kick": self._kick,
            "ban": self._ban,
            "unban": self._unban,
            "bans": self._bans,
            "mute": self._mute,
            "unmute": self._unmute,
            "slow": self._slow,
            "lock": self._lock,
            "unlock": self._unlock,
            "say": self._say,
            "announce": self._say,
            "who": lambda order, giver, at: who(self._premises, self._rules, order.what, giver, at),
            "rooms": lambda *_: rooms(self._premises),
            "stats": lambda *_: self._premises.stats(),
            "op": self._op,
            "deop": self._deop,
            "ops": lambda *_: operators(self._premises, self._rules),
            "orders": lambda _order, giver, _at: help_text(host=giver is HOST),
            "help": lambda order, giver, _: help_text(order.what, host=giver is HOST),
        }

    def carry_out(self, line: str, giver: Giver, at: int) -> str:
        """Carry out an order; give what came of it, for the one who gave it.

        It is "" for an operator whom the room's notice tells the same.

        Args:
            line: as it was written.
            giver: who gives it.
            at: in ms since 1970.

        Raises:
            Refused: `not-allowed`, `unknown-order`, `bad-order`, `no-such-name` and others.
        """
        if giver.person and giver.person.session not in self._rules.ops:
            raise Refused("not-allowed", "Only the host, and operators, may give orders.")
        order = parse(line)
        if order.kind.host_only and giver.person:
            raise Refused("not-allowed", f"Only the host may do that: :{order.kind.name}.")
        act = self._acts.get(order.kind.name)
        if act is None:  # `stop`, which is the console's
            raise Refused("not-allowed", "The server is stopped in its own window.")
        return act(order, giver, at)

    # --- people -----------------------------------------------------------------------------

    def _kick(self, order: Order, giver: Giver, at: int) -> str:
        person = self._person(order.what, giver)
        self._rules.kick(person.session, at)
        self._removed(person, order.text, giver, "kicked", f"Come back after {told(KICK_MS)}.")
        self._log(f"{person.name} was removed", person, order, giver)
        news = f"{person.name} was removed by {giver.name}"
        return self._tell_room(person.room, news, order, giver)

    def _ban(self, order: Order, giver: Giver, at: int) -> str:
        ban = self._wanted_ban(order, giver, at)
        there = self._concerned(ban)
        for person in there:
            self._protect(person, giver)
        if giver.person and ban.name and self._rules.is_op_called(ban.name):
            raise Refused("not-allowed", f"{ban.name} is an operator: only the host may do that.")
        if not self._rules.bans.add(ban, at):
            raise Refused("too-many", f"There are {BANS_LIMIT:,} bans already; :unban somebody.")
        kept = self._premises.keep_bans()
        lasts = f"for {told(order.lasts_ms)}"
        answer = ""
        for person in there:
            self._rules.ops.pop(person.session, None)
            self._removed(person, order.text, giver, "banned", f"You are banned {lasts}.")
            news = f"{_subject(giver)} banned {person.name} {lasts}"
            answer = self._tell_room(person.room, news, order, giver)
        if ban.address:
            for id in self._premises.listeners(ban.address):
                refusal = Refused("banned", f"You are banned {lasts}{ban.because}")
                self._premises.remove(id, refusal, "was banned")
        what = " at ".join(filter(None, (ban.name, ban.address)))
        known = there[0] if len(there) == 1 else None
        self._log(f"{what} is banned {lasts}", known, order, giver)
        if known and not ban.address and not kept:
            return answer
        # The room was not told all: an address is nothing for it, nor how bans are kept.
        told_all = f"{_subject(giver)} banned {what} {lasts}{because(order.text)} {kept}".rstrip()
        if there or not ban.name:
            return told_all
        hint = meant(ban.name, self._names(), "nobody was removed.")
        return f"{told_all} Nobody here is called {ban.name}; {hint}"

    def _concerned(self, ban: Ban) -> list[Person]:
        """Who is here of those whom a ban is about; by a name, that is one at most."""
        named = self._premises.find(ban.name) if ban.name else None
        there = {named.id: named} if named else {}
        if ban.address:
            people = self._premises.people()
            there |= {person.id: person for person in people if person.address == ban.address}
        return list(there.values())

    def _wanted_ban(self, order: Order, giver: Giver, at: int) -> Ban:
        until = None if order.lasts_ms is None else at + order.lasts_ms
        person = self._premises.find(order.what)
        ban = Ban(until=until, reason=order.text, by=giver.name, at=at)
        if person:
            return replace(ban, name=person.name, session=person.session, address=person.address)
        if not is_address(order.what):
            return replace(ban, name=check(order.what))
        if order.what.startswith("127.") or order.what == "::1":
            raise Refused("bad-order", "That is this machine, for everybody on it: ban a name.")
        return replace(ban, address=order.what.lower())

    def _unban(self, order: Order, giver: Giver, at: int) -> str:
        what = order.what[:100]
        gone = self._rules.bans.remove(name=what, address=what if is_address(what) else "")
        if not gone:
            name = brief(order.what, 40)
            names = (ban.name for ban in self._rules.bans if ban.name)
            hint = meant(order.what, names, ":bans tells who is.")
            raise Refused("no-such-name", f"{name} is not banned; {hint}")
        for ban in gone[1:]:
            self._premises.log(f"order by {_who(giver)}: no ban any more: {shown(ban, at)}")
        kept = self._premises.keep_bans()
        what = " at ".join(filter(None, (gone[0].name, gone[0].address)))
        self._log(f"{what} may come back", None, order, giver)
        return f"{what} may come back{because(order.text)} {kept}".rstrip()

    def _bans(self, _order: Order, _giver: Giver, at: int) -> str:
        if self._rules.bans.expire(at):
            self._premises.keep_bans()
        return banned(self._rules, at)

    def _mute(self, order: Order, giver: Giver, at: int) -> str:
        person = self._person(order.what, giver)
        until = None if order.lasts_ms is None else at + order.lasts_ms
        mute = Ban(
            name=person.name,
            session=person.session,
            until=until,
            reason=order.text,
            by=giver.name,
            at=at,
        )
        if not self._rules.mutes.add(mute, at):
            raise Refused("too-many", f"There are {MUTES_LIMIT:,} mutes already; :unmute somebody.")
        lasts = f"for {told(order.lasts_ms)}"
        why = because(order.text)
        self._premises.tell(person.id, f"You were muted by {giver.name} {lasts}{why}")
        self._log(f"{person.name} is muted {lasts}", person, order, giver)
        news = f"{_subject(giver)} muted {person.name} {lasts}"
        return self._tell_room(person.room, news, order, giver)

    def _unmute(self, order: Order, giver: Giver, _at: int) -> str:
        person = self._premises.find(order.what)
        name = person.name if person else order.what[:100]
        if not self._rules.mutes.remove(name=name, session=person.session if person else ""):
            names = (mute.name for mute in self._rules.mutes if mute.name)
            hint = meant(name, names, ":who tells who is.")
            raise Refused("no-such-name", f"{brief(name, 40)} is not muted; {hint}")
        if person:
            self._premises.tell(person.id, f"You may talk again; {giver.name} has ended your mute.")
        self._log(f"{brief(name, 40)} may talk again", person, order, giver)
        news = f"{_subject(giver)} let {brief(name, 40)} talk again"
        return self._tell_room(person.room if person else None, news, order, giver)

    # --- everybody --------------------------------------------------------------------------

    def _slow(self, order: Order, giver: Giver, _at: int) -> str:
        ms = order.lasts_ms or 0
        self._rules.set_slow(ms)
        now = f"Slow mode: one message {every(ms)}" if ms else "The slow mode is over"
        self._log(now, None, order, giver)
        return self._tell_room("", now, order, giver)

    def _lock(self, order: Order, giver: Giver, _at: int) -> str:
        self._rules.lock(order.text, (person.session for person in self._premises.people()))
        now = "Nobody new comes in from here on"
        self._log(now, None, order, giver)
        return self._tell_room("", now, order, giver, why=True)

    def _unlock(self, order: Order, giver: Giver, _at: int) -> str:
        if not self._rules.is_locked:
            raise Refused("bad-order", "It is not locked: everybody may come in.")
        self._rules.unlock()
        now = "People may come in again"
        self._log(now, None, order, giver)
        return self._tell_room("", now, order, giver)

    def _say(self, order: Order, giver: Giver, _at: int) -> str:
        text = checked_text(order.text)
        self._premises.say(f"{giver.name} (operator): {text}" if giver.person else f"host: {text}")
        self._premises.log(f"order by {_who(giver)}: say {text}")
        return "" if giver.person else "Everybody was told."

    # --- operators --------------------------------------------------------------------------

    def _op(self, order: Order, giver: Giver, _at: int) -> str:
        person = self._person(order.what, giver)
        if person.session in self._rules.ops:
            raise Refused("bad-order", f"{person.name} is an operator already.")
        if not self._rules.make_op(person.session, person.name):
            raise Refused("too-many", f"There are {OPS_LIMIT} operators already; :deop somebody.")
        self._premises.tell(
            person.id,
            "You are an operator now, as long as this client runs. :orders tells what you may do.",
        )
        self._log(f"{person.name} is an operator", person, order, giver)
        news = f"{_subject(giver)} made {person.name} an operator"
        return self._tell_room(person.room, news, order, giver)

    def _deop(self, order: Order, giver: Giver, _at: int) -> str:
        person = self._premises.find(order.what)
        called = fold(order.what[:100])
        ops = self._rules.ops
        those = [op for op, name in ops.items() if fold(name) == called]
        if person and person.session in ops:
            those = [person.session]
            self._premises.tell(person.id, "You are no operator any more.")
        if not those:
            hint = meant(order.what, ops.values(), ":ops tells who is.")
            raise Refused("no-such-name", f"{brief(order.what, 40)} is no operator; {hint}")
        if person and person.session not in those:  # somebody else is called so by now
            person = None
        name = person.name if person else ops[those[0]]
        for session in those:
            del ops[session]
        now = f"{name} is no operator any more"
        self._log(now, person, order, giver)
        return self._tell_room(person.room if person else None, now, order, giver)

    # --- common to them ---------------------------------------------------------------------

    def _person(self, name: str, giver: Giver) -> Person:
        """Whom an order is about."""
        person = self._premises.find(name)
        if person is None:
            hint = meant(name, self._names(), ":who tells who is here.")
            raise Refused("no-such-name", f"Nobody here is called {brief(name, 40)}; {hint}")
        self._protect(person, giver)
        return person

    def _names(self) -> Iterator[str]:
        """Of all who are here."""
        return (person.name for person in self._premises.people())

    def _protect(self, person: Person, giver: Giver) -> None:
        if giver.person and person.session in self._rules.ops:
            raise Refused(
                "not-allowed", f"{person.name} is an operator: only the host may do that."
            )

    def _removed(self, person: Person, reason: str, giver: Giver, code: str, more: str) -> None:
        told = f"You were removed by {giver.name}{because(reason)} {more}"
        self._premises.remove(person.id, Refused(code, told), f"was {code} by {giver.name}")

    def _log(self, what: str, person: Person | None, order: Order, giver: Giver) -> None:
        """Log what was ordered."""
        about = f"; {person.told}" if person else ""
        why = f": {order.text}" if order.text else ""
        self._premises.log(f"order by {_who(giver)}: {what}{about}{why}")

    def _tell_room(
        self, room: str | None, news: str, order: Order, giver: Giver, *, why: bool = False
    ) -> str:
        """Tell a room what was done; give the same for the one who did it, who may have heard it.

        Args:
            room: where; "" for all rooms, None for none.
            news: a sentence without its end.
            order: what was ordered.
            giver: who has ordered it.
            why: whether the room is told the reason as well.
        """
        told = f"{news}{because(order.text)}"
        if room is None:
            return told
        self._premises.tell_room(room, told if why else f"{news}.")
        hears = giver.person is not None and room in ("", giver.person.room)
        return "" if hears else told


def _subject(giver: Giver) -> str:
    """Who gives an order, at the beginning of a sentence; a name stays as it is."""
    return giver.name if giver.person else "The host"


def _who(giver: Giver) -> str:
    return giver.person.told if giver.person else giver.name
