"""Asking somebody at the terminal something, for as long as the answer is wanted."""

import contextlib
import sys
from collections.abc import Callable

LOOK_PAUSE_S = 0.5
"""How long to wait for the answer before looking again whether it is wanted."""


def ask(question: str, is_wanted: Callable[[], bool]) -> str | None:
    """Ask on stdout, and wait for the line that answers on stdin, which is a terminal.

    Args:
        question: without a line's end.
        is_wanted: whether the answer still is; asked every LOOK_PAUSE_S. Not on Windows, where
            nothing can wait for its console and then take back that it did.

    Returns:
        The line; "" at the end of the input. None if it is not wanted any more: what was typed of
        it is thrown away.
    """
    print(question, end="", flush=True)
    if sys.platform != "win32":
        import select
        import termios

        while not select.select([sys.stdin], [], [], LOOK_PAUSE_S)[0]:
            if not is_wanted():
                with contextlib.suppress(termios.error):  # the terminal is gone
                    termios.tcflush(sys.stdin, termios.TCIFLUSH)
                print()
                return None
    return sys.stdin.readline()
