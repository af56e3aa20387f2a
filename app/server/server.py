"""Starting and stopping: the parts of the server and the order in which they come and go."""

import logging
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from app.errors import CannotListen
from app.journal.journal import Journal
from app.protocol.defaults import DEFAULT_PORT
from app.server.archive import Archive
from app.server.clocks import Clocks
from app.server.config import Config
from app.server.hub import Hub
from app.server.inbox import Inbox, Ordered
from app.server.listener import Listener
from app.server.places import Places
from app.server.pool import Pool
from app.server.stats import Counts, Facts
from app.system.sockets import (
    CONNECTIONS_PER_SELECTOR,
    address_text,
    bound_socket,
    descriptor_limit,
    is_loopback,
    is_taken,
    listen,
)

X11_PORTS = range(6000, 6064)
"""Where displays of X11 listen, one a port."""

log = logging.getLogger(__name__)


class Server:
    """A running chat server.

    Args:
        config: what it was told.
        open_journal: opens what is stored for the port it is given; `stop` closes it.
        on_fault: is called once, from one of the server's threads, if a part of it ended by an
            unexpected exception. The server must be stopped then: half of it is worse than none.

    Raises:
        CannotListen: the address cannot be had.
        JournalError: the history cannot be opened.
    """

    def __init__(
        self,
        config: Config,
        open_journal: Callable[[int], Journal],
        on_fault: Callable[[BaseException], None],
    ) -> None:
        """Take the address, and make all parts; none runs yet."""
        self._config = config
        with ExitStack() as undo:
            with _explained(config):
                sock = undo.enter_context(bound_socket(config.host, config.port))
            self.address: tuple[str, int] = sock.getsockname()[:2]
            self._journal = open_journal(self.address[1])
            undo.callback(self._journal.close)
            clocks = Clocks()
            inbox = Inbox(config.inbox_high_bytes, config.inbox_low_bytes)
            self._archive = Archive(self._journal.reader(), clocks.stamp, on_fault)
            undo.callback(self._archive.stop)
            self._inbox = inbox
            counts = Counts()
            places = Places(config, descriptor_limit())
            self._pool = Pool(
                CONNECTIONS_PER_SELECTOR, config, inbox, self._archive, places, on_fault, counts
            )
            self._hub = Hub(
                config,
                self._journal,
                inbox,
                self._pool.workers,
                self._archive,
                clocks,
                token=lambda: secrets.token_hex(8),
                on_fault=on_fault,
                counts=counts,
            )
            # Not before: a client takes a server that says nothing for one of bare lines.
            with _explained(config):
                listen(sock)
            self._listener = Listener(sock, self._pool, places, config, on_fault)
            undo.pop_all()

    def equip(self, facts: Facts) -> None:
        """Tell it what only who starts it knows, and let it read the bans; before `start`."""
        self._hub.equip(facts)

    def names(self) -> tuple[str, ...]:
        """Some of those who are here, at least where they are not very many. From any thread."""
        return self._hub.names

    def rooms(self) -> tuple[str, ...]:
        """All rooms, by name. From any thread."""
        return self._hub.rooms

    def order(self, text: str, tell: Callable[[str], None]) -> None:
        """Carry out an order of the host's. From any thread; never waits.

        Args:
            text: as it was typed.
            tell: takes the answer, in the hub's thread; it must not wait.
        """
        self._inbox.put(Ordered(text, tell))

    def start(self) -> None:
        """Start serving; returns at once."""
        try:
            self._archive.start()
            self._hub.start()
            self._listener.start()
        except BaseException:  # a part of it would keep the program from ending
            self.stop()
            raise

    def stop(self) -> None:
        """Tell everybody, send what is there, and end all threads, within two seconds.

        What was said before is stored and sent; what comes later is not acknowledged.
        """
        self._listener.stop()
        self._hub.stop()
        self._hub.join()
        self._pool.stop(self._config.stop_s)
        try:
            self._archive.stop()
        finally:
            self._journal.close()


@contextmanager
def _explained(config: Config) -> Iterator[None]:
    """Say what to do where the address cannot be had.

    Raises:
        CannotListen: in place of an `OSError`, and for an address of other machines.
    """
    host, port = config.host, config.port
    try:
        if not is_loopback(host):
            raise CannotListen(
                f"{host} can be reached from other machines, and what is said here is not "
                "encrypted: this version serves its own machine only. Leave out --host."
            )
        yield
    except socket.gaierror:
        raise CannotListen(f"There is no address called {host}. Leave out --host.") from None
    except OSError as error:
        if is_taken(error):
            another = port + 1 if port < 65535 else DEFAULT_PORT
            display = " or by an X11 display" if port in X11_PORTS else ""
            raise CannotListen(
                f"Port {port} is taken, most likely by a chat server that runs already (then just "
                f"start clients){display}. Stop it, or take another: --port {another}."
            ) from None
        raise CannotListen(
            f"The server cannot listen on {address_text(host, port)} ({error.strerror}). "
            f"Try another port: --port {DEFAULT_PORT + 1}."
        ) from None
