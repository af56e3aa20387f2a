"""Sockets on this machine: listening, connecting, and how many one may have."""

import contextlib
import errno
import ipaddress
import os
import select
import socket
import sys
from typing import Any

WINDOWS = sys.platform == "win32"

KEEPALIVE_IDLE_S = 15
KEEPALIVE_INTERVAL_S = 5
KEEPALIVE_TRIES = 3
DEAD_RETRANSMISSIONS = 7
"""So often the same bytes without an answer, about 25 s on a quick network: nobody is there."""

_TUNING = [
    (level, getattr(socket, option), value)
    for level, option, value in (
        (socket.IPPROTO_TCP, "TCP_NODELAY", 1),
        (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
        (socket.IPPROTO_TCP, "TCP_KEEPIDLE", KEEPALIVE_IDLE_S),
        (socket.IPPROTO_TCP, "TCP_KEEPALIVE", KEEPALIVE_IDLE_S),  # what macOS calls TCP_KEEPIDLE
        (socket.IPPROTO_TCP, "TCP_KEEPINTVL", KEEPALIVE_INTERVAL_S),
        (socket.IPPROTO_TCP, "TCP_KEEPCNT", KEEPALIVE_TRIES),
    )
    if hasattr(socket, option)
]
"""What each connection is set to, as far as this system knows it."""

BACKLOG = 65_535
"""How many may wait to be accepted; the system takes what it allows (Linux: 4096). Who finds no
place has to try again, and the system does so for it after 1, 3, 7 ... seconds."""

DESCRIPTOR_LIMITS = (65_536, 10_240)
"""How many descriptors to ask for where all that are allowed cannot be had."""

CONNECTIONS_PER_SELECTOR = 500 if WINDOWS else 100_000
"""Windows' `select` takes 512 sockets at most (CPython is built with FD_SETSIZE=512)."""


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket that has the address, and does not listen there yet.

    Raises:
        OSError: it cannot be had: the port is taken, or the address is not this machine's.
    """
    family, address = _addresses(host, port)[0]
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let a second server take the same port.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
    except OSError:
        sock.close()
        raise
    return sock


def listen(sock: socket.socket) -> None:
    """Let a bound socket listen, and never block.

    Raises:
        OSError: another one has begun to listen there meanwhile.
    """
    sock.listen(BACKLOG)
    sock.setblocking(False)


def is_free(host: str, port: int) -> bool:
    """Whether the address can be taken now. Nobody notices the look.

    Somebody may listen all the same: macOS and Windows let it be taken beside a server that
    listens at all addresses. `answers` tells.
    """
    try:
        bound_socket(host, port).close()
    except OSError:
        return False
    return True


def answers(host: str, port: int, limit_s: float) -> bool:
    """Whether somebody takes a connection there within so many seconds; they notice it."""
    try:
        sock = connecting_socket(host, port)
    except OSError:
        return False
    with sock:
        # Windows tells a failure among the exceptional ones.
        _, done, failed = select.select([], [sock], [sock], limit_s)
        return bool(done) and not failed and connection_error(sock) is None


def address_text(host: str, port: int) -> str:
    """An address as people read and type it: an IPv6 one has brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def connecting_socket(host: str, port: int) -> socket.socket:
    """A socket that is on its way to a server: connected, or not, once it is writable.

    Raises:
        OSError: it cannot even be tried.
    """
    family, address = _addresses(host, port)[0]
    if not is_loopback_address(address):
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
    return all(is_loopback_address(address) for _, address in _addresses(host, 0))


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[Any, ...]]]:
    """What a name stands for, IPv4 first, so that `localhost` means the same to both sides."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # not even the form of a name
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from None
    addresses = [(family, address) for family, _, _, _, address in found]
    return sorted(addresses, key=lambda entry: entry[0] is not socket.AF_INET)


def is_loopback_address(address: tuple[Any, ...]) -> bool:
    """Whether a socket's address is one that only this machine can have."""
    return ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback


def tune_connection(connection: socket.socket) -> None:
    """Send at once, and find out about a dead peer in about half a minute. Does not block.

    Keep-alive finds one that nothing was sent to; for the others see `retransmissions`.
    TCP_USER_TIMEOUT is left alone: on Linux it also ends a connection whose peer is well and only
    does not read, such as a terminal that somebody holds.
    """
    connection.setblocking(False)
    for level, option, value in _TUNING:
        # A peer that is gone already makes this fail; reading will tell.
        with contextlib.suppress(OSError):
            connection.setsockopt(level, option, value)


def retransmissions(connection: socket.socket) -> int:
    """How often the same bytes were sent to the peer by now without an answer.

    With DEAD_RETRANSMISSIONS it must be gone. A peer that only does not read still answers. Linux
    tells, where the kernel itself would go on for a quarter of an hour; elsewhere it is 0, and the
    kernel decides.

    Raises:
        OSError: the connection is broken.
    """
    if sys.platform != "linux":
        return 0
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 8)
    return info[2]  # tcpi_retransmits in linux/tcp.h


def descriptor_limit() -> int | None:
    """How many files and sockets this process may have open; None for no limit."""
    if sys.platform == "win32":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


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
