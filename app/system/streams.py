"""The standard streams: there, in the right encoding, and given up when nobody reads them."""

import contextlib
import io
import os
import sys
from typing import TextIO, cast

USUAL_COLUMNS = 80
"""The width of a window that does not know its own."""


def ready_streams() -> None:
    """Make the standard streams usable: there, in UTF-8, and never failing over a character.

    A terminal keeps the encoding that it is said to have: what it cannot show is a `?` there.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by who started the program
            nothing = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nothing, mode, encoding="utf-8", closefd=False))
        elif isinstance(stream, io.TextIOWrapper):
            if is_terminal(stream):
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
            own = mode == "w" and stream is getattr(sys, f"__{name}__")
            if own and isinstance(stream.buffer, io.RawIOBase):
                setattr(sys, name, _buffered(stream))


def _buffered(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """An unbuffered stream of Python's (`-u`, PYTHONUNBUFFERED) with a buffer, a line at a time.

    Without one Python throws away what the system did not take at once, as where the program was
    stopped in the middle of a write to a full pipe, and goes on after it.
    """
    encoding, errors = stream.encoding, stream.errors
    raw = cast("io.RawIOBase", stream.detach())
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=encoding, errors=errors, line_buffering=True
    )


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at this stream."""
    try:
        return stream is not None and stream.isatty() and _is_console(stream.fileno())
    except (OSError, ValueError):  # closed, or nothing of the system's
        return False


def _is_console(descriptor: int) -> bool:
    """Tell a console from what Windows also calls a terminal, such as NUL. Elsewhere true."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    handle = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
    return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(ctypes.c_uint32())))


def columns_of(stream: TextIO) -> int | None:
    """How wide the window is that `stream` writes to; None if it writes to something else."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL_COLUMNS
    except (OSError, ValueError):
        return None


def write_through(stream: TextIO, text: str) -> None:
    """Write at once, past Python's buffer, for a thread that may be left behind while it writes.

    A write that stands still holds that buffer's lock, and Python aborts when it cannot have it
    at its end. What a stream that does not block has no room for is lost.

    Raises:
        OSError: the stream takes nothing.
    """
    text = text.replace("\n", os.linesep)
    data = memoryview(text.encode(stream.encoding, stream.errors or "backslashreplace"))
    raw = getattr(stream.buffer, "raw", stream.buffer)
    while data:
        written = raw.write(data)
        if not written:
            return
        data = data[written:]


def give_up(stream: TextIO | None) -> None:
    """Write nothing more to a stream that takes nothing: nobody reads it, or the disk is full.

    Otherwise Python would try once more at the end, and complain.
    """
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
