"""A writer that stands still, and the file it writes to."""

import io
from threading import Event
from typing import Any

import pytest

from app.server import writer as writing
from app.server.logs import close_log
from app.server.writer import Writer


class Held(io.RawIOBase):
    """Takes a write only when it is let go."""

    def __init__(self) -> None:
        self.writes = Event()
        self.let_go = Event()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int | None:
        self.writes.set()
        assert self.let_go.wait(30)
        return len(bytes(data))


def test_a_log_is_closed_only_if_nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise closing it would stand still, too."""
    monkeypatch.setattr(writing, "FLUSH_LIMIT_S", 0.0)
    raw = Held()
    stream = io.TextIOWrapper(io.BufferedWriter(raw), "utf-8")
    with Writer("chat-log", 5) as writer:
        writer.put(stream, "a line\n")
        assert raw.writes.wait(15)
    assert writer.stands_still
    close_log(stream, writer)
    assert not stream.closed
    raw.let_go.set()
    monkeypatch.setattr(writing, "FLUSH_LIMIT_S", 15.0)
    with writer:
        pass
    assert not writer.stands_still
    close_log(stream, writer)
    assert stream.closed
