"""Whether Ctrl+C on an empty line leaves at once, or asks first. Pure: the time is handed in."""

from collections.abc import Callable

AGAIN_LIMIT_S = 5.0
"""Within what time the second Ctrl+C has to come."""


class Leaving:
    """What is known of somebody who perhaps wants to leave.

    Args:
        words: what to say at the first Ctrl+C; "" to leave at once.
        clock: the time in seconds, from whatever start.
    """

    def __init__(self, words: str, clock: Callable[[], float]) -> None:
        """Nobody wants to leave."""
        self._words = words
        self._clock = clock
        self._asked_at: float | None = None
        self._was_that = False
        """Whether the key that is just pressed is this one."""

    @property
    def question(self) -> str:
        """What to say now; "" for nothing."""
        asked = self._asked_at
        is_asking = asked is not None and self._clock() - asked < AGAIN_LIMIT_S
        return self._words if is_asking else ""

    def press(self) -> bool:
        """Ctrl+C was pressed on an empty line; whether to leave now."""
        leaves = not self._words or bool(self.question)
        self._asked_at = self._clock()
        self._was_that = True
        return leaves

    def key(self) -> None:
        """A key was pressed, perhaps this one; whoever presses another does not want to leave."""
        if not self._was_that:
            self._asked_at = None
        self._was_that = False
