"""The standard streams, and writing past Python's buffers."""

import io
import os
import sys
from typing import Any

import pytest

from app.system.streams import ready_streams, write_through


class Raw(io.RawIOBase):
    """Takes a few bytes at a time, and at some point no more."""

    def __init__(self, at_a_time: int, room: int) -> None:
        self.taken = b""
        self._at_a_time = at_a_time
        self._room = room

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int | None:
        part = bytes(data)[: min(self._at_a_time, self._room - len(self.taken))]
        self.taken += part
        return len(part) or None


@pytest.mark.parametrize("at_a_time", [1, 3, 100])
def test_a_stream_that_takes_a_part(at_a_time: int) -> None:
    """It is given the rest as well, in its encoding and with the system's ends of lines."""
    raw = Raw(at_a_time, 1000)
    with io.TextIOWrapper(io.BufferedWriter(raw), "utf-8") as stream:
        write_through(stream, "wörld 🙂\nthe end\n")
        assert raw.taken == f"wörld 🙂{os.linesep}the end{os.linesep}".encode()


def test_a_stream_that_has_no_room() -> None:
    """The rest is lost, and nobody waits."""
    raw = Raw(3, 5)
    with io.TextIOWrapper(io.BufferedWriter(raw), "utf-8") as stream:
        write_through(stream, "1234567")
        assert raw.taken == b"12345"


def test_an_unbuffered_stream_that_takes_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given the rest as well, and each line at once."""
    raw = Raw(3, 1000)
    unbuffered = io.TextIOWrapper(raw, "utf-8", write_through=True)  # type: ignore[type-var]
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys, "stdout", unbuffered)
    monkeypatch.setattr(sys, "__stdout__", unbuffered)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    ready_streams()
    print("wörld and the end")
    assert raw.taken == f"wörld and the end{os.linesep}".encode()
