"""The server's log: one record an event, on stderr or in a file. Everything is cleaned here."""

import io
import logging
from pathlib import Path
from typing import TextIO

from app.server.logfile import LogFile
from app.server.writer import Writer
from app.text import clean

FURTHER = "\n    "
"""Before each further line of a record, so that none looks like a record of its own."""

KNOWN = {"known": True}
"""The `extra` of a record that a person at the console does not need: what it says is told there in
another way, or is a detail of the network. Every other log has it."""


class LogHandler(logging.Handler):
    """Hands log records to a writer, and never waits.

    Args:
        writer: what writes them.
        stream: where to.
        brief: whether a person reads them at the console: then the time of day is enough, and what
            is `KNOWN` is left out.
    """

    def __init__(self, writer: Writer, stream: TextIO, *, brief: bool = False) -> None:
        """It is not yet in use."""
        super().__init__()
        self._writer = writer
        self._stream = stream
        if brief:
            self.addFilter(lambda record: not hasattr(record, "known"))
            self.setFormatter(_Brief("%(asctime)s %(mark)s%(message)s", "%H:%M:%S"))
        else:
            self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a record."""
        try:
            text = clean(self.format(record), newlines=True).replace("\n", FURTHER)
            self._writer.put(self._stream, text + "\n")
        except Exception:  # noqa: BLE001 - as logging itself does
            self.handleError(record)


class _Brief(logging.Formatter):
    """Warnings are marked by signs, since colours are not for everybody."""

    def format(self, record: logging.LogRecord) -> str:
        record.mark = "!! " * (record.levelno >= logging.ERROR) or "! " * (
            record.levelno >= logging.WARNING
        )
        return super().format(record)


def close_log(stream: TextIO, writer: Writer) -> None:
    """Close a log's file, once its writer has ended; leave it if a write to it stands still.

    On Windows closing would then stand still as well. The end of the program closes it.
    """
    if not writer.stands_still:
        stream.close()


def open_log(path: str, limit_bytes: int, kept: int) -> TextIO:
    """The file for a log, which is added to what is there; see `LogFile`.

    Raises:
        OSError: it cannot be written.
    """
    file = LogFile(Path(path), limit_bytes, kept)
    return io.TextIOWrapper(io.BufferedWriter(file), encoding="utf-8")
