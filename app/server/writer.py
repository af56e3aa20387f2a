"""What the server writes to its window: through one bounded queue to one thread, which may wait.

A click into a Windows console window stops every write until the selection ends, and so does a
pipe that nobody reads: then only this thread stands still, and what does not fit into the queue is
counted and left out.
"""

import time
from contextlib import suppress
from queue import Full, Queue
from threading import Thread
from types import TracebackType
from typing import TextIO

from app.system.streams import write_through

FLUSH_LIMIT_S = 0.5
"""How long the end of the program waits for the last texts to be written."""


class Writer:
    """Writes texts to streams, from a thread of its own. A context manager.

    Args:
        name: the thread's.
        limit: how many texts may wait.
    """

    def __init__(self, name: str, limit: int) -> None:
        """Start the thread."""
        self._texts: Queue[tuple[TextIO, str] | None] = Queue(limit)
        self._missing = 0
        # May be left behind at the end, when a window holds it: so it must not hold the process.
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, stream: TextIO, text: str) -> None:
        """Queue a text, with its line's end; never waits."""
        try:
            self._texts.put_nowait((stream, text))
        except Full:
            self._missing += 1

    @property
    def stands_still(self) -> bool:
        """After the with statement: whether the thread is left behind in a write."""
        return self._thread.is_alive()

    def __enter__(self) -> "Writer":
        """Use it in a with statement."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what waits, for at most FLUSH_LIMIT_S, and end the thread."""
        until = time.monotonic() + FLUSH_LIMIT_S
        with suppress(Full):
            self._texts.put(None, timeout=FLUSH_LIMIT_S)
        self._thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while (next_one := self._texts.get()) is not None:
            stream, text = next_one
            self._write(stream, text)
            missing, self._missing = self._missing, 0
            if missing:
                self._write(stream, f"({missing} lines were left out here)\n")

    def _write(self, stream: TextIO, text: str) -> None:
        with suppress(OSError, ValueError):  # a full disk or a closed stream must not end the chat
            write_through(stream, text)
