"""Slow mode: how long each one waits between two things that others see. Knows sessions; no clock.

What somebody says and whispers has one clock, and where they go and what they are called another
one of the same length: so who has gone to a room may say something there at once, and nobody who
stays is seen more than twice in a pause. Who leaves and comes again comes as anybody new does, whom
only a lock keeps out.
"""

from app.errors import Refused
from app.room.durations import every, told

SESSIONS_LIMIT = 10_000
"""Of how many sessions it is known when they did something last."""


class Clock:
    """When each one did something of one kind last.

    Args:
        what: what it is, as in "One message every 10 seconds".
        again: what one may do later, as in "say it again in 7 seconds".

    Attributes:
        ms: how long one waits; 0 for not at all.
    """

    def __init__(self, what: str, again: str) -> None:
        """Nobody has done anything, and nobody waits."""
        self.ms = 0
        self._what = what
        self._again = again
        self._last: dict[str, int] = {}  # by session; the one longest silent is first

    def set(self, ms: int) -> None:
        """Begin anew, with so long between two; 0 for no wait."""
        self.ms = ms
        self._last.clear()

    def check(self, session: str, at: int) -> None:
        """Whether somebody need not wait.

        Args:
            session: one's public hash.
            at: in ms since 1970.

        Raises:
            Refused: `slow`, with how long it still takes.
        """
        if not self.ms:
            return
        wait = self._last.get(session, at - self.ms) + self.ms - at
        if 0 < wait <= self.ms:  # the clock may have been set back
            once = f"One {self._what} {every(self.ms)} is allowed"
            raise Refused("slow", f"{once}; {self._again} again in {told(wait)}.")

    def note(self, session: str, at: int) -> None:
        """Somebody has done it."""
        if not self.ms:
            return
        self._last.pop(session, None)
        self._last[session] = at
        if len(self._last) > SESSIONS_LIMIT:
            del self._last[next(iter(self._last))]

    def forget(self, session: str) -> None:
        """What somebody has done last was undone; before that, nobody had to wait any more."""
        self._last.pop(session, None)
