"""A whole soak: a server, its crowd, what is checked after each round, and the table of it."""

import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from app.system.sockets import raise_descriptor_limit
from tests.soak.bare import BareSession
from tests.soak.caller import Caller
from tests.soak.creep import Creep, Held, held_by
from tests.soak.crowd import Crowd
from tests.soak.history import Fault
from tests.soak.ledger import LOBBY, Ledger
from tests.soak.plan import LENGTHS, Plan
from tests.soak.stayers import STAYING, Stayers
from tests.soak.words import PAGE_LIMIT_ENTRIES
from tests.support.processes import ServerProgram

CLIENTS = 480 if sys.platform == "win32" else 500  # there one selector takes 512 sockets
FILLINGS, FILLERS, FILLING_TEXTS = 7, 60, 100
"""Before anything is measured, the log (8 MiB) is filled with what is said later, too: so often so
many come and say so much at once, which flood control lets through."""
LONG_S, ROUND_S, SHORT_ROUND_S = 120.0, 28.0, 11.0
"""A soak of `LONG_S` seconds or more has rounds of `ROUND_S`, a shorter one shorter rounds. Then
all leave, which takes a second or two."""
LATE_ENTRIES = 2_000
"""So many of the last entries one asks for who comes late."""
QUIET = (" INFO ", " WARNING many come and go")  # so they do
COMPLAINTS_LIMIT_LINES = 30
COLUMNS = "seconds  connections  messages  messages/s  threads  descriptors  RSS MiB".split("  ")


class Soak:
    """One soak, from one seed.

    Args:
        seed: of the plan.
        home: a folder for the server's home.
        cleanup: ends everything that is started.
        say: is told the lines of the table.
    """

    def __init__(
        self, seed: int, home: Path, cleanup: ExitStack, say: Callable[[str], None]
    ) -> None:
        raise_descriptor_limit()
        self._say = say
        self._plan = Plan(seed, CLIENTS)
        self._ledger = Ledger()
        self._server = ServerProgram(home=home, may_fail=True)  # the log is looked at here
        cleanup.callback(self._server.close)
        self._crowd = Crowd(self._server.listening().port, self._ledger, seed)
        cleanup.callback(self._crowd.loop.close)
        self._stayers = Stayers(self._crowd, self._ledger, CLIENTS)

    def run(self, seconds: float) -> None:
        """Soak the server for so long, or one round at least.

        Raises:
            Fault: something that must hold did not; with what the server has complained of.
        """
        try:
            self._run(seconds)
        except Fault as fault:
            complaints = "\n".join(self._complaints()[:COMPLAINTS_LIMIT_LINES])
            raise Fault(
                f"{fault}\nThe server said:\n{complaints}" if complaints else fault
            ) from None

    def _run(self, seconds: float) -> None:
        round_s = ROUND_S if seconds >= LONG_S else SHORT_ROUND_S
        self._stayers.furnish()
        self._fill()
        self._stayers.settle()
        first = held_by(self._server.process.pid)
        creep = Creep(first) if first else None
        self._say("  ".join(COLUMNS))
        started = then = time.monotonic()
        messages = self._ledger.count
        while True:
            self._crowd.run(self._plan.round(round_s), round_s)
            self._crowd.empty()
            self._stayers.settle()
            held = self._held(creep)
            now = time.monotonic()
            rate = (self._ledger.count - messages) / (now - then)
            self._say(self._row(now - started, rate, held))
            if creep and held:
                creep.check(held)
            messages, then = self._ledger.count, now
            if now - started + round_s > seconds:
                break
        self._come_late()
        self._stop()
        acts = self._crowd.done.most_common()
        self._say("Done: " + ", ".join(f"{times} x {act}" for act, times in acts))

    # --- before and after -------------------------------------------------------------------

    def _fill(self) -> None:
        """Fill the lobby's log, and let the server do once what it does only when it has to."""
        bare = BareSession(CLIENTS + STAYING, self._ledger)
        listener = self._crowd.connect(bare)
        self._crowd.send(listener, bare.say([self._ledger.compose(bare.slot, 0)]))
        lengths = cycle(LENGTHS)
        for _ in range(FILLINGS):
            callers = [self._crowd.connect(None) for _ in range(FILLERS)]
            for slot, caller in enumerate(callers):
                session = self._crowd.new_session(slot)
                texts = [self._ledger.compose(slot, next(lengths)) for _ in range(FILLING_TEXTS)]
                self._crowd.send(caller, session.hello() + session.say(texts))
                caller.half_close()
            for caller in callers:
                self._gone(caller)
        caller, session = self._crowd.come(CLIENTS + STAYING + 1)
        self._crowd.send(caller, session.look_back(2, 1) + session.search("m1", None))
        self._crowd.quiet(session, "earlier entries are found")
        self._crowd.send(caller, session.bye())
        self._crowd.send(listener, bare.bye())
        self._gone(caller)
        self._gone(listener)
        bare.settle()

    def _gone(self, caller: Caller) -> None:
        self._crowd.loop.wait(lambda: caller.sock.fileno() < 0, "the server ends a connection")

    def _come_late(self) -> None:
        """Who comes late finds the last entries the same, page by page and all in one."""
        caller, late = self._crowd.come(CLIENTS + STAYING)
        before = None
        found = 0
        while found < min(LATE_ENTRIES, self._ledger.room(LOBBY).last):
            self._crowd.send(caller, late.look_back(before, PAGE_LIMIT_ENTRIES))
            self._crowd.quiet(late, "a page of the history")
            before = late.answer["entries"][0]["seq"]
            found += len(late.answer["entries"])
        self._crowd.send(caller, late.bye())
        self._gone(caller)
        again = self._crowd.new_session(CLIENTS + STAYING + 1)
        again.places.skip(max(0, self._ledger.room(LOBBY).last - LATE_ENTRIES))
        caller = self._crowd.connect(again)
        self._crowd.send(caller, again.hello() + again.ping() + again.bye())
        self._gone(caller)

    def _stop(self) -> None:
        """Stop the server as Ctrl+C does, and look at what it has logged.

        Raises:
            Fault: it did not end well, or has complained meanwhile.
        """
        if sys.platform == "win32":  # it has no signal for this
            self._crowd.loop.close()
            self._server.kill()
        else:
            self._ledger.is_ending = True
            for _, session in self._stayers.all:
                session.goodbye()
            # Who was started in the background ignores Ctrl+C, and so do those whom it starts.
            ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
            self._server.signal(signal.SIGTERM if ignored else signal.SIGINT)
            for caller, _ in self._stayers.all:
                self._gone(caller)
            if status := self._server.wait():
                raise Fault(f"the server has ended with status {status}")
        self._server.err.rest()  # all of it is here now
        if self._complaints():
            raise Fault("not all was well in the server")

    def _complaints(self) -> list[str]:
        """What the server has said that is no news of everyday."""
        lines = [*self._server.out.so_far()[1:], *self._server.err.so_far()]
        return [line for line in lines if not any(part in line for part in QUIET)]

    # --- after each round -------------------------------------------------------------------

    def _held(self, creep: Creep | None) -> Held | None:
        """What the server holds, once it has closed what was broken: asked again and again."""
        if creep is None:
            return None
        caller, session = self._stayers.all[0]
        held: Held | None = None

        def is_settled() -> bool:
            nonlocal held
            if session.is_quiet:
                held = held_by(self._server.process.pid)
                if held and creep.is_settled(held):
                    return True
                self._crowd.send(caller, session.ping())
            return False

        try:
            self._crowd.loop.wait(is_settled, "the server has closed what is not used any more")
        except Fault:
            if held is None:
                raise
        return held  # and `check` says what it is

    def _row(self, seconds: float, rate: float, held: Held | None) -> str:
        there = ("-", "-", "-")
        if held:
            mib = f"{held.resident_bytes / 2**20:.1f}"
            there = (str(held.threads), str(held.descriptors), mib)
        figures = (round(seconds), self._crowd.connections, self._ledger.count, round(rate), *there)
        rows = zip(figures, COLUMNS, strict=True)
        return "  ".join(f"{figure:>{len(column)}}" for figure, column in rows)
