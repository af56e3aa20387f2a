"""What asks a program to stop, as one thing to wait for."""

import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType, TracebackType
from typing import Any

from app.waker import Waker

WINDOW_CLOSE_LIMIT_S = 4.0
"""Windows ends a program five seconds after its window was closed."""


class StopRequests:
    """All that asks a program to stop, as one thing to wait for.

    That is Ctrl+C, SIGTERM, a closed terminal, and on Windows Ctrl+Break and the closing of the
    window. To be used in the main thread, as a context manager; on leaving it the signals mean
    what they meant before.
    """

    def __init__(self) -> None:
        """Nothing is taken over yet."""
        self._waker = Waker()
        self._reason = ""
        self._before: dict[int, Any] = {}
        self._in_use = False
        self._went_on = False

    def __enter__(self) -> "StopRequests":
        """Take the signals over."""
        for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
            number = getattr(signal, name, None)
            # What is ignored stays so: `nohup`, and jobs in a script's background, rely on it.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._signalled)
        if (number := getattr(signal, "SIGCONT", None)) is not None:
            self._before[number] = signal.signal(number, self._continued)
        # Wakes `wait` at once, also on Windows, where a signal does not interrupt a select.
        self._wakeup_before = signal.set_wakeup_fd(
            self._waker.writer.fileno(), warn_on_full_buffer=False
        )
        self._in_use = True
        _on_console_close(self._window_closed)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the signals back."""
        self._in_use = False
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._waker.close()

    def request(self, reason: str) -> None:
        """Ask for a stop from any thread, as a signal would."""
        self._reason = self._reason or reason
        self._waker.wake()

    def wait(self, on_continue: Callable[[], None] = lambda: None) -> str:
        """Sleep until a stop is asked for; give the reason.

        Args:
            on_continue: is called each time the program goes on after it was suspended.
        """
        while not self._reason:
            select.select([self._waker.reader], [], [])
            self._waker.drain()
            if self._went_on:
                self._went_on = False
                on_continue()
        return self._reason

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        self._reason = self._reason or signal.Signals(number).name

    def _continued(self, _number: int, _frame: FrameType | None) -> None:
        self._went_on = True

    def _window_closed(self) -> bool:
        """Hold Windows back, which ends the program as soon as this returns.

        The program ends by itself, and this with it, once it has stopped; the limit is for one
        that does not. A program that waits for nothing any more (`__exit__`) is not held.
        """
        if not self._in_use:
            return False
        self.request("the window was closed")
        Event().wait(WINDOW_CLOSE_LIMIT_S)
        return True


@contextmanager
def held_interrupts() -> Iterator[None]:
    """Let a Ctrl+C that comes meanwhile count at the end, so that nothing is done by halves.

    In the main thread; in others, which none interrupts, it changes nothing.
    """
    before = signal.getsignal(signal.SIGINT)
    ours = threading.current_thread() is threading.main_thread()
    if not ours or before in (None, signal.SIG_IGN):
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


_kept: list[object] = []  # what Windows may call for as long as the process lives


def _on_console_close(act: Callable[[], bool]) -> None:
    """Call `act` in a thread of Windows' own when the console window is closed."""
    if sys.platform != "win32":
        return
    import ctypes

    closing = (2, 5, 6)  # CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT
    handler = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)(
        lambda event: event in closing and act()
    )
    _kept.append(handler)
    ctypes.windll.kernel32.SetConsoleCtrlHandler(handler, True)
