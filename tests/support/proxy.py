"""A TCP proxy between a client and a server, that treats connections badly when it is told to."""

import contextlib
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Condition, Thread

from tests.support.processes import WAIT_S, scale


@dataclass(eq=False)
class Pair:
    """A connection through the proxy, and what it has to suffer.

    Attributes:
        near: to whoever connected.
        far: to the server.
        holding: nothing that the server sends comes through for now.
        left: it breaks after so many further bytes, both ways together; None if it does not.
        pieces: so many further pieces come alone, each after a pause.
        piece_bytes: how long a piece is.
        pause_s: how long a pause is, in seconds.
        stranded: the near side is gone, and the server does not know.
    """

    near: socket.socket
    far: socket.socket
    holding: bool = False
    left: int | None = None
    pieces: int = 0
    piece_bytes: int = 1
    pause_s: float = 0.0
    stranded: bool = False


class Proxy:
    """Passes bytes on, both ways, between whoever connects and a server on 127.0.0.1.

    It stays when the server goes: whoever connects meanwhile is sent away, and later comes to the
    server that is there then.

    Args:
        target: the server's port.
        receive_bytes: a small receive buffer towards the server, so that it is full soon.

    Attributes:
        port: where it listens.
        accepted: how many connections have come to the server.
        broken: how many connections it has broken.
        heard_bytes: how much has come from those who connected.
    """

    def __init__(self, target: int, *, receive_bytes: int = 0) -> None:
        self._target = target
        self._receive_bytes = receive_bytes
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._changed = Condition()
        self._holding = False
        self._pairs: list[Pair] = []
        self.accepted = 0
        self.broken = 0
        self.heard_bytes = 0
        self._threads = [Thread(target=self._accept, name="test-proxy")]
        self._threads[0].start()

    def hold_answers(self) -> None:
        """From now on, keep back what the server sends."""
        with self._changed:
            self._holding = True
        self.hold_answers_here()

    def hold_answers_here(self) -> None:
        """Keep back what the server sends on the connections there are; new ones are as usual."""
        with self._changed:
            for pair in self._pairs:
                pair.holding = True

    def release(self) -> None:
        """Let it through again."""
        with self._changed:
            self._holding = False
            for pair in self._pairs:
                pair.holding = False
            self._changed.notify_all()

    def has_accepted(self, count: int) -> bool:
        """Whether so many have connected in the end."""
        with self._changed:
            return self._changed.wait_for(lambda: self.accepted >= count, scale(WAIT_S))

    def hears(self, seconds: float) -> bool:
        """Whether anything comes from whoever is connected, for so long."""
        with self._changed:
            heard = self.heard_bytes
            return self._changed.wait_for(lambda: self.heard_bytes > heard, seconds)

    def is_in_use(self) -> bool:
        """Whether somebody is connected in the end."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not all(pair.stranded for pair in self._pairs), scale(WAIT_S)
            )

    def cut(self) -> None:
        """Break all connections there are; what is under way is lost."""
        with self._changed:
            pairs = list(self._pairs)
        for pair in pairs:
            self._break(pair)

    def strand(self) -> None:
        """Break the connections there are on the near side only: the server does not notice."""
        with self._changed:
            pairs = [pair for pair in self._pairs if not pair.stranded]
            for pair in pairs:
                pair.stranded = True
            self.broken += len(pairs)
        for pair in pairs:
            reset(pair.near)

    def cut_after(self, count: int) -> None:
        """Break the connections there are after `count` further bytes, wherever that is."""
        with self._changed:
            for pair in self._pairs:
                pair.left = count

    def crumble(self, pieces: int, piece_bytes: int, pause_s: float) -> None:
        """On the connections there are, let further bytes through in pieces, with pauses."""
        with self._changed:
            for pair in self._pairs:
                pair.pieces, pair.piece_bytes, pair.pause_s = pieces, piece_bytes, pause_s

    def close(self) -> None:
        """End it."""
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
                far = socket.socket()
                if self._receive_bytes:
                    far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_bytes)
                try:
                    far.connect(("127.0.0.1", self._target))
                except OSError:
                    near.close()
                    far.close()
                    continue
                for sock in (near, far):
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                pair = Pair(near, far, self._holding)
                with self._changed:
                    self._pairs.append(pair)
                    self.accepted += 1
                    self._changed.notify_all()
                thread = Thread(target=self._serve, args=(pair,), name="test-proxy-pair")
                self._threads = [t for t in self._threads if t.is_alive()] + [thread]
                thread.start()

    def _serve(self, pair: Pair) -> None:
        answers = Thread(target=self._pass_on, args=(pair, True), name="test-proxy-answers")
        answers.start()
        self._pass_on(pair, False)
        answers.join()
        with self._changed:
            if pair in self._pairs:
                self._pairs.remove(pair)
        pair.near.close()
        pair.far.close()

    def _pass_on(self, pair: Pair, answers: bool) -> None:
        source, to = (pair.far, pair.near) if answers else (pair.near, pair.far)
        with contextlib.suppress(OSError):
            while data := source.recv(64 * 1024):
                if answers:
                    self._wait_while_holding(pair)
                else:
                    with self._changed:
                        self.heard_bytes += len(data)
                        self._changed.notify_all()
                for piece in self._pieces(pair, data):
                    to.sendall(piece)
            if not pair.stranded:
                to.shutdown(socket.SHUT_WR)
            return
        if pair.stranded:
            with self._changed:
                self._changed.wait_for(lambda: pair not in self._pairs)
        for sock in (source, to):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _pieces(self, pair: Pair, data: bytes) -> Iterator[bytes]:
        """`data` as it is to be sent; the connection is broken in the middle if its time is up."""
        while data:
            with self._changed:
                size = len(data)
                if pair.pieces:
                    pair.pieces -= 1
                    size = pair.piece_bytes
                    self._changed.wait_for(lambda: pair not in self._pairs, pair.pause_s)
                if pair.left is not None:
                    size = min(size, pair.left)
                    pair.left -= len(data[:size])
            yield data[:size]
            data = data[size:]
            if pair.left == 0:
                self._break(pair)
                return

    def _break(self, pair: Pair) -> None:
        with self._changed:
            if pair not in self._pairs:
                return
            self._pairs.remove(pair)
            self.broken += not pair.stranded
            self._changed.notify_all()
        for sock in (pair.near, pair.far):
            reset(sock)

    def _wait_while_holding(self, pair: Pair) -> None:
        """Until answers may pass, or this connection was cut."""
        with self._changed:
            self._changed.wait_for(lambda: not pair.holding or pair not in self._pairs)


def reset(sock: socket.socket) -> None:
    """Break a socket's connection; what is under way is lost."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.shutdown(socket.SHUT_RDWR)
