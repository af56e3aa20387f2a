"""A room that is let go of with its history: gone at once, deleted in steps, whatever happens."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from app.errors import JournalError
from app.journal.removing import STEP_ROWS
from app.journal.sqlite import SqliteJournal
from tests.unit.journal.storing import said

MANY = 2 * STEP_ROWS + 1


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    """One with a long history of a garden, and a short one of the lobby."""
    numbers = count(1)
    journal = SqliteJournal(tmp_path / "chat.db", lambda: f"log-{next(numbers)}", busy_limit_s=0.01)
    journal.append({"lobby": [said(1, id=1)]})
    for seq in range(1, MANY + 1):
        journal.append({"garden": [said(seq, id=seq)]})
    yield journal
    journal.close()


def rows(folder: Path, table: str) -> int:
    """How many rows there are, read from outside."""
    with closing(sqlite3.connect(folder / "chat.db")) as other:
        return int(other.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def settled(journal: SqliteJournal) -> int:
    """Tidy up to the end; how many steps that took."""
    steps = 1
    while journal.tidy(0):
        steps += 1
        assert steps < 20
    return steps


def test_its_name_is_free_at_once_and_the_rest_goes_in_steps(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    before = journal.room("garden").log
    reader = journal.reader()
    journal.forget("garden")
    assert journal.rooms() == ["lobby"]
    assert reader.between(before, 1, MANY, 10, 1_000) == []
    assert rows(tmp_path, "entries") == 1 + MANY - STEP_ROWS, "not all at once"
    again = journal.room("garden")
    assert (again.seq, again.last_id("ana")) == (0, -1)
    assert again.log != before
    journal.append({"garden": [said(1, id=1, text="anew")]})
    assert settled(journal) > 1
    assert (rows(tmp_path, "entries"), rows(tmp_path, "spans")) == (2, 2)
    assert rows(tmp_path, "rooms") == 2
    assert [entry.text for entry in reader.between(again.log, 1, 9, 9, 1_000)] == ["anew 1"]
    reader.close()


def test_what_is_left_goes_after_a_restart(journal: SqliteJournal, tmp_path: Path) -> None:
    journal.forget("garden")
    journal.close()
    again = SqliteJournal(tmp_path / "chat.db", lambda: "log-9")
    try:
        assert again.rooms() == ["lobby"]
        settled(again)
        assert rows(tmp_path, "rooms") == rows(tmp_path, "entries") == 1
    finally:
        again.close()


def test_what_cannot_be_removed_is_all_still_there(journal: SqliteJournal, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "chat.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError):
            journal.forget("garden")
        other.execute("ROLLBACK")
    assert journal.rooms() == ["lobby", "garden"]
    assert journal.room("garden").seq == MANY
    assert settled(journal) == 1
    assert rows(tmp_path, "entries") == 1 + MANY


def test_a_room_of_which_nothing_is_stored(journal: SqliteJournal) -> None:
    journal.room("empty")
    journal.forget("empty")
    assert journal.rooms() == ["lobby", "garden"]
