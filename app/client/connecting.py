"""One try to connect, which can be given up. In the link's thread."""

import selectors
import socket
import time
from collections.abc import Callable

from app.client.config import Config
from app.system.sockets import connecting_socket, connection_error, tune_connection
from app.waker import Waker


def connect(config: Config, waker: Waker, is_wanted: Callable[[], bool]) -> socket.socket:
    """A connected, non-blocking socket.

    Args:
        config: where to, and how long it may take.
        waker: wakes this thread when something has changed.
        is_wanted: asked then: whether a connection is still wanted.

    Raises:
        OSError: there is none to be had, in time or any more.
    """
    sock = connecting_socket(config.host, config.port)
    until = time.monotonic() + config.connect_s
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(waker.reader, selectors.EVENT_READ)
            selector.register(sock, selectors.EVENT_WRITE)
            while True:
                left = until - time.monotonic()
                if left <= 0:
                    raise TimeoutError(0, "it does not answer")
                if not is_wanted():
                    raise ConnectionAbortedError(0, "not wanted any more")
                ready = [key.fileobj for key, _ in selector.select(left)]
                waker.drain()
                if sock in ready:
                    break
        error = connection_error(sock)
        if error:
            raise error
        tune_connection(sock)
    except OSError:
        sock.close()
        raise
    return sock
