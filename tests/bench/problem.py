"""What ends a measurement, in words for people, and the time that all of them have together."""

import time


class Problem(Exception):
    """What went wrong and what to do next, in one or two lines."""


class OutOfTime(Problem):
    """There is no time left, for this measurement and for all others."""


class Deadline:
    """How much time is left for everything.

    Args:
        seconds: from now on.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = time.monotonic() + seconds
        self._stopped = False

    def stop(self) -> None:
        """Let the next one who asks for time be interrupted. May be called in a signal handler."""
        self._stopped = True

    def left(self, most_s: float) -> float:
        """How long the next wait may take, in seconds: at most `most_s`.

        Raises:
            OutOfTime: there is none.
            KeyboardInterrupt: somebody wants it to stop. Raised here, and not wherever the program
                is at that moment, so that no process is forgotten that is just being started.
        """
        if self._stopped:
            raise KeyboardInterrupt
        left = self._at - time.monotonic()
        if left <= 0:
            raise OutOfTime(
                f"The {self._seconds:g} s for all measurements are over. Choose fewer with --only, "
                "or try on a machine that is less busy."
            )
        return min(left, most_s)
