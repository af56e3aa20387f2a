"""What differs between operating systems: sockets, signals, folders, standard streams.

Nothing else in the project asks which system it runs on. Knows nothing of chat.
"""

import contextlib
import errno
import getpass
import io
import ipaddress
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import FrameType, TracebackType
from typing import Any, TextIO

import platformdirs

from app.waker import Waker

APP_NAME = "realtime-chat"
WINDOWS = sys.platform == "win32"

KEEPALIVE_IDLE_S = 15
KEEPALIVE_INTERVAL_S = 5
KEEPALIVE_TRIES = 3
WINDOW_CLOSE_LIMIT_S = 4.0
"""Windows ends a program five seconds after its window was closed."""

DESCRIPTOR_LIMITS = (65_536, 10_240)
"""How many descriptors to ask for where all that are allowed cannot be had."""

CONNECTIONS_PER_SELECTOR = 500 if WINDOWS else 100_000
"""Windows' `select` takes 512 sockets at most (CPython is built with FD_SETSIZE=512)."""


# --- sockets --------------------------------------------------------------------------------


def listening_socket(host: str, port: int, backlog: int = 1024) -> socket.socket:
    """A socket that listens and does not block.

    Raises:
        OSError: it cannot be had: the port is taken, or the address is not this machine's.
    """
    family, address = _addresses(host, port)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let a second server take the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(backlog)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def connecting_socket(host: str, port: int) -> socket.socket:
    """A socket that is on its way to a server: connected, or not, once it is writable.

    Raises:
        OSError: it cannot even be tried.
    """
    family, address = _addresses(host, port)[0]
    if not _is_loopback(address):
        raise OSError(errno.EADDRNOTAVAIL, f"{host} is not on this machine any more")
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setblocking(False)
    error = sock.connect_ex(address)
    if error not in (0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)):
        sock.close()
        raise _os_error(error)
    return sock


def connection_error(sock: socket.socket) -> OSError | None:
    """Why a socket from `connecting_socket` is not connected; None if it is."""
    error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return _os_error(error) if error else None


def _os_error(number: int) -> OSError:
    """The error that the system counts under this number."""
    if sys.platform == "win32":
        import ctypes

        return OSError(number, ctypes.FormatError(number))
    return OSError(number, os.strerror(number))


def is_taken(error: OSError) -> bool:
    """Whether listening failed because somebody else has the port."""
    return error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", -1)) or (
        # What SO_EXCLUSIVEADDRUSE gives where another holds the port.
        WINDOWS and error.errno in (errno.EACCES, getattr(errno, "WSAEACCES", -1))
    )


def is_loopback(host: str) -> bool:
    """Whether everything that `host` stands for can be reached from this machine only.

    Raises:
        OSError: it stands for nothing.
    """
    return all(_is_loopback(address) for _, address in _addresses(host, 0))


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[Any, ...]]]:
    """What a name stands for, IPv4 first, so that `localhost` means the same to both sides."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # not even the form of a name
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from None
    addresses = [(family, address) for family, _, _, _, address in found]
    return sorted(addresses, key=lambda entry: entry[0] is not socket.AF_INET)


def _is_loopback(address: tuple[Any, ...]) -> bool:
    return ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback


def tune_connection(connection: socket.socket) -> None:
    """Send at once, and find out about a dead peer in about half a minute. Does not block.

    TCP_USER_TIMEOUT is left alone: on Linux it also ends a connection whose peer is well and only
    does not read, such as a terminal that somebody holds.
    """
    connection.setblocking(False)
    wanted = [
        ("IPPROTO_TCP", "TCP_NODELAY", 1),
        ("SOL_SOCKET", "SO_KEEPALIVE", 1),
        ("IPPROTO_TCP", "TCP_KEEPIDLE", KEEPALIVE_IDLE_S),
        ("IPPROTO_TCP", "TCP_KEEPALIVE", KEEPALIVE_IDLE_S),  # what macOS calls TCP_KEEPIDLE
        ("IPPROTO_TCP", "TCP_KEEPINTVL", KEEPALIVE_INTERVAL_S),
        ("IPPROTO_TCP", "TCP_KEEPCNT", KEEPALIVE_TRIES),
    ]
    for level, option, value in wanted:
        if hasattr(socket, option):
            # A peer that is gone already makes this fail; reading will tell.
            with contextlib.suppress(OSError):
                connection.setsockopt(getattr(socket, level), getattr(socket, option), value)


def raise_descriptor_limit() -> None:
    """Let this process have as many open sockets as it is allowed to."""
    if sys.platform == "win32":
        return  # there is no such limit
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (hard, *DESCRIPTOR_LIMITS):  # macOS says "no limit", and then refuses that
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
            return


# --- signals --------------------------------------------------------------------------------


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
        self._console_handler: Callable[[int], bool] | None = None

    def __enter__(self) -> "StopRequests":
        """Take the signals over."""
        for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
            number = getattr(signal, name, None)
            # What is ignored stays so: `nohup`, and jobs in a script's background, rely on it.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._signalled)
        # Wakes `wait` at once, also on Windows, where a signal does not interrupt a select.
        self._wakeup_before = signal.set_wakeup_fd(
            self._waker.writer.fileno(), warn_on_full_buffer=False
        )
        self._console_handler = _on_console_close(self._window_closed)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the signals back."""
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._waker.close()

    def request(self, reason: str) -> None:
        """Ask for a stop from any thread, as a signal would."""
        self._reason = self._reason or reason
        self._waker.wake()

    def wait(self) -> str:
        """Sleep until a stop is asked for; give the reason."""
        while not self._reason:
            select.select([self._waker.reader], [], [])
            self._waker.drain()
        return self._reason

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        self._reason = self._reason or signal.Signals(number).name

    def _window_closed(self) -> None:
        """Hold Windows back, which ends the program when this returns; or it ends by itself."""
        self.request("the window was closed")
        Event().wait(WINDOW_CLOSE_LIMIT_S)


def _on_console_close(act: Callable[[], None]) -> Callable[[int], bool] | None:
    """Call `act` in a thread of Windows' own when the console window is closed."""
    if sys.platform != "win32":
        return None
    import ctypes

    closing = (2, 5, 6)  # CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT

    def handler(event: int) -> bool:
        if event in closing:
            act()
            return True
        return False

    kept: Callable[[int], bool] = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)(handler)
    ctypes.windll.kernel32.SetConsoleCtrlHandler(kept, True)
    return kept


# --- standard streams, folders --------------------------------------------------------------


def ready_streams() -> None:
    """Make the standard streams usable: there, in UTF-8, and never failing over a character."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by who started the program
            nothing = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nothing, mode, encoding="utf-8", closefd=False))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at this stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def user_name() -> str:
    """What the system calls its user; "" if it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def config_folder() -> Path:
    """Where this user's settings are kept; it may not exist yet."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False, roaming=True))


def give_up(stream: TextIO | None) -> None:
    """Write nothing more to a stream that takes nothing: nobody reads it, or the disk is full.

    Otherwise Python would try once more at the end, and complain.
    """
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
