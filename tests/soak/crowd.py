"""Everybody in a soak, and what each step of the plan does to them."""

import time
from collections import Counter
from collections.abc import Iterable
from itertools import count

from tests.soak.bare import BareSession
from tests.soak.caller import Caller
from tests.soak.ledger import LOBBY, Ledger
from tests.soak.loop import Loop
from tests.soak.plan import Step
from tests.soak.session import Session
from tests.soak.words import Words

BEGUN = [b"", b"\n", b'{"type":"hel', b'{"type":"who"}\n', b"\x16\x03\x01", b"GET / HTTP/1.1\r\n"]
"""What somebody has said who vanishes before a hello, or never comes to one."""
LATE_ENTRIES = 40_000
"""So far back one begins who comes late: more than the server's log holds."""


class Crowd:
    """The clients of a server, one in each slot.

    Args:
        port: the server's.
        ledger: what they tell and hear.
        seed: their secrets are made of it.

    Attributes:
        loop: reads and writes for them.
        connections: how many there were, ever.
        done: what was done, and how often.
    """

    def __init__(self, port: int, ledger: Ledger, seed: int) -> None:
        self._port = port
        self._ledger = ledger
        self._seed = seed
        self.loop = Loop(self._ended)
        self._slots: dict[int, Caller] = {}
        self._going: set[Caller] = set()
        self._lost: dict[int, Session] = {}
        self._bare: list[BareSession] = []
        self._numbers = count(1)
        self._words = Words(ledger, self._name_of)
        self.connections = 0
        self.done: Counter[str] = Counter()

    def run(self, steps: Iterable[Step], seconds: float) -> None:
        """Do these steps, each at its time, or as soon as there is time for it.

        What is still to be done when the time is over is left out: a busy machine does less.
        """
        started = time.monotonic()
        for step in steps:
            self.loop.until(started + step.at_s)
            if time.monotonic() > started + seconds:
                return
            self._do(step)
            self.loop.turn(0)

    def new_session(self, slot: int) -> Session:
        """A session with a secret of its own."""
        return Session(slot, f"soak {self._seed} {slot} {next(self._numbers):09}", self._ledger)

    def connect(self, session: Session | BareSession | None, *, small: bool = False) -> Caller:
        """One more connection, which is looked after."""
        caller = Caller(self._port, session, small=small)
        self.connections += 1
        self.loop.watch(caller)
        return caller

    def come(self, slot: int, room: str = LOBBY) -> tuple[Caller, Session]:
        """Let somebody come into a room, and be welcome there."""
        session = self.new_session(slot)
        caller = self.connect(session)
        self.send(caller, session.hello(room=room))
        self.quiet(session, "a welcome")
        return caller, session

    def send(self, caller: Caller, data: bytes) -> None:
        """Let somebody send something."""
        caller.send(data)
        self.loop.watch(caller)

    def quiet(self, session: Session, what: str) -> None:
        """Go on until everything is answered that a session has asked."""
        self.loop.wait(lambda: session.is_quiet, what)

    def empty(self) -> None:
        """Let all leave who are in a slot, each hearing everything up to its end.

        Raises:
            Fault: somebody has not heard everything, or the server does not let them go.
        """
        sessions = []
        for slot, caller in self._slots.items():
            self._read_on(caller)
            if isinstance(caller.session, Session):
                self.send(caller, caller.session.ping())
                sessions.append(caller.session)
                self._lost[slot] = caller.session  # it may come back
        for session in sessions:
            self.quiet(session, "everybody's questions are answered")
        for slot, caller in list(self._slots.items()):
            self._leave(slot, caller, half_closes=slot % 2 == 0)
        self.loop.wait(lambda: not self._going, "the server lets go those who leave", self._still)

    def settle(self) -> None:
        """Compare what was heard in bare lines with what others have heard, after `empty`."""
        for bare in self._bare:
            bare.settle()
        self._bare.clear()

    # --- steps ------------------------------------------------------------------------------

    def _do(self, step: Step) -> None:
        self.done[step.act] += 1
        caller = self._slots.get(step.slot)
        if caller is None:
            self._come(step)
        elif step.act == "stall":
            caller.is_stalled = True
            self.loop.watch(caller)
        elif step.act == "read on":
            self._read_on(caller)
        elif step.act in ("close", "reset", "drop"):
            self._break(step, caller)
        elif step.act in ("bye", "half-close") and caller.session:
            self._leave(step.slot, caller, half_closes=step.act == "half-close")
        elif isinstance(caller.session, BareSession):
            self.send(caller, self._words.in_bare_lines(step, caller.session))
        elif isinstance(caller.session, Session):
            self.send(caller, self._words.in_json(step, caller.session))
            if step.act == "take over":
                self._take_over(step, caller, caller.session)

    def _come(self, step: Step) -> None:
        slot, number = step.slot, step.number
        if step.act == "vanish":
            caller = self.connect(None)
            caller.send(BEGUN[number % len(BEGUN)])
            self._break(step, caller)
        elif step.act == "begin":
            self._slots[slot] = self.connect(None)
            self._slots[slot].send(BEGUN[number % 4])
        elif step.act in ("come bare", "come silent"):
            bare = BareSession(slot, self._ledger)
            self._bare.append(bare)
            self._slots[slot] = self.connect(bare, small=step.small)
            if step.act == "come bare":
                self.send(self._slots[slot], self._words.in_bare_lines(step, bare))
        elif step.act == "come late":
            late = self.new_session(slot)
            late.places.skip(max(0, self._ledger.room(LOBBY).last - LATE_ENTRIES))
            caller = self._slots[slot] = self.connect(late, small=True)
            caller.is_stalled = True
            self.send(caller, late.hello())
        elif step.act in ("come", "resume"):
            lost = self._lost.pop(slot, None)
            session = lost if lost and step.act == "resume" else self.new_session(slot)
            history = number % 60 if session is not lost and number % 4 == 0 else None
            # Who comes back does so where it was, or elsewhere.
            room = "" if session is lost and number % 3 else step.room
            self._slots[slot] = self.connect(session, small=step.small)
            hello = session.hello(history, room)
            self.send(self._slots[slot], hello + self._words.say(step, session))

    def _name_of(self, step: Step) -> str:
        """What the other one of a step is called, or was a moment ago."""
        other = self._slots.get(step.other)
        return other.session.name if other and other.session and step.other != step.slot else ""

    # --- going ------------------------------------------------------------------------------

    def _read_on(self, caller: Caller) -> None:
        caller.is_stalled = False
        self.loop.watch(caller)

    def _break(self, step: Step, caller: Caller) -> None:
        """Go without waiting for anything; `drop` means to come back, with something half said."""
        self._slots.pop(step.slot, None)
        if step.act == "drop" and isinstance(caller.session, Session):
            self._lost[step.slot] = caller.session
            # Some are on their way elsewhere, too, and do not know whether they have come there.
            way = self._words.move(step, caller.session) if step.number % 3 == 0 else b""
            caller.send(way + self._words.say(step, caller.session))
        self.loop.forget(caller)
        (caller.close if step.act == "close" or step.number % 2 else caller.reset)()

    def _leave(self, slot: int, caller: Caller, *, half_closes: bool) -> None:
        """Go in good order: everything that was said up to here is heard first."""
        del self._slots[slot]
        self._going.add(caller)
        if caller.session is None or half_closes:
            if caller.session:
                caller.session.goodbye()
            caller.half_close()
        else:
            caller.send(caller.session.bye())
        self.loop.watch(caller)

    def _take_over(self, step: Step, old: Caller, session: Session) -> None:
        """Come back while the old connection is still there: the server closes that.

        Some come into another room, which is told as a move.
        """
        old.is_replaced = True
        self._going.add(old)
        self._slots[step.slot] = self.connect(session, small=step.small)
        self.send(self._slots[step.slot], session.hello(room=step.room if step.number % 2 else ""))

    def _still(self) -> str:
        """Who waits to be let go."""
        slots = [
            caller.session.slot if caller.session else "who said nothing" for caller in self._going
        ]
        return f"(still there, of {len(slots)}: {slots[:5]})"

    def _ended(self, caller: Caller) -> None:
        self._going.discard(caller)
        for slot in [slot for slot, other in self._slots.items() if other is caller]:
            del self._slots[slot]  # it never said hello
