"""Keys for tests/terminal/echo.py, and what is waited for there."""

import re
from collections.abc import Callable

from tests.terminal.room import Client

Start = Callable[..., Client]
"""Starts that program: `start(columns=20, history=["hello"])`."""

TAB, SHIFT_TAB, UP, DOWN, RIGHT, END = "\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[F"
CTRL_C, CTRL_D, CTRL_E, CTRL_J, CTRL_R = "\x03", "\x04", "\x05", "\x0a", "\x12"
ALT_ENTER, ESCAPE = "\x1b\r", "\x1b"
LOST, GOT = "\x1b[O", "\x1b[I"


def paste(text: str) -> str:
    """What a terminal sends when this is pasted into it."""
    return f"\x1b[200~{text}\x1b[201~"


def wait_got(ana: Client, text: str) -> None:
    """Wait until this was entered, however its line was broken into rows."""
    wanted = f"got {text!r}"

    def shows() -> bool:
        return wanted.replace(" ", "") in "".join(ana.terminal.recent).replace(" ", "")

    ana.terminal.wait_until(shows, wanted[:200])


def wait_rows(ana: Client, *rows: str) -> None:
    """Wait until these are the last rows, but for the one at the bottom."""
    ana.terminal.wait_until(lambda: ana.terminal.rows[-len(rows) - 1 : -1] == list(rows), str(rows))


def wait_bottom(ana: Client, text: str) -> None:
    """Wait until this is in the row at the bottom."""
    ana.terminal.wait_until(lambda: text in "".join(ana.terminal.rows[-1:]), text)


def choices(ana: Client) -> list[str]:
    """The rows of completions."""
    return [row for row in ana.terminal.rows if re.match(r" @", row)]
