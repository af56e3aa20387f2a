"""What each act of the plan says, in JSON and in bare lines. Pure; knows no connections."""

from collections.abc import Callable
from itertools import count

from tests.soak.bare import INVALID, BareSession
from tests.soak.ledger import Ledger
from tests.soak.plan import Step
from tests.soak.session import Session

PAGE_LIMIT_ENTRIES = 100


class Words:
    """Makes lines of steps.

    Args:
        ledger: what everybody tells and hears.
        name_of: what the other one of a step is called, or was a moment ago; "" for nobody.
    """

    def __init__(self, ledger: Ledger, name_of: Callable[[Step], str]) -> None:
        self._ledger = ledger
        self._name_of = name_of
        self._names = count(1)

    def in_json(self, step: Step, session: Session) -> bytes:
        """What a session sends."""
        here = session.places.heading
        seqs = session.places.there.last + 1
        match step.act:
            case "act":
                return session.say(self._texts(step, here), "action")
            case "say lines":
                return session.say(self._texts(step, here, lines=3))
            case "move":
                return self.move(step, session)
            case "to and fro":
                return self.move(step, session) + self.say(step, session) + session.join(here)
            case "say elsewhere":
                room = step.room_but(here)
                return session.say(self._texts(step, room), room=room)
            case "whisper" if name := self._name_of(step):
                return session.whisper(name, self._ledger.whisper(step.other))
            case "nick":
                return session.nick(f"s{session.slot}n{next(self._names)}")
            case "who":
                return session.who()
            case "rooms":
                return session.rooms()
            case "history":
                before = step.number % seqs + 1 if step.number % 3 else None
                return session.look_back(before, step.number % PAGE_LIMIT_ENTRIES + 1)
            case "search":
                return session.search(f"m{step.number % seqs + 1}", None)
            case "ping":
                return session.ping()
            case "invalid":
                return session.invalid(step.number)
            case _:
                return self.say(step, session)

    def say(self, step: Step, session: Session) -> bytes:
        """Say the texts of a step, wherever it is heading."""
        return session.say(self._texts(step, session.places.heading))

    def move(self, step: Step, session: Session) -> bytes:
        """Go to another room."""
        history = step.number % 60 if step.number % 4 == 0 else None
        return session.join(step.room_but(session.places.heading), history)

    def in_bare_lines(self, step: Step, bare: BareSession) -> bytes:
        """What somebody at a bare terminal sends."""
        match step.act:
            case "act":
                return bare.say(self._texts(step, bare.heading), ":me ")
            case "move":
                return bare.join(step.room_but(bare.heading))
            case "whisper" if name := self._name_of(step):
                return bare.command(f":msg {name} {self._ledger.whisper(step.other)}")
            case "nick":
                return bare.nick(f"b{bare.slot}n{next(self._names)}")
            case "who" | "rooms" | "help":
                return bare.command(f":{step.act}")
            case "invalid":
                return bare.command(INVALID[step.number % len(INVALID)])
            case _:
                return bare.say(self._texts(step, bare.heading))

    def _texts(self, step: Step, room: str, *, lines: int = 1) -> list[str]:
        say = self._ledger.compose
        return [say(step.slot, length, lines=lines, room=room) for length in step.lengths]
