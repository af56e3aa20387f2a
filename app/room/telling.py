"""What comes of every order alike: whom it is about, and who is told of it. Pure."""

from collections.abc import Iterator

from app.errors import Refused
from app.room.bans import because
from app.room.meant import meant
from app.room.moderation import Moderation
from app.room.orders import Order
from app.room.premises import Giver, Person, Premises
from app.text import brief


class Telling:
    """Finds whom an order is about, and tells of what was done.

    Args:
        rules: what holds at the moment.
        premises: the server.
    """

    def __init__(self, rules: Moderation, premises: Premises) -> None:
        """Nothing was ordered."""
        self._rules = rules
        self._premises = premises

    def person(self, name: str, giver: Giver) -> Person:
        """Whom an order is about.

        Raises:
            Refused: `no-such-name`; `not-allowed`, as `protect`.
        """
        person = self._premises.find(name)
        if person is None:
            hint = meant(name, self.names(), ":who tells who is here.")
            raise Refused("no-such-name", f"Nobody here is called {brief(name, 40)}; {hint}")
        self.protect(person, giver)
        return person

    def names(self) -> Iterator[str]:
        """Of all who are here."""
        return (person.name for person in self._premises.people())

    def protect(self, person: Person, giver: Giver) -> None:
        """Let operators keep their hands off each other.

        Raises:
            Refused: `not-allowed`.
        """
        if giver.person and person.session in self._rules.ops:
            raise Refused(
                "not-allowed", f"{person.name} is an operator: only the host may do that."
            )

    def removed(self, person: Person, reason: str, giver: Giver, code: str, more: str) -> None:
        """Tell one why, and let one go then."""
        told = f"You were removed by {giver.name}{because(reason)} {more}"
        self._premises.remove(person.id, Refused(code, told), f"was {code} by {giver.name}")

    def log(self, done: str, order: Order, giver: Giver) -> None:
        """Log what was ordered.

        Args:
            done: what somebody did, as it follows who it was.
            order: what was ordered.
            giver: who has ordered it.
        """
        why = f": {order.text}" if order.text else ""
        self._premises.log(f"{who_is(giver)} {done}{why}")

    def room(
        self, person: Person | None, news: str, order: Order, giver: Giver, *, goes: bool = False
    ) -> str:
        """Tell the room of somebody what was done, if that is somebody who is here.

        Args:
            person: whom it is about, who is told separately.
            news: a sentence without its end.
            order: what was ordered.
            giver: who has ordered it.
            goes: whether that one has to go.

        Returns:
            The same, with the reason, for the one who did it; "" for who hears the room.
        """
        told = f"{news}{because(order.text)}"
        if person is None:
            return told
        self._premises.tell_room(person.room, f"{news}.", person.name, goes=goes)
        hears = giver.person is not None and person.room == giver.person.room
        return "" if hears else told

    def all_rooms(self, news: str, order: Order, giver: Giver, *, why: bool = False) -> str:
        """Tell everybody what was done.

        Args:
            news: a sentence without its end.
            order: what was ordered.
            giver: who has ordered it.
            why: whether they are told the reason as well.

        Returns:
            The same, with the reason, for the host; "" for an operator, who hears it.
        """
        told = f"{news}{because(order.text)}"
        self._premises.tell_room("", told if why else f"{news}.", "", goes=False)
        return "" if giver.person else told


def subject(giver: Giver) -> str:
    """Who gives an order, at the beginning of a sentence; a name stays as it is."""
    return giver.name if giver.person else "The host"


def who_is(giver: Giver) -> str:
    """Who gives an order, for the log."""
    return giver.person.told if giver.person else giver.name
