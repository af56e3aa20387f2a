"""The listener: the thread that accepts connections and hands them to workers."""

import errno
import logging
import selectors
import socket
from collections.abc import Callable
from itertools import count
from threading import Thread

from app.server.config import Config
from app.server.connection import Connection
from app.server.pool import Pool
from app.system.sockets import address_text, tune_connection
from app.waker import Waker

GONE_AGAIN = (errno.ECONNABORTED, errno.ECONNRESET, errno.EPROTO)
"""Who came has gone again; with everything else, such as no free descriptor, wait."""
ACCEPT_LIMIT = 256
"""At most so many are taken and handed over together: handing over wakes a worker and the hub."""
RETRY_S = 0.5
"""How long to wait before accepting again."""

log = logging.getLogger(__name__)


class Listener:
    """Accepts on a listening socket, which it owns.

    Args:
        sock: listens, and does not block.
        pool: where connections go.
        config: limits for the connections.
        on_fault: is called, in the listener's thread, with an exception that ended it.
    """

    def __init__(
        self,
        sock: socket.socket,
        pool: Pool,
        config: Config,
        on_fault: Callable[[BaseException], None],
    ) -> None:
        """Make a listener that has not started yet."""
        self._sock = sock
        self._pool = pool
        self._config = config
        self._on_fault = on_fault
        self._numbers = count(1)
        self._waker = Waker()
        self._stopping = False
        self._resting = False
        self._thread = Thread(target=self._run, name="chat-listener")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Accept nothing more, and wait for the thread's end."""
        self._stopping = True
        self._waker.wake()
        if self._thread.is_alive():
            self._thread.join()
        # Once more, for a listener that never ran.
        self._sock.close()
        self._waker.close()

    def _run(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._waker.reader, selectors.EVENT_READ)
                selector.register(self._sock, selectors.EVENT_READ)
                while not self._stopping:
                    selector.select()
                    if not self._stopping:
                        self._accept(selector)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not stay here
            self._on_fault(error)
        finally:
            self._sock.close()
            self._waker.close()

    def _accept(self, selector: selectors.BaseSelector) -> None:
        """Take those who wait; of more than ACCEPT_LIMIT the selector tells again."""
        worker, room = self._pool.place()
        came: list[Connection] = []
        trouble = None
        while len(came) < min(room, ACCEPT_LIMIT):
            try:
                sock, address = self._sock.accept()
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno in GONE_AGAIN:
                    continue
                trouble = error
                break
            tune_connection(sock)
            where = address_text(*address[:2])
            came.append(Connection(next(self._numbers), sock, where, worker, self._config))
        if came:
            self._resting = False
            worker.adopt(came)
        if trouble:
            self._rest(selector, trouble)

    def _rest(self, selector: selectors.BaseSelector, trouble: OSError) -> None:
        """Wait a little, since a selector would report those who wait at once, again and again."""
        if not self._resting:
            log.warning("nobody can come in right now: %s", trouble.strerror)
        self._resting = True
        selector.unregister(self._sock)
        selector.select(RETRY_S)
        selector.register(self._sock, selectors.EVENT_READ)
