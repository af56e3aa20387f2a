"""A writer that stands still, and the file it writes to."""

import io
from queue import Queue
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


class Unclosed(io.RawIOBase):
    """Passes on to bytes that can be read while it is open."""

    def __init__(self, data: io.BytesIO) -> None:
        self._data = data

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int | None:
        return self._data.write(data)


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


def test_a_lent_thread_takes_what_is_put_meanwhile() -> None:
    """What was put before is written before, and the rest when the thread is given back."""
    data = io.BytesIO()
    stream = io.TextIOWrapper(io.BufferedWriter(Unclosed(data)), "utf-8", newline="\n")
    poked, taken = Event(), Queue[str]()

    def show() -> None:
        writer.watch(poked.set)
        taken.put("lent")
        while not writer.is_ending:
            assert poked.wait(15)
            poked.clear()
            while text := writer.take():
                taken.put(text[1])
        writer.watch(None)

    with Writer("chat-console", 5) as writer:
        writer.put(stream, "before\n")
        writer.lend(show)
        assert taken.get(timeout=15) == "lent"
        assert data.getvalue().split() == [b"before"]
        writer.put(stream, "meanwhile\n")
        assert taken.get(timeout=15) == "meanwhile\n"
    assert not writer.stands_still
    assert data.getvalue().split() == [b"before"]


def test_what_is_left_out_is_counted() -> None:
    raw = Held()
    stream = io.TextIOWrapper(io.BufferedWriter(raw), "utf-8")
    with Writer("chat-log", 2) as writer:
        writer.put(stream, "a line\n")
        assert raw.writes.wait(15)
        for _ in range(5):
            writer.put(stream, "more\n")
        assert writer.lost == 3
        raw.let_go.set()
    assert writer.lost == 3
