"""The window around the text: its title, its bell, and whether anybody looks at it."""

import os
import time
from collections.abc import Callable

from prompt_toolkit.output import Output

from app.attention import Attention
from app.system.console import WindowTitle
from app.terminal.output import FOCUS_OFF, FOCUS_ON, reports_focus

BELL_PAUSE_S = 1.0
"""A bell this soon after the one before is not rung."""


class OuterWindow:
    """A terminal's window.

    Args:
        output: where it is written to.
        title: what stands in its title while it is taken; "" to leave it.
        on_look: is called when somebody comes back to look.
    """

    def __init__(self, output: Output, title: str, on_look: Callable[[], None]) -> None:
        """It is as it was."""
        self._output = output
        self._wanted = title
        self._shown = ""
        self._on_look = on_look
        term = os.environ.get("TERM", "")
        self._title = WindowTitle(self._write, term)
        self._reports_focus = reports_focus(output, term)
        self._taken = False
        self._attention = Attention(time.monotonic)
        self._focus_told = False
        """Whether the key pressed last was none, but told whether the window has the keyboard."""
        self._rung_at = -BELL_PAUSE_S

    def take(self) -> None:
        """Show the title, and have it told when the window gets and loses the keyboard."""
        self._taken = True
        self._show_title()
        if self._reports_focus:
            self._write(FOCUS_ON)

    def give_back(self) -> None:
        """Leave it as it was."""
        self._taken = False
        if self._reports_focus:
            self._write(FOCUS_OFF)
        self._shown = ""
        self._title.restore()

    def take_again(self) -> None:
        """Take it once more, after somebody else may have had it."""
        self._shown = ""
        self.take()

    def set_title(self, title: str) -> None:
        """Show another title, now or once it is taken."""
        self._wanted = title
        if self._taken:
            self._show_title()

    def bell(self) -> None:
        """Ring, unless it rang just now."""
        now = time.monotonic()
        if self._taken and now - self._rung_at >= BELL_PAUSE_S:
            self._rung_at = now
            self._output.bell()
            self._output.flush()

    @property
    def is_looked_at(self) -> bool:
        """Whether somebody seems to look at it."""
        return self._attention.is_there

    def focus(self, has: bool) -> None:
        """It has got or lost the keyboard."""
        self._focus_told = True
        if self._attention.focus(has):
            self._on_look()

    def key(self) -> None:
        """A key was pressed, or what looks like one to prompt_toolkit."""
        told, self._focus_told = self._focus_told, False
        if not told and self._attention.key():
            self._on_look()

    def _show_title(self) -> None:
        if self._wanted and self._wanted != self._shown:
            self._shown = self._wanted
            self._title.set(self._wanted)

    def _write(self, text: str) -> None:
        self._output.write_raw(text)
        self._output.flush()
