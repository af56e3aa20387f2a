"""Waking a thread that sleeps in a selector. Knows nothing of what it is woken for."""

import contextlib
import socket


class Waker:
    """Wakes a thread that waits in a selector, from any other thread.

    The waiting side calls `drain` when `reader` is readable and *then* looks at what there is to
    do; the waking side first leaves what there is to do and then calls `wake`. Any other order
    loses a wake-up. Many wakes in a row cost one byte.
    """

    def __init__(self) -> None:
        """Make the pair of sockets."""
        self.reader, self.writer = socket.socketpair()
        self.reader.setblocking(False)
        self.writer.setblocking(False)
        self._awake = False

    def wake(self) -> None:
        """Let the waiting thread look again. Never blocks; after `close` nothing happens."""
        if not self._awake:
            self._awake = True
            with contextlib.suppress(OSError):
                self.writer.send(b"\0")

    def drain(self) -> None:
        """Take note of the wake-up. Call it before looking at what there is to do."""
        with contextlib.suppress(BlockingIOError, InterruptedError):
            self.reader.recv(4096)
        self._awake = False

    def close(self) -> None:
        """Give the sockets back."""
        self.reader.close()
        self.writer.close()
