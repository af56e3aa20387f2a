"""A TCP proxy between a client and a server, that breaks connections when it is told to."""

import contextlib
import socket
import struct
from threading import Condition, Thread

from tests.support.processes import WAIT_S, scale


class Proxy:
    """Passes bytes on, both ways, between whoever connects and a server on 127.0.0.1.

    Args:
        target: the server's port.

    Attributes:
        port: where it listens.
        hold_answers: while it is set nothing that the server sends comes through; see `release`.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._changed = Condition()
        self._holding = False
        self._closing = False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.accepted = 0
        self._threads = [Thread(target=self._accept, name="test-proxy")]
        self._threads[0].start()

    def hold_answers(self) -> None:
        """From now on, keep back what the server sends."""
        with self._changed:
            self._holding = True

    def release(self) -> None:
        """Let it through again."""
        with self._changed:
            self._holding = False
            self._changed.notify_all()

    def has_accepted(self, count: int) -> bool:
        """Whether so many have connected in the end."""
        with self._changed:
            return self._changed.wait_for(lambda: self.accepted >= count, scale(WAIT_S))

    def cut(self) -> None:
        """Break all connections there are; what is under way is lost."""
        with self._changed:
            pairs, self._pairs = self._pairs, []
            self._changed.notify_all()
        for pair in pairs:
            for sock in pair:
                with contextlib.suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it."""
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        self.cut()
        self.release()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._target), scale(WAIT_S))
                except OSError:
                    near.close()
                    continue
                far.settimeout(None)
                pair = (near, far)
                with self._changed:
                    self._pairs.append(pair)
                    self.accepted += 1
                    self._changed.notify_all()
                thread = Thread(target=self._serve, args=pair, name="test-proxy-pair")
                self._threads.append(thread)
                thread.start()

    def _serve(self, near: socket.socket, far: socket.socket) -> None:
        answers = Thread(target=self._pass_on, args=(far, near, True), name="test-proxy-answers")
        answers.start()
        self._pass_on(near, far, False)
        answers.join()
        near.close()
        far.close()

    def _pass_on(self, source: socket.socket, to: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(64 * 1024):
                if answers:
                    self._wait_while_holding(source)
                to.sendall(data)
            to.shutdown(socket.SHUT_WR)
            return
        for sock in (source, to):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _wait_while_holding(self, source: socket.socket) -> None:
        """Until answers may pass, or this connection was cut."""
        with self._changed:
            self._changed.wait_for(
                lambda: not self._holding or all(source is not far for _, far in self._pairs)
            )
