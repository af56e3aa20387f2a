"""Whether anybody looks at a terminal. Pure: the time is handed in."""

from collections.abc import Callable

LOOKS_LIMIT_S = 60.0
"""Where a terminal does not tell: after the last key somebody is taken to look for so long."""


class Attention:
    """What is known of who looks.

    A terminal that tells when its window has the keyboard is believed, as soon as it has told so
    once. Any other is looked at for LOOKS_LIMIT_S after each key; starting a program counts as one.

    Args:
        clock: the time in seconds, from whatever start.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Somebody has just started this."""
        self._clock = clock
        self._focus: bool | None = None
        self._key_at = clock()

    @property
    def is_there(self) -> bool:
        """Whether somebody looks."""
        if self._focus is not None:
            return self._focus
        return self._clock() - self._key_at < LOOKS_LIMIT_S

    def key(self) -> bool:
        """A key was pressed; whether somebody comes to look only now."""
        comes = not self.is_there
        self._key_at = self._clock()
        if self._focus is False:  # it has missed to tell
            self._focus = True
        return comes

    def focus(self, has: bool) -> bool:
        """The window has got or lost the keyboard; whether somebody comes to look only now."""
        comes = has and not self.is_there
        self._focus = has
        return comes
