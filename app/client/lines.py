"""Reading a pipe's input, line by line, in a thread of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Semaphore, Thread
from typing import BinaryIO

from app.protocol.framing import LineReader, LineTooLong

READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Typed:
    """A line of the input, without its end."""

    line: bytes | LineTooLong


@dataclass(frozen=True, slots=True)
class Ended:
    """The input has ended."""


class Lines:
    """The lines of an input, as soon as they come.

    Args:
        source: a stream of bytes to read lines from, or the lines themselves.
        emit: takes what was read; is called in the reader's thread.
        limit: after so many lines reading stops until `done` was called for one.
    """

    def __init__(
        self, source: BinaryIO | list[str], emit: Callable[[Typed | Ended], None], limit: int
    ) -> None:
        """Nothing is read yet."""
        self._source = source
        self._emit = emit
        self._slots = Semaphore(limit)
        # Blocked in a read that nothing can interrupt, it may be left behind at the end.
        self._thread = Thread(target=self._run, name="chat-stdin", daemon=True)

    def start(self) -> None:
        """Start reading."""
        self._thread.start()

    def done(self) -> None:
        """One line was dealt with."""
        self._slots.release()

    def _run(self) -> None:
        try:
            for line in self._lines():
                self._slots.acquire()
                self._emit(Typed(line))
        except OSError:
            pass  # a terminal that is gone: nothing more comes from there
        finally:
            self._emit(Ended())

    def _lines(self) -> Iterator[bytes | LineTooLong]:
        if isinstance(self._source, list):
            yield from (line.encode("utf-8", "replace") for line in self._source)
            return
        reader = LineReader()
        read = getattr(self._source, "read1", self._source.read)
        while data := read(READ_BYTES):
            yield from reader.feed(data)
        if rest := reader.finish():
            yield rest
