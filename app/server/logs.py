"""The server's log: one line an event, on stderr or in a file.

Lines go through one bounded queue to one thread, which alone writes. A click into a Windows
console window stops every write until the selection ends: then only this thread waits, and what
does not fit into the queue is counted and left out. Everything is cleaned (`app.text`) here.
"""

import logging
import sys
from pathlib import Path
from queue import Full, Queue
from threading import Thread
from types import TracebackType
from typing import TextIO

from app.text import clean

FLUSH_LIMIT_S = 0.5
"""How long the end of the program waits for the last lines to be written."""

_END = None


class LogWriter(logging.Handler):
    """Writes log records to a stream, from a thread of its own. A context manager.

    Args:
        stream: where to; closed at the end if it is a file of ours.
        limit: how many lines may wait.
        own: whether the stream is ours to close.
    """

    def __init__(self, stream: TextIO, limit: int, *, own: bool = False) -> None:
        """Start the thread."""
        super().__init__()
        self._stream = stream
        self._own = own
        self._lines: Queue[str | None] = Queue(limit)
        self._missing = 0
        # May be left behind at the end, when a window holds it: so it must not hold the process.
        self._thread = Thread(target=self._run, name="chat-log", daemon=True)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a record; never waits."""
        try:
            line = clean(self.format(record), newlines=True)
            self._lines.put_nowait(line)
        except Full:
            self._missing += 1
        except Exception:  # noqa: BLE001 - as logging itself does
            self.handleError(record)

    def __enter__(self) -> "LogWriter":
        """Use it in a with statement."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what waits, for at most FLUSH_LIMIT_S, and end the thread."""
        try:
            self._lines.put(_END, timeout=FLUSH_LIMIT_S)
        except Full:
            return
        self._thread.join(FLUSH_LIMIT_S)
        if self._own and not self._thread.is_alive():
            self._stream.close()

    def _run(self) -> None:
        while (line := self._lines.get()) is not _END:
            self._write(line)
            missing, self._missing = self._missing, 0
            if missing:
                self._write(f"({missing} lines were left out here)")

    def _write(self, line: str) -> None:
        try:
            self._stream.write(line + "\n")
            if self._lines.empty():
                self._stream.flush()
        except (OSError, ValueError):
            pass  # a full disk or a closed stream must not end the chat


def open_log(path: str | None, limit: int) -> LogWriter:
    """A writer to a file, or to stderr.

    Raises:
        OSError: the file cannot be opened.
    """
    if path is None:
        return LogWriter(sys.stderr, limit)
    return LogWriter(Path(path).open("a", encoding="utf-8"), limit, own=True)
