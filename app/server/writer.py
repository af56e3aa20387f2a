"""What the server writes to its window: through one bounded queue to one thread, which may wait.

A click into a Windows console window stops every write until the selection ends, and so does a
pipe that nobody reads: then only this thread stands still, and what does not fit into the queue is
counted and left out.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Lock, Thread
from types import TracebackType
from typing import TextIO

from app.system.streams import write_through
from app.system.telling import for_stream

FLUSH_LIMIT_S = 0.5
"""How long the end of the program waits for the last texts to be written."""
LENT_LIMIT_S = 1.5
"""The same where the thread is lent, and what has it has to tidy up."""

Text = tuple[TextIO, str]
"""A stream, and what is to be written to it."""


class Writer:
    """Writes texts to streams, from a thread of its own. A context manager.

    Its thread can be lent to what shows the texts in another way, such as above an input line: see
    `lend`.

    Args:
        name: the thread's.
        limit: how many texts may wait.
    """

    def __init__(self, name: str, limit: int) -> None:
        """Start the thread."""
        self._texts: Queue[Text | Callable[[], None] | None] = Queue(limit)
        self._counting = Lock()  # any thread may count, and two at once must both be counted
        self._lost = 0
        self._told = 0  # of those; its own thread's
        self._poke: Callable[[], None] | None = None
        self._is_lent = False
        self._is_over = False
        # May be left behind at the end, when a window holds it: so it must not hold the process.
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    # --- from any thread --------------------------------------------------------------------

    def put(self, stream: TextIO, text: str) -> None:
        """Queue a text, with its line's end; never waits."""
        self._queue((stream, text))

    def lend(self, act: Callable[[], None]) -> None:
        """Once all that waits is written, let the thread do this; it goes on writing afterwards.

        `act` takes what is put meanwhile by `take`, and returns when `is_ending`; it is told of
        both by `watch`.
        """
        self._is_lent = True
        self._queue(act)

    @property
    def lost(self) -> int:
        """How many texts were left out, ever."""
        return self._lost

    @property
    def stands_still(self) -> bool:
        """After the with statement: whether the thread is left behind in a write."""
        return self._thread.is_alive()

    # --- in its thread, for what it is lent to ----------------------------------------------

    def watch(self, poke: Callable[[], None] | None) -> None:
        """Have this called, in any thread and without waiting, when there may be something new."""
        self._poke = poke

    def take(self) -> Text | None:
        """The next text; None if none waits."""
        if self.is_ending:
            return None
        try:
            text = self._texts.get_nowait()
        except Empty:
            return None
        if text is None:  # the end came just now
            self._is_over = True
        return text if isinstance(text, tuple) else None

    def missing(self) -> int:
        """How many texts were left out since this was asked last."""
        lost = self._lost  # once: others go on counting
        missing, self._told = lost - self._told, lost
        return missing

    is_ending = False
    """Whether the program ends: what still waits is written as it is."""

    def write(self, stream: TextIO, text: str) -> None:
        """Write now, whatever waits."""
        self._write(stream, text)

    # --- its own ----------------------------------------------------------------------------

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
        until = time.monotonic() + (LENT_LIMIT_S if self._is_lent else FLUSH_LIMIT_S)
        self.is_ending = True
        self._tell()
        with suppress(Full):
            self._texts.put(None, timeout=FLUSH_LIMIT_S)
        self._thread.join(max(0.0, until - time.monotonic()))

    def _queue(self, one: Text | Callable[[], None]) -> None:
        try:
            self._texts.put_nowait(one)
        except Full:
            with self._counting:
                self._lost += 1
        self._tell()

    def _tell(self) -> None:
        poke = self._poke
        if poke:
            poke()

    def _run(self) -> None:
        while (next_one := self._texts.get()) is not None:
            if not isinstance(next_one, tuple):
                next_one()
                self._is_lent = False
                if self._is_over:
                    return
                continue
            stream, text = next_one
            self._write(stream, text)
            if missing := self.missing():
                self._write(stream, f"({missing} lines were left out here)\n")

    def _write(self, stream: TextIO, text: str) -> None:
        with suppress(OSError, ValueError):  # a full disk or a closed stream must not end the chat
            write_through(stream, for_stream(text, stream))
