"""Carries out orders: who may give which, what comes of it, and who is told what. Pure.

The server's people, rooms and connections are a `Premises`, which is handed in. Bans are
`banning.py`'s, and what is common to all orders `telling.py`'s.
"""

from collections.abc import Callable

from app.errors import Refused
from app.room.banning import Banning
from app.room.bans import Ban, because
from app.room.durations import every, told
from app.room.lists import operators, rooms, who
from app.room.meant import meant
from app.room.moderation import KICK_MS, MUTES_LIMIT, OPS_LIMIT, Moderation
from app.room.orders import Order, help_text, parse
from app.room.premises import HOST, Giver, Premises
from app.room.telling import Telling, subject, who_is
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
        self._telling = Telling(moderation, premises)
        self._banning = Banning(moderation, premises, self._telling)
        self._acts: dict[str, Callable[[Order, Giver, int], str]] = {
            "kick": self._kick,
            "ban": self._banning.ban,
            "unban": self._banning.unban,
            "bans": lambda _order, giver, at: self._banning.bans(giver, at),
            "mute": self._mute,
            "unmute": self._unmute,
            "slow": self._slow,
            "lock": self._lock,
            "unlock": self._unlock,
            "remove": self._remove,
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
        person = self._telling.person(order.what, giver)
        self._rules.kick(person.session, at)
        self._telling.removed(
            person, order.text, giver, "kicked", f"Come back after {told(KICK_MS)}."
        )
        self._telling.log(f"removed {person.told}", order, giver)
        news = f"{subject(giver)} removed {person.name}"
        return self._telling.room(person, news, order, giver, goes=True)

    def _mute(self, order: Order, giver: Giver, at: int) -> str:
        person = self._telling.person(order.what, giver)
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
        self._telling.log(f"muted {person.told} {lasts}", order, giver)
        news = f"{subject(giver)} muted {person.name} {lasts}"
        return self._telling.room(person, news, order, giver)

    def _unmute(self, order: Order, giver: Giver, at: int) -> str:
        person = self._premises.find(order.what)
        name = person.name if person else order.what[:100]
        if (own := self._mute_of(giver, at)) and own.is_about(
            name, person.session if person else "", ""
        ):
            raise Refused("muted", "Only others may end your own mute.")
        if not self._rules.mutes.remove(name=name, session=person.session if person else ""):
            names = (mute.name for mute in self._rules.mutes if mute.name)
            hint = meant(name, names, ":who tells who is.")
            raise Refused("no-such-name", f"{brief(name, 40)} is not muted; {hint}")
        if person:
            self._premises.tell(person.id, f"You may talk again; {giver.name} has ended your mute.")
        who = person.told if person else brief(name, 40)
        self._telling.log(f"let {who} talk again", order, giver)
        news = f"{subject(giver)} let {brief(name, 40)} talk again"
        return self._telling.room(person, news, order, giver)

    def _mute_of(self, giver: Giver, at: int) -> Ban | None:
        """That of an operator who is muted; None for all others, and for the host."""
        person = giver.person
        return self._rules.mutes.find(at, person.name, person.session) if person else None

    def _check_heard(self, giver: Giver, at: int) -> None:
        """Let no operator who is muted be heard by everybody.

        Raises:
            Refused: `muted`.
        """
        if giver.person:
            self._rules.check_voice(giver.person.name, giver.person.session, at)

    # --- everybody --------------------------------------------------------------------------

    def _slow(self, order: Order, giver: Giver, _at: int) -> str:
        ms = order.lasts_ms or 0
        if not ms and not self._rules.slow_ms:
            raise Refused("bad-order", "There is no slow mode: nobody has to wait.")
        self._rules.set_slow(ms)
        now = f"Slow mode: one message {every(ms)}" if ms else "The slow mode is over"
        did = f"let everybody say one message {every(ms)}" if ms else "ended the slow mode"
        self._telling.log(did, order, giver)
        return self._telling.all_rooms(now, order, giver)

    def _lock(self, order: Order, giver: Giver, at: int) -> str:
        if order.text:
            self._check_heard(giver, at)
        self._rules.lock(order.text, (person.session for person in self._premises.people()))
        now = "Nobody new comes in from here on"
        self._telling.log("locked the door", order, giver)
        return self._telling.all_rooms(now, order, giver, why=True)

    def _unlock(self, order: Order, giver: Giver, _at: int) -> str:
        if not self._rules.is_locked:
            raise Refused("bad-order", "It is not locked: everybody may come in.")
        self._rules.unlock()
        now = "People may come in again"
        self._telling.log("unlocked the door", order, giver)
        return self._telling.all_rooms(now, order, giver)

    def _remove(self, order: Order, giver: Giver, _at: int) -> str:
        name, count = self._premises.remove_room(order.what)
        messages = f"{count:,} message{'' if count == 1 else 's'}"
        self._telling.log(f"removed the room {name}, with {messages}", order, giver)
        return f"The room {name} is removed, with {messages}{because(order.text)}"

    def _say(self, order: Order, giver: Giver, at: int) -> str:
        self._check_heard(giver, at)
        text = checked_text(order.text)
        self._premises.say(f"{giver.name} (operator): {text}" if giver.person else f"host: {text}")
        self._premises.log(f"{who_is(giver)} told everybody: {text}")
        return "" if giver.person else "Everybody was told."

    # --- operators --------------------------------------------------------------------------

    def _op(self, order: Order, giver: Giver, _at: int) -> str:
        person = self._telling.person(order.what, giver)
        if person.session in self._rules.ops:
            raise Refused("bad-order", f"{person.name} is an operator already.")
        if not self._rules.make_op(person.session, person.name):
            raise Refused("too-many", f"There are {OPS_LIMIT} operators already; :deop somebody.")
        self._premises.tell(
            person.id,
            "You are an operator now, as long as this client and the server run. "
            ":orders tells what you may do.",
        )
        self._telling.log(f"made {person.told} an operator", order, giver)
        news = f"{subject(giver)} made {person.name} an operator"
        return self._telling.room(person, news, order, giver)

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
        who = person.told if person else name
        self._telling.log(f"made {who} no operator any more", order, giver)
        return self._telling.room(person, now, order, giver)
