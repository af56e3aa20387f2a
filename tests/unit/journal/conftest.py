"""The journals that must keep the contract: each test with a `journal` runs with each of them."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from app.journal.journal import Journal, RoomJournal
from app.journal.memory import MemoryJournal
from app.journal.sqlite import SqliteJournal


def memory(folder: Path) -> Journal:
    """In memory, with ids that tell the rooms apart."""
    numbers = count(1)
    return MemoryJournal(lambda: f"log-{next(numbers)}")


def sqlite(folder: Path) -> Journal:
    """In a database."""
    numbers = count(1)
    return SqliteJournal(folder / "chat.db", lambda: f"log-{next(numbers)}")


JOURNALS: dict[str, Callable[[Path], Journal]] = {"memory": memory, "sqlite": sqlite}
"""By name: makes an empty journal, in a folder of its own if it needs one."""


@pytest.fixture(params=JOURNALS)
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """An empty journal, closed at the end."""
    journal = JOURNALS[request.param](tmp_path)
    yield journal
    journal.close()


@pytest.fixture
def lobby(journal: Journal) -> RoomJournal:
    """One room of it, still empty."""
    return journal.room("lobby")
