"""The window that a program runs in: whether it is the program's own, and its title."""

import contextlib
import os
import sys
from collections.abc import Callable

from app.text import clean_line, cut

TITLE_LIMIT_CHARS = 200
CLOSES_AT_ONCE = "CHAT_CLOSES_AT_ONCE"
"""In a program's environment: its window closes with it, even if something is to be read there.

A program that is up takes it out: whatever it has to say from then on is news."""

# The kinds of terminals ($TERM) that are known to have a title, by what their names begin with.
_TITLED = tuple(
    "xterm rxvt screen tmux alacritty foot konsole gnome vte st- putty wezterm mlterm".split()
)
# Some forget what was saved (macOS, GNU screen): there the title is empty in the end.
_SAVE, _RESTORE = "\x1b[22;0t", "\x1b]0;\x07\x1b[23;0t"


def owns_window() -> bool:
    """Whether the window was opened for this program only, and should stay until it is read.

    So it is on Windows after a double-click. Elsewhere nothing opens a window that way.
    """
    if sys.platform != "win32" or CLOSES_AT_ONCE in os.environ:
        return False
    import ctypes

    processes = (ctypes.c_uint32 * 2)()
    return bool(ctypes.windll.kernel32.GetConsoleProcessList(processes, 2) == 1)


def in_foreground() -> bool:
    """Whether the terminal is this program's to read from: a job in the background is stopped."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):  # no terminal
        return False


def terminal_modes() -> Callable[[], None]:
    """How the terminal treats keys and text now; call what it gives to have it so again."""
    if sys.platform == "win32":  # the window goes with who made it, or the shell sets its own
        return lambda: None
    import termios

    try:
        modes = termios.tcgetattr(sys.stdin.fileno())
    except (OSError, ValueError, termios.error):
        return lambda: None

    def restore() -> None:
        with contextlib.suppress(OSError, ValueError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)

    return restore


def has_title(term: str) -> bool:
    """Whether this kind of terminal has a title; others would show what is written to set it."""
    return term.startswith(_TITLED)


class WindowTitle:
    """The window's title, from the first `set` to `restore`.

    Args:
        write: takes what is to be written to the terminal, as it is. Not used on Windows.
        term: the kind of terminal, as `$TERM` has it; "" if there is none.
    """

    def __init__(self, write: Callable[[str], None], term: str) -> None:
        """The title stays as it is."""
        self._write = write
        self._term = term
        self._before: str | None = None

    def set(self, title: str) -> None:
        """Show a title; at most TITLE_LIMIT_CHARS of it."""
        title = cut(clean_line(title), TITLE_LIMIT_CHARS)
        first = self._before is None
        if sys.platform == "win32":
            self._before = _console_title() if first else self._before
            _set_console_title(title)
        elif has_title(self._term):
            self._before = ""  # the terminal itself remembers
            self._write(f"{_SAVE if first else ''}\x1b]0;{title}\x07")

    def restore(self) -> None:
        """Show what was shown before, or no title if the terminal does not know."""
        if self._before is None:
            return
        if sys.platform == "win32":
            _set_console_title(self._before)
        else:
            self._write(_RESTORE)
        self._before = None


def _console_title() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes

    text = ctypes.create_unicode_buffer(1024)
    ctypes.windll.kernel32.GetConsoleTitleW(text, len(text))
    return text.value


def _set_console_title(title: str) -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetConsoleTitleW(title)
