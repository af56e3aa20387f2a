"""The rooms of one session: where it is, where it goes, and up to where it has heard each. Pure."""

from tests.soak.history import Fault, Fields, History, short
from tests.soak.ledger import LOBBY, Ledger
from tests.soak.wire import Awaited

HISTORY_LIMIT_ENTRIES = 1_000


class Places:
    """Where one session is.

    Args:
        ledger: what everybody tells and hears.

    Attributes:
        room: whose entries it hears.
        heading: where it is once all that it has sent is carried out.
        present: how many are in the room, as far as it was told.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.room = self.heading = LOBBY
        self.present = 0
        self._heard: dict[str, tuple[int, int]] = {}  # seq and time of the last entry of each
        self._replaying: int | None = None

    @property
    def seq(self) -> int:
        """That of the last entry that it has got of the room; -1 before its first welcome there."""
        return self._heard.get(self.room, (-1, 0))[0]

    @property
    def there(self) -> History:
        """What others have heard where it is heading."""
        return self._ledger.room(self.heading)

    @property
    def is_replaying(self) -> bool:
        """Whether what was said before it came is not all here yet."""
        return self._replaying is not None

    def skip(self, seq: int) -> None:
        """Take everything in the room for heard up to here."""
        self._heard[self.room] = seq, 0

    def connect(self) -> None:
        """A new connection: what the old one has asked for will not be answered."""
        self.room = self.heading
        self._replaying = None

    def go(self, room: str, history: int | None) -> tuple[Fields, Awaited]:
        """Go to a room, and on from where it has heard it.

        Args:
            room: which.
            history: with how many entries to begin where it was never before.

        Returns:
            What a `hello` or a `join` has to say, and the answer to it.
        """
        self.heading = room
        fields: Fields = {"room": room}
        if history is not None:
            fields["history"] = history
        seq, at = self._heard.get(room, (-1, 0))
        if seq >= 0:
            fields["resume"] = {"log": self.there.log, "seq": seq, "at": at}
        known = self.there.last
        return fields, Awaited("welcome", room=room, known=known, resumes=seq, history=history)

    def enter(self, welcome: Fields, awaited: Awaited) -> None:
        """It is there.

        Raises:
            Fault: it is elsewhere, or hears what it has not asked for.
        """
        room, seq, log = welcome["room"], welcome["seq"], welcome["log"]
        if self._replaying is not None:
            raise Fault(f"a welcome to {room}, and no caught_up in {self.room} before it")
        if room != awaited.room:
            raise Fault(f"a welcome to {room}, and not to {awaited.room}")
        known = self._ledger.room(room)
        known.log = known.log or log
        if log != known.log:
            raise Fault(f"another history of {room}: {log} and not {known.log}")
        if seq < awaited.known:
            raise Fault(f"welcome to seq {seq}, and seq {awaited.known} was heard before")
        last = min(awaited.history or 0, HISTORY_LIMIT_ENTRIES)
        after = awaited.resumes if awaited.resumes >= 0 else max(0, seq - last)
        if welcome["after"] != after:
            raise Fault(f"the replay begins after {welcome['after']} and not after {after}")
        replays = awaited.resumes >= 0 or awaited.history is not None
        self.room, self.present = room, welcome["count"]
        # Who asked before it had left hears once more what it has heard meanwhile.
        heard, at = self._heard.get(room, (-1, 0))
        self._heard[room] = after, at if heard == after else 0
        self._replaying = seq if replays else None

    def caught_up(self, seq: int) -> None:
        """The replay has ended.

        Raises:
            Fault: it has not.
        """
        if not self._replaying == seq <= self.seq:
            raise Fault(f"caught_up with {seq} at seq {self.seq}")
        self._replaying = None

    def hear(self, said: Fields, *, again: bool) -> bool:
        """Something was said in the room; False if it was an answer to what was said `again`.

        Raises:
            Fault: it is not what comes next.
        """
        self._ledger.room(self.room).saw(said)
        seq = said["seq"]
        if seq == self.seq + 1:
            self._heard[self.room] = seq, said["at"]
            return True
        if seq > self.seq:
            raise Fault(f"a hole: after seq {self.seq} came seq {seq}, {short(said)}")
        if not again:
            raise Fault(f"seq {seq} came again after seq {self.seq}: {short(said)}")
        return False

    def hear_elsewhere(self, said: Fields) -> None:
        """What it said in another room was said there.

        Raises:
            Fault: it is in that room, or that was not said there.
        """
        room = said["room"]
        if room == self.room:
            raise Fault(f"named the room in which it is: {short(said)}")
        self._ledger.room(room).saw({key: it for key, it in said.items() if key != "room"})
