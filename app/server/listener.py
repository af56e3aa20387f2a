"""The listener: the thread that accepts connections and hands them to workers.

It decides how many come in, and how quickly. It reads nothing of what they send, and says nothing
but to those of an address that has too many.
"""

import contextlib
import errno
import logging
import selectors
import socket
import time
from collections.abc import Callable
from itertools import count
from threading import Thread
from typing import Any

from app.protocol.dialects import BANNER
from app.protocol.json_lines import encode_json
from app.protocol.replies import Error
from app.room.flood import Bucket
from app.server.config import Config
from app.server.connection import Connection
from app.server.places import Places
from app.server.pool import Pool
from app.system.sockets import address_text, is_loopback_address, tune_connection
from app.waker import Waker

GONE_AGAIN = (errno.ECONNABORTED, errno.ECONNRESET, errno.EPROTO)
"""Who came has gone again; with everything else, such as no free descriptor, wait."""
ACCEPT_LIMIT_CONNECTIONS = 32
"""At most so many are taken and handed over together: while they are, others wait."""
RETRY_S = 0.5
"""How long to wait before accepting again."""
CHURN_PER_S, CHURN_BURST = 100, 200
"""Where more than so many go again, others are let in slowly: coming and going costs everybody."""
SLOW_LIMIT, SLOW_S = 4, 0.005
"""Slowly: so many at a time, and so long between."""
TELL_S = 60.0
"""How long it is not told again that many come and go."""
TOO_MANY = (
    BANNER.encode()
    + b"\n"
    + encode_json(Error(code="try-later", text="There are too many connections from your address."))
)

log = logging.getLogger(__name__)


class Listener:
    """Accepts on a listening socket, which it owns.

    Args:
        sock: listens, and does not block.
        pool: where connections go.
        places: how many may come in.
        config: limits for the connections.
        on_fault: is called, in the listener's thread, with an exception that ended it.
    """

    def __init__(
        self,
        sock: socket.socket,
        pool: Pool,
        places: Places,
        config: Config,
        on_fault: Callable[[BaseException], None],
    ) -> None:
        """Make a listener that has not started yet."""
        self._sock = sock
        self._pool = pool
        self._places = places
        self._config = config
        self._on_fault = on_fault
        self._numbers = count(1)
        self._waker = Waker()
        self._stopping = False
        self._resting = False
        self._churn = Bucket(CHURN_PER_S, CHURN_BURST)
        self._gone = 0
        self._tell_after = 0.0
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

    def _is_slow(self, now: float) -> bool:
        """Whether so many come and go that the others would notice."""
        before, self._gone = self._gone, self._pool.gone
        self._churn.delay(now)
        self._churn.take(min(self._gone - before, CHURN_BURST))
        slow = self._churn.delay(now) > 0
        if slow and now > self._tell_after:
            self._tell_after = now + TELL_S
            log.warning("many come and go: people are let in slowly")
        return slow

    def _accept(self, selector: selectors.BaseSelector) -> None:
        """Take some of those who wait; of more the selector tells again."""
        there = self._pool.load
        if there >= self._places.most:
            self._rest(selector, "the server is full")
            return
        if self._pool.is_busy():
            self._rest(selector, "there is too much to do")
            return
        now = time.monotonic()
        slow = self._is_slow(now)
        worker, free = self._pool.place()
        room = min(
            free, SLOW_LIMIT if slow else ACCEPT_LIMIT_CONNECTIONS, self._places.most - there
        )
        came: list[Connection] = []
        trouble = ""
        while len(came) < room:
            try:
                sock, address = self._sock.accept()
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno in GONE_AGAIN:
                    continue
                trouble = error.strerror or str(error)
                break
            counted = "" if self._is_exempt(address) else str(address[0])
            if counted and not self._places.take(counted):
                self._turn_away(sock, counted)
                room -= 1
                continue
            tune_connection(sock)
            where = address_text(*address[:2])
            connection = Connection(next(self._numbers), sock, where, worker, self._config)
            connection.counted_as = counted
            if slow:
                connection.drain(now)
            came.append(connection)
        if came:
            if self._resting:
                log.warning("people can come in again")
            self._resting = False
            worker.adopt(came, self._places.limit - self._pool.load_beside(worker))
        if trouble:
            self._rest(selector, trouble)
        elif slow:
            self._pause(selector, SLOW_S)

    def _is_exempt(self, address: tuple[Any, ...]) -> bool:
        """Whether an address may have as many connections as there are places."""
        return not self._config.counts_loopback and is_loopback_address(address)

    def _turn_away(self, sock: socket.socket, host: str) -> None:
        """Close a connection again, of an address that has too many."""
        log.info("turned away %s: it has %d connections", host, self._config.address_limit)
        with sock, contextlib.suppress(OSError):
            sock.setblocking(False)
            sock.send(TOO_MANY)

    def _rest(self, selector: selectors.BaseSelector, trouble: str) -> None:
        """Tell once that nobody can come in, and wait a little."""
        if not self._resting:
            log.warning("nobody can come in right now: %s", trouble)
        self._resting = True
        self._pause(selector, RETRY_S)

    def _pause(self, selector: selectors.BaseSelector, seconds: float) -> None:
        """Let those who come wait; the selector would report them at once, again and again."""
        selector.unregister(self._sock)
        selector.select(seconds)
        selector.register(self._sock, selectors.EVENT_READ)
