"""Whom a ban or a mute is about, and until when. Knows names and hashes, no people and no clock."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from app.room.addresses import Network, address_of, canonical, covers, network_of
from app.room.durations import told
from app.room.lookalikes import looks
from app.text import brief

BANS_LIMIT = 1_000
FOR_EVER = 2**63
"""Later than any time, in ms."""


class Ban(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of them, as it is kept; a mute is the same.

    Attributes:
        name: no other name that looks like it either; "" if it is about none.
        session: the public hash of a session; "" if none is known.
        address: where it comes from, or a network; "" for this machine, which many share.
        until: in ms since 1970; None for ever.
        reason: why, clean; "" if that was not said.
        by: who has ordered it.
        at: when, in ms since 1970.
    """

    name: str = ""
    session: str = ""
    address: str = ""
    until: int | None = None
    reason: str = ""
    by: str = ""
    at: int = 0

    def left(self, at: int) -> str:
        """How long it still holds, for people: "another 10 minutes", "another hour", "ever"."""
        if self.until is None:
            return "ever"
        return f"another {told(self.until - at).removeprefix('1 ')}"

    def is_about(self, name: str, session: str, address: str) -> bool:
        """Whether it is about somebody, whether it still holds or not."""
        found = not set(_keys_of(self)).isdisjoint(_keys(name, session, address))
        return found or covers(self.address, address)

    @property
    def because(self) -> str:
        """The end of a sentence that tells of it."""
        return because(self.reason)


def because(reason: str) -> str:
    """The end of a sentence: ": shouting." or "."."""
    return f": {reason.rstrip('.')}." if reason.rstrip(".") else "."


class Bans:
    """All bans, or mutes, that hold: by whatever of a person each is about.

    Args:
        limit: how many there may be.
    """

    def __init__(self, limit: int = BANS_LIMIT) -> None:
        """Nobody is banned."""
        self._limit = limit
        self._all: dict[int, Ban] = {}
        self._next = 0
        self._by: dict[str, list[int]] = {}
        """By what somebody is found: a look, a hash and an address never are the same text."""
        self._networks: dict[int, Network] = {}
        """Of those that are about one."""

    def __len__(self) -> int:
        """How many there are, those included that have just ended."""
        return len(self._all)

    def __iter__(self) -> Iterator[Ban]:
        """All of them, the oldest first."""
        return iter(list(self._all.values()))

    def add(self, ban: Ban, at: int) -> bool:
        """One more, in place of any about the same; False if there are too many already."""
        self.expire(at)
        keys = set(_keys_of(ban))
        for number in self._numbers(keys):
            if set(_keys_of(self._all[number])) <= keys:
                self._drop(number)
        if len(self._all) >= self._limit:
            return False
        self._all[self._next] = ban
        for key in keys:
            self._by.setdefault(key, []).append(self._next)
        if network := network_of(ban.address):
            self._networks[self._next] = network
        self._next += 1
        return True

    def find(self, at: int, name: str = "", session: str = "", address: str = "") -> Ban | None:
        """The one that holds longest for somebody; None if there is none.

        Args:
            at: in ms since 1970.
            name: what one is, or would like to be, called: a valid name.
            session: one's public hash.
            address: where one comes from, in its one form; "" for this machine.
        """
        if not self._all:
            return None
        numbers = self._numbers(_keys(name, session, address))
        if self._networks and (one := address_of(address)):
            numbers += [number for number, there in self._networks.items() if one in there]
        those = [self._all[number] for number in numbers]
        holding = [ban for ban in those if _holds(ban, at)]
        return max(
            holding, key=lambda ban: FOR_EVER if ban.until is None else ban.until, default=None
        )

    def remove(self, *, name: str = "", session: str = "", address: str = "") -> list[Ban]:
        """End those that are about any of this; give them."""
        numbers = self._numbers(_keys(name, session, address))
        gone = [self._all[number] for number in numbers]
        for number in numbers:
            self._drop(number)
        return gone

    def expire(self, at: int) -> bool:
        """Forget those that do not hold any more. True if there were some."""
        over = [number for number, ban in self._all.items() if not _holds(ban, at)]
        for number in over:
            self._drop(number)
        return bool(over)

    def load(self, bans: Iterable[Ban], at: int) -> None:
        """Take over those that were kept; somebody may have written them by hand.

        One that is about nobody is left out: it would be listed, and nothing would end it.
        """
        for ban in bans:
            if _holds(ban, at) and any(_keys_of(ban)):
                self.add(replace(ban, address=canonical(ban.address)), at)

    def _numbers(self, keys: Iterable[str]) -> list[int]:
        """Those that are found by any of these, the oldest first."""
        return sorted({number for key in keys for number in self._by.get(key, ())})

    def _drop(self, number: int) -> None:
        self._networks.pop(number, None)
        for key in set(_keys_of(self._all.pop(number))):
            numbers = self._by[key]
            numbers.remove(number)
            if not numbers:
                del self._by[key]


def shown(ban: Ban, at: int, *, whole: bool = True) -> str:
    """One line about a ban, for those who keep order.

    Args:
        ban: which.
        at: in ms since 1970.
        whole: with its address, which is the host's to know.
    """
    address = ban.address if whole or not ban.address else "an address"
    what = " at ".join(filter(None, (ban.name or "everybody", address)))
    return f"{what}, for {ban.left(at)}, by {brief(ban.by, 40)}{ban.because}"


def _holds(ban: Ban, at: int) -> bool:
    return ban.until is None or at < ban.until


def _keys_of(ban: Ban) -> Iterator[str]:
    return _keys(ban.name, ban.session, ban.address)


def _keys(name: str, session: str, address: str) -> Iterator[str]:
    if session:
        yield f"session {session}"
    if address:
        yield f"address {address.lower()}"
    if name:
        yield from (f"name {look}" for look in looks(name))
