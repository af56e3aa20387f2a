"""A program in a real terminal of its own, of which the test is the screen and the keyboard."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pytest
from pyte.screens import Char

from tests.support.emulator import Emulator, Row, Stream

if sys.platform == "win32":
    pytest.skip("Windows has no pseudoterminals of this kind", allow_module_level=True)

import pty
import termios

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 15.0
READ_BYTES = 64 * 1024
READ_S = 0.2
RECENT_ROWS = 60

# Make the terminal the controlling one, so that its Ctrl+C and its resizing are signalled.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; "
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


class Terminal:
    """A running program and its terminal. A context manager, at whose end the program is gone.

    Args:
        command: the program and its arguments.
        env: its whole environment.
        columns: the terminal's width.
        rows: its height.
        reflows: what it does with text when its width changes; see `Emulator`.
        answers: whether it answers when the program asks where the cursor is.
        stderr: a file for what the program writes there, instead of the terminal.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        reflows: bool = False,
        answers: bool = True,
        stderr: Path | None = None,
    ) -> None:
        self._master, self._slave = pty.openpty()
        os.set_blocking(self._master, False)
        self._answers: list[str] = []
        self._screen = Emulator(
            columns,
            rows,
            self._answers.append if answers else lambda _: None,
            reflows=reflows,
        )
        self._stream = Stream(self._screen)
        self._set_size()
        self.modes_before = termios.tcgetattr(self._slave)
        self.written = bytearray()
        """Every byte that the program wrote."""
        with contextlib.ExitStack() as files:
            errors = files.enter_context(stderr.open("wb")) if stderr else self._slave
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, *command],
                stdin=self._slave,
                stdout=self._slave,
                stderr=errors,
                cwd=ROOT,
                env=dict(env),
                start_new_session=True,
            )

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        self.close_window()

    # --- the screen -------------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """How wide it is."""
        return int(self._screen.columns)

    @property
    def rows(self) -> list[str]:
        """The rows on the screen that are in use, from the top."""
        rows = [row.text.rstrip(" ") for row in self._screen.rows()]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def screen_rows(self) -> list[Row]:
        """All rows on the screen, and whether the terminal broke a line there."""
        return self._screen.rows()

    @property
    def cells(self) -> list[list[Char]]:
        """The characters on the screen with their looks, row by row."""
        return self._screen.cells()

    @property
    def lines(self) -> list[str]:
        """All lines, scrollback included; a line that the terminal broke into rows is one."""
        return self._screen.all_lines()

    @property
    def recent(self) -> list[str]:
        """The lines on the screen and the last few of the scrollback."""
        return self._screen.all_lines(RECENT_ROWS)

    @property
    def cursor(self) -> tuple[int, int]:
        """The cursor's column and row, from 0."""
        return min(self._screen.cursor.x, self.columns - 1), self._screen.cursor.y

    @property
    def cursor_shown(self) -> bool:
        """Whether the cursor can be seen."""
        return not self._screen.cursor.hidden

    @property
    def title(self) -> str:
        """What stands in the window's title."""
        return str(self._screen.title)

    @property
    def scrolled(self) -> int:
        """How many rows have left the screen at its top."""
        return self._screen.scrolled

    @property
    def modes(self) -> list[object]:
        """How the terminal treats keys and text, as `tcgetattr` tells it."""
        return termios.tcgetattr(self._slave)

    def wait_until(
        self, holds: Callable[[], bool], what: str = "", *, within: float = DEADLINE_S
    ) -> None:
        """Show what the program writes until `holds` does.

        Raises:
            AssertionError: it does not in time; tells `what`, and what is on the screen.
        """
        until = time.monotonic() + within
        while not holds():
            left = until - time.monotonic()
            # Looked up now and then: this end of the terminal stays open when the program is gone.
            silent = left <= 0 or not self._read(min(left, READ_S))
            if left <= 0 or (silent and self.process.poll() is not None):
                raise AssertionError(f"{what or 'what was awaited'} did not come:\n{self}")

    def wait_for(self, text: str, *, within: float = DEADLINE_S) -> None:
        """Wait until `text` stands on the screen or in the scrollback."""
        self.wait_until(
            lambda: any(text in line for line in self.recent), repr(text), within=within
        )

    def wait_end(self, *, within: float = DEADLINE_S) -> int:
        """Show what the program writes until it ends; give its exit status."""
        until = time.monotonic() + within
        while self.process.poll() is None:
            if time.monotonic() > until:
                raise AssertionError(f"the program did not end:\n{self}")
            self._read(0.01)
        while self._read(0):
            pass
        return self.process.wait()

    def pump(self) -> None:
        """Show what the program has written so far."""
        while self._read(0):
            pass

    def __str__(self) -> str:
        """The screen, for people."""
        edge = "+" + "-" * self.columns + "+"
        rows = [f"|{row}" for row in self.rows]
        return "\n".join([edge, *rows, edge, f"cursor {self.cursor}, {len(self.lines)} lines"])

    # --- the keyboard and the window --------------------------------------------------------

    def type(self, keys: str) -> None:
        """Press keys. A terminal reads what the program writes meanwhile, and so does this."""
        data = keys.encode()
        while data:
            _, writable, _ = select.select([], [self._master], [], 0.01)
            if writable:
                with contextlib.suppress(BlockingIOError):
                    data = data[os.write(self._master, data) :]
            else:
                self._read(0)

    def fileno(self) -> int:
        """The end of the terminal where keys go in and what is shown comes out."""
        return self._master

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size; the kernel tells the program."""
        self.pump()
        self._screen.resize(rows, columns)
        self._set_size()

    def close_window(self) -> None:
        """Take the terminal away, as closing its window does."""
        for end in (self._master, self._slave):
            if end >= 0:
                os.close(end)
        self._master = self._slave = -1

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def _set_size(self) -> None:
        termios.tcsetwinsize(self._master, (self._screen.lines, self._screen.columns))

    def _read(self, seconds: float) -> bool:
        """Show what the program has written within some time; whether there was anything."""
        if self._master < 0 or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, READ_BYTES)
        except (BlockingIOError, OSError):
            return False
        self.written += data
        self._stream.feed(data)
        while self._answers:
            os.write(self._master, self._answers.pop(0).encode())
        return bool(data)
