"""Ctrl+Z, and what a shell does to a terminal while the program in it is stopped.

A shell takes the terminal for itself, and gives it back as it likes to have it: keys are no longer
sent one by one, and Ctrl+C is a signal. So it is taken again whenever the program goes on, however
it was stopped. Whoever is told by the system that it does (SIGCONT) calls `went_on`.
"""

import asyncio
import contextlib
import os
import signal
from typing import Any

from prompt_toolkit.application import Application, in_terminal

from app.terminal.window import OuterWindow

STOP_LIMIT_S = 0.5
"""How long it may take until the system has stopped the program; where no shell waits, it does not,
and it goes on after this time."""


class Suspending:
    """Gives a terminal back for as long as the program is stopped.

    All methods belong to the thread that runs the application.

    Args:
        app: what is drawn.
        window: is given back and taken again, too.
    """

    def __init__(self, app: Application[Any], window: OuterWindow) -> None:
        """It runs."""
        self._app = app
        self._window = window
        self._goes_on: asyncio.Event | None = None
        """While it is stopped by `suspend`: is set once it goes on."""
        self._is_drawn = False
        """Whether all was drawn since it went on, since that was told late."""

    def suspend(self) -> None:
        """Stop the program, and all of its group, as Ctrl+Z does elsewhere."""
        if self._goes_on is None:
            self._goes_on = asyncio.Event()
            self._app.create_background_task(self._suspend(self._goes_on))

    def went_on(self) -> None:
        """The program was stopped, and goes on now."""
        if self._goes_on is not None:
            self._goes_on.set()
        elif self._app.is_running and not self._app.is_done:
            self._take()

    async def _suspend(self, goes_on: asyncio.Event) -> None:
        try:
            async with in_terminal():
                self._window.give_back()
                # The whole group, so that the shell in whose pipe this runs notices. With several
                # threads this one may be stopped a little later: nothing may be drawn till then.
                os.kill(0, signal.Signals["SIGTSTP"])
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(goes_on.wait(), STOP_LIMIT_S)
                self._window.take()
        finally:
            self._goes_on = None
            self._is_drawn = not goes_on.is_set()

    def _take(self) -> None:
        """Take the terminal, and draw all again where the shell has left the cursor."""
        self._app.input.raw_mode().__enter__()  # left at the end, as it was at the very first
        if self._is_drawn:
            self._app.renderer.erase(leave_alternate_screen=False)
        else:
            self._app.output.write_raw("\r")
            self._app.output.erase_down()
            self._app.renderer.reset()
            self._window.take_again()
        self._is_drawn = False
        self._app.invalidate()
