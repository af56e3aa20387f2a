"""Those who stay all through a soak, and what they have to have heard when all others have gone."""

from tests.soak.caller import Caller
from tests.soak.crowd import Crowd
from tests.soak.history import Fault
from tests.soak.ledger import LOBBY, Ledger
from tests.soak.plan import ROOMS
from tests.soak.session import Session

HOMES = ("lobby", "lobby", "build", "garden")
"""Where somebody stays, and hears everything. The first is the lobby, which is always open."""
STAYING = len(HOMES)
ATTIC = "attic"
"""Nobody stays there: it is closed with the last who leaves, and opened again."""
PRESENT = {room: HOMES.count(room) for room in ROOMS}


class Stayers:
    """One in each home; after each round they all go elsewhere for a moment.

    Args:
        crowd: has their connections.
        ledger: what everybody tells and hears.
        slot: that of the first one.

    Attributes:
        all: their connections and sessions.
    """

    def __init__(self, crowd: Crowd, ledger: Ledger, slot: int) -> None:
        self._crowd = crowd
        self._ledger = ledger
        self.all: list[tuple[Caller, Session]] = [
            crowd.come(slot + number, room) for number, room in enumerate(HOMES)
        ]

    def furnish(self) -> None:
        """Say something in every room, so that none vanishes with the last who leaves it."""
        caller, session = self.all[0]
        for room in ROOMS:
            text = self._ledger.compose(session.slot, 0, room=room)
            self._crowd.send(caller, session.say([text], room=room))

    def settle(self) -> None:
        """Everybody else has gone, and all that was said in any room was heard there.

        Raises:
            Fault: somebody is counted who has gone, or something was not heard.
        """
        self._count()
        self._go_round()
        for caller, session in self.all:
            self._crowd.send(caller, session.ping())
        for _, session in self.all:
            self._crowd.quiet(session, "everything is answered")
        for _, session in self.all:
            here, present = session.places.room, session.places.present
            if present != PRESENT[here]:
                raise Fault(
                    f"by what client {session.slot} was told of comings and goings there are "
                    f"{present} in {here}, and not {PRESENT[here]}"
                )
        self._ledger.check_whole()
        self._crowd.settle()

    def _count(self) -> None:
        caller, session = self.all[0]

        def is_counted() -> bool:
            if not session.is_quiet:
                return False
            if {it["name"]: it["count"] for it in session.answer.get("rooms", [])} == PRESENT:
                return True
            self._crowd.send(caller, session.rooms())
            return False

        session.answer = {}
        self._crowd.loop.wait(is_counted, f"`rooms` counts the {STAYING} who stay")

    def _go_round(self) -> None:
        """Let everybody go elsewhere and come back.

        So what was said in the attic is heard, too; and all rooms but the lobby are closed and
        opened again, so that no log grows longer with every round.
        """
        away = [ATTIC if home == LOBBY else LOBBY for home in HOMES]
        for rooms in (away, HOMES):
            for (caller, session), room in zip(self.all, rooms, strict=True):
                self._crowd.send(caller, session.join(room) + session.ping())
            for _, session in self.all:
                self._crowd.quiet(session, "everything is heard that was said elsewhere")
