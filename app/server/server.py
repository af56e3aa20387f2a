"""Starting and stopping: the parts of the server and the order in which they come and go."""

import logging
import secrets
import socket
import time
from collections.abc import Callable

from app.errors import CannotListen
from app.journal.journal import Journal
from app.server.config import Config
from app.server.hub import LOBBY, Hub
from app.server.inbox import Inbox
from app.server.listener import Listener
from app.server.pool import Pool
from app.system.sockets import (
    CONNECTIONS_PER_SELECTOR,
    address_text,
    is_loopback,
    is_taken,
    listening_socket,
)

log = logging.getLogger(__name__)


class Server:
    """A running chat server.

    Args:
        config: what it was told.
        journal: where rooms are stored; closed by `stop`.
        on_fault: is called once, from one of the server's threads, if a part of it ended by an
            unexpected exception. The server must be stopped then: half of it is worse than none.

    Raises:
        CannotListen: the address cannot be had.
        JournalError: the room's history cannot be opened.
    """

    def __init__(
        self, config: Config, journal: Journal, on_fault: Callable[[BaseException], None]
    ) -> None:
        """Take the address, and make all parts; none runs yet."""
        self._config = config
        self._journal = journal
        sock = _listen(config)
        try:
            room = journal.room(LOBBY)
        except BaseException:
            sock.close()
            raise
        self.address: tuple[str, int] = sock.getsockname()[:2]
        self._inbox = Inbox(config.inbox_high_bytes, config.inbox_low_bytes)
        self._pool = Pool(CONNECTIONS_PER_SELECTOR, config, self._inbox, wall_clock, on_fault)
        self._hub = Hub(
            config,
            room,
            self._inbox,
            self._pool.workers,
            stamp=wall_clock,
            now=lambda: time.time_ns() // 1_000_000,
            token=lambda: secrets.token_hex(8),
            on_fault=on_fault,
        )
        self._listener = Listener(sock, self._pool, config, on_fault)

    def start(self) -> None:
        """Start serving; returns at once."""
        self._hub.start()
        self._listener.start()

    def stop(self) -> None:
        """Tell everybody, send what is there, and end all threads, within two seconds.

        What was said before is stored and sent; what comes later is not acknowledged.
        """
        self._listener.stop()
        self._hub.stop()
        self._hub.join()
        self._pool.stop(self._config.stop_s)
        self._journal.close()


def wall_clock(at: int) -> str:
    """What a clock on the server's wall shows, as "14:03", at `at` ms since 1970."""
    return time.strftime("%H:%M", time.localtime(at / 1000))


def _listen(config: Config) -> socket.socket:
    host, port = config.host, config.port
    try:
        if not is_loopback(host):
            raise CannotListen(
                f"{host} can be reached from other machines, and what is said here is not "
                "encrypted: this version serves its own machine only. Leave out --host."
            )
        return listening_socket(host, port)
    except socket.gaierror:
        raise CannotListen(f"There is no address called {host}. Leave out --host.") from None
    except OSError as error:
        if is_taken(error):
            another = port + 1 if port < 65535 else 6000
            raise CannotListen(
                f"Port {port} is taken, most likely by a chat server that runs already (then just "
                f"start clients) or by an X11 display. Stop it, or take another: --port {another}."
            ) from None
        raise CannotListen(
            f"The server cannot listen on {address_text(host, port)} ({error.strerror}). "
            "Try another port: --port 6001."
        ) from None
