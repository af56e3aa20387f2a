"""Who is in the server and what can be done to them, as far as orders are about it. Pure.

The server makes a `Premises` of its rooms and connections; `keeper.py` carries out orders on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.errors import Refused


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is here.

    Attributes:
        id: the connection's number.
        name: what one is called.
        session: one's public hash.
        room: where one is.
        address: where one comes from, without a port; "" for this machine.
        where: the whole address, for the host and the log.
        dialect: how one talks.
        since: when one came, in ms since 1970.
    """

    id: int
    name: str
    session: str
    room: str
    address: str
    where: str
    dialect: str
    since: int

    @property
    def told(self) -> str:
        """Who it is, for the log."""
        return f"{self.name} (connection {self.id}, {self.where})"


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives an order.

    Attributes:
        name: for people: "the host", or the operator's.
        person: the operator; None for the host.
    """

    name: str
    person: Person | None = None


HOST = Giver("the host")


class Premises(Protocol):
    """The server, as far as orders are about it."""

    def people(self) -> Iterable[Person]:
        """All who have a name, in all rooms."""

    def find(self, name: str) -> Person | None:
        """Who is called that, or looks as if; None if nobody is."""

    def listeners(self, address: str) -> Iterable[int]:
        """Connections from an address, or a network, that have not said hello."""

    def rooms(self) -> Sequence[tuple[str, int]]:
        """All rooms, also those where nobody is, by the alphabet; and how many are in each."""

    def remove_room(self, name: str) -> tuple[str, int]:
        """Let go of a room and its history; its name, and how many messages went.

        Raises:
            Refused: there is no such room, somebody is there, or it could not be done.
        """

    def stats(self) -> str:
        """How the server does."""

    def tell(self, id: int, text: str) -> None:
        """Tell one something."""

    def tell_room(self, room: str, text: str, about: str, *, goes: bool) -> None:
        """Tell everybody in a room something; in all rooms for "".

        Args:
            room: its name.
            text: what they are told.
            about: the name of the one whom it is about, who is told separately; "" for nobody.
            goes: whether that one has to go.
        """

    def say(self, text: str) -> None:
        """Tell everybody something in the host's name."""

    def remove(self, id: int, refusal: Refused, reason: str) -> None:
        """Tell one why, and close the connection then; `reason` is for the log."""

    def keep_bans(self, *, ended: bool = False) -> str:
        """Keep the bans as they are now; "" or, for people, how long that holds if not for good.

        Args:
            ended: whether one was ended, which needs no keeping where none is kept.
        """

    def log(self, text: str) -> None:
        """Write something to the log."""
