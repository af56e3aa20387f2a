"""Keeping order in the hub's thread: the server as a `Premises`, orders, bans, and the status.

Whatever knows both the rooms and the connections for the sake of orders is here.
"""

import hmac
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from app.errors import JournalError, Refused
from app.protocol.dialects import Dialect
from app.protocol.entries import Notice
from app.protocol.replies import Error, Reply
from app.protocol.requests import Hello, Order
from app.protocol.status import Status
from app.room.addresses import canonical, covers
from app.room.house import House
from app.room.keeper import Keeper
from app.room.members import Member
from app.room.moderation import Moderation
from app.room.name_rules import suggest
from app.room.premises import HOST, Giver, Person
from app.room.room import Room
from app.server.connection import Connection
from app.server.figures import Figures
from app.server.figures_told import told_to_people
from app.server.logs import KNOWN
from app.server.stats import Facts
from app.system.sockets import is_loopback_address
from app.text import brief

NOT_ALLOWED = Error(code="not-allowed", text="That is not this server's token.")
ASKED = "has asked for the status"
UNREMARKABLE = ("closed the connection", ASKED)
"""Ends of connections without a name that say nothing to a host at the console."""

KNOWN_LIMIT_ADDRESSES = 1_024
"""Of so many it is kept which host each is, since whoever orders is looked at each time."""

log = logging.getLogger(__name__)


class Keeping:
    """What the hub asks before it lets somebody do something, and whom it gives orders to.

    Args:
        moderation: what holds; the room's own as well.
        house: the rooms, and who is there.
        connections: all there are, by number; the hub's.
        going: is told who has to go at the end of the batch, and why; the hub's.
        figures: how the server does.
    """

    def __init__(
        self,
        moderation: Moderation,
        house: House,
        connections: Mapping[int, Connection],
        going: dict[int, str],
        figures: Figures,
    ) -> None:
        """Nothing was ordered."""
        self._moderation = moderation
        self._house = house
        self._connections = connections
        self._going = going
        self._figures = figures
        self._since: dict[int, int] = {}
        self._keeper = Keeper(moderation, self)
        self._answers_host = False

    def equip(self, facts: Facts, at: int) -> None:
        """Learn what the server was told, and take over the bans that are kept."""
        self._figures.facts = facts
        self._moderation.bans.load(facts.bans.load(), at)

    # --- what the hub asks ------------------------------------------------------------------

    def lets_in(self, connection: Connection, hello: Hello, session: str, at: int) -> bool:
        """Whether somebody may come in; else it is told why, and goes.

        Args:
            connection: whose it is.
            hello: what it said of itself.
            session: its public hash.
            at: in ms since 1970.
        """
        rules = self._moderation
        name = suggest(hello.name) if len(rules.bans) and hello.name.strip() else ""
        try:
            rules.check_enter(name, session, _source(connection), at)
        except Refused as refusal:
            self.remove(connection.id, refusal, f"could not come in: {refusal.code}")
            return False
        self._since[connection.id] = at
        return True

    def lets_listen(self, connection: Connection, at: int) -> bool:
        """Whether somebody who has said nothing may hear the room; else it goes."""
        try:
            self._moderation.check_listen(_source(connection), at)
        except Refused as refusal:
            self.remove(connection.id, refusal, f"could not listen: {refusal.code}")
            return False
        return True

    def left(self, id: int) -> None:
        """A connection is gone."""
        self._since.pop(id, None)

    # --- orders -----------------------------------------------------------------------------

    def order(self, id: int, order: Order, at: int) -> None:
        """Carry out what somebody on connection `id` orders, if it is an operator."""
        if answer := self._answer(id, order, at):
            self._house.answer(id, answer)

    def _answer(self, id: int, order: Order, at: int) -> Reply | None:
        """What it is told; None if the room's notice tells it."""
        person = self._person_at(id)
        if person is None:
            return Error(code="no-hello", text="Say hello first.", id=order.id)
        try:
            done = self._keeper.carry_out(order.text, Giver(person.name, person), at)
        except Refused as refusal:
            return Error(code=refusal.code, text=refusal.text, id=order.id)
        return Notice(code="order", text=done) if done else None

    def host_orders(self, text: str, tell: Callable[[str], None], at: int) -> None:
        """Carry out what was typed at the console, which is told the answer and no log of it."""
        self._answers_host = True
        try:
            tell(self._keeper.carry_out(text, HOST, at))
        except Refused as refusal:
            tell(refusal.text)
        finally:
            self._answers_host = False

    def status(self, connection: Connection, asked: Status) -> None:
        """Tell the status to who knows the token, and let it go in any case."""
        id = connection.id
        if self._house.name_of(id):
            self._house.answer(id, Error(code="already-here", text="It has to be the first line."))
            return
        token = self._figures.facts.token.encode()
        knows = hmac.compare_digest(asked.token.encode("utf-8", "replace"), token) and bool(token)
        self._house.answer(id, self._figures.report() if knows else NOT_ALLOWED)
        self._going[id] = ASKED if knows else "asked without the token"

    # --- the premises --------------------------------------------------------------------------

    def people(self) -> Iterator[Person]:
        """All who have a name."""
        return filter(None, (self._person(*place) for place in self._house.people()))

    def find(self, name: str) -> Person | None:
        """Who is called that, or looks as if."""
        return self._person_at(self._house.names.like(name))

    def listeners(self, address: str) -> Iterator[int]:
        """Connections from an address, or a network, that have not said hello."""
        for id, connection in list(self._connections.items()):
            if self._house.name_of(id) is None and covers(address, _source(connection)):
                yield id

    def rooms(self) -> Sequence[tuple[str, int]]:
        """All rooms, also those where nobody is, and how many are in each."""
        return self._house.doors.counts()

    def remove_room(self, name: str) -> tuple[str, int]:
        """Let go of a room and its history."""
        try:
            return self._house.remove(name)
        except JournalError as error:
            log.error("the room %s cannot be removed: %s", brief(name, 40), error)
            raise Refused("not-stored", f"It could not be removed: {error}") from None

    def stats(self) -> str:
        """How the server does."""
        return told_to_people(self._figures.report())

    def tell(self, id: int, text: str) -> None:
        """Tell one something."""
        self._house.answer(id, Notice(code="order", text=text))

    def tell_room(self, room: str, text: str, about: str, *, goes: bool) -> None:
        """Tell everybody in a room something; in all rooms for ""."""
        code = "removed" if goes else "order"
        self._house.announce(Notice(code=code, text=text, about=about), room)

    def say(self, text: str) -> None:
        """Tell everybody something in the host's name."""
        self._house.announce(Notice(code="host", text=text))

    def remove(self, id: int, refusal: Refused, reason: str) -> None:
        """Tell one why, and close the connection then."""
        if id in self._connections and id not in self._going:
            self._house.answer(id, Error(code=refusal.code, text=refusal.text))
            self._going[id] = reason

    def keep_bans(self, *, ended: bool = False) -> str:
        """Keep the bans as they are now."""
        return self._figures.facts.bans.save(self._moderation.bans, ended=ended)

    def log(self, text: str) -> None:
        """Write something to the log."""
        log.info("%s", text, extra=KNOWN if self._answers_host else None)

    def _person_at(self, id: int | None) -> Person | None:
        place = None if id is None else self._house.place_of(id)
        return self._person(*place) if place else None

    def _person(self, member: Member, room: Room) -> Person | None:
        connection = self._connections.get(member.id)
        if connection is None or member.id in self._going:
            return None
        return Person(
            id=member.id,
            name=member.name,
            session=member.from_,
            room=room.name,
            address=_source(connection),
            where=connection.address,
            dialect="bare lines" if connection.dialect is Dialect.PLAIN else "json",
            since=self._since.get(member.id, 0),
        )


def _source(connection: Connection) -> str:
    """Where it comes from, without its port; "" for this machine, which many may share."""
    return _host(connection.address)


@lru_cache(KNOWN_LIMIT_ADDRESSES)
def _host(address: str) -> str:
    host = canonical(address.rpartition(":")[0])
    try:
        return "" if is_loopback_address((host,)) else host
    except ValueError:  # no address, as in tests
        return ""
