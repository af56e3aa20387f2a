"""The folder of a server's history: one server at a time, and nothing in it is ever lost."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import JournalError
from app.server.store import DAMAGED_LIMIT_FILES, Store, open_store
from tests.unit.journal.storing import said

Opener = Callable[[], Store]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "share" / "chat"


@pytest.fixture
def opened(folder: Path) -> Iterator[Opener]:
    """Opens the folder; each store is closed at the end."""
    stores: list[Store] = []

    def open_one() -> Store:
        stores.append(open_store(folder, lambda: f"log-{len(stores)}"))
        return stores[-1]

    yield open_one
    for one in stores:
        one.close()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def damage(folder: Path, text: str = "damaged") -> bytes:
    """Break the database; what is in its file then."""
    data = f"{text}\n".encode() * 1_000
    (folder / "chat.db").write_bytes(data)
    return data


def test_history_is_kept_in_its_folder(opened: Opener, folder: Path) -> None:
    """Which is made; a reader reads it; the next server finds it."""
    with opened() as one:
        one.room("lobby").append([said(1)])
        assert not one.unsettled
        with closing(one.reader()) as reader:
            reader.settle()
            assert reader.between(one.room("lobby").log, 1, 9, 9, 999) == [said(1)]
    assert names(folder) == ["chat.db", "server.lock"]
    assert opened().room("lobby").after(0, 9) == [said(1)]


def test_limits_reach_the_journal(folder: Path) -> None:
    with open_store(folder, lambda: "log", durable=True, keep_entries=2, keep_ms=100) as one:
        room = one.room("lobby")
        room.append([said(seq) for seq in range(1, 6)])
        assert not room.tidy(1_000)
        assert room.first == 4
        assert not room.tidy(10_000)
        assert room.first == 6


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_it_is_for_its_owner_alone(opened: Opener, folder: Path) -> None:
    opened().room("lobby").append([said(1)])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_one_server_at_a_time(opened: Opener, folder: Path) -> None:
    """The other one is told what to do; the first one goes on."""
    first = opened()
    with pytest.raises(JournalError) as caught:
        opened()
    assert str(caught.value) == (
        f"Another server uses {folder} already: stop it, or take another folder with --data DIR."
    )
    first.room("lobby").append([said(1)])
    first.close()
    assert opened().room("lobby").seq == 1


def test_a_damaged_history_is_kept_aside(
    opened: Opener, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Byte for byte, with all that belongs to it; that is told, and a new one begins."""
    with opened() as one:
        one.room("lobby").append([said(1)])
    broken = damage(folder)
    (folder / "chat.db-wal").write_bytes(b"what was in the log")
    second = opened()
    room = second.room("lobby")
    assert (room.seq, room.log) != (1, "log-1")
    room.append([said(1, text="new")])
    assert (folder / "chat.db.damaged-1").read_bytes() == broken
    assert (folder / "chat.db.damaged-1-wal").read_bytes() == b"what was in the log"
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert f"kept in {folder / 'chat.db.damaged-1'}" in record.message
    second.close()
    assert opened().room("lobby").after(0, 9) == [said(1, text="new")]


@pytest.mark.parametrize("taken", ["chat.db.damaged-1", "chat.db.damaged-1-wal"])
def test_nothing_that_is_kept_aside_is_overwritten(
    opened: Opener, folder: Path, taken: str
) -> None:
    """Each has a number of its own, together with what belongs to it."""
    opened().close()
    (folder / taken).write_text("precious")
    for number in (2, 3):
        broken = damage(folder, f"damaged {number}")
        opened().close()
        assert (folder / f"chat.db.damaged-{number}").read_bytes() == broken
    assert (folder / taken).read_text() == "precious"


def test_not_for_ever(opened: Opener, folder: Path) -> None:
    """With all names taken nothing is renamed, and nothing started; the folder is free again."""
    opened().close()
    for number in range(1, DAMAGED_LIMIT_FILES + 1):
        (folder / f"chat.db.damaged-{number}").touch()
    broken = damage(folder)
    with pytest.raises(JournalError, match="100 others are kept beside it: move those away"):
        opened()
    assert (folder / "chat.db").read_bytes() == broken
    (folder / "chat.db.damaged-7").unlink()
    opened().close()
    assert (folder / "chat.db.damaged-7").read_bytes() == broken


def test_another_programs_file_stays_where_it_is(
    opened: Opener, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not damaged; the folder is free again."""
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "chat.db")) as other:
        other.execute("CREATE TABLE things (x)")
    with pytest.raises(JournalError, match=r"another program's database\. Take another folder"):
        opened()
    assert caplog.records == []
    assert names(folder) == ["chat.db", "server.lock"]
    (folder / "chat.db").unlink()
    opened()


@pytest.mark.parametrize("where", ["share", "share/chat", "share/chat/server.lock"])
def test_a_folder_that_cannot_be_used(
    opened: Opener, tmp_path: Path, folder: Path, where: str
) -> None:
    """It is named, with what else can be done."""
    (tmp_path / where).parent.mkdir(parents=True, exist_ok=True)
    if where.endswith(".lock"):
        (tmp_path / where).mkdir()
    else:
        (tmp_path / where).touch()
    with pytest.raises(JournalError) as caught:
        opened()
    text = str(caught.value)
    assert text.startswith(f"The history cannot be kept in {folder}: ")
    assert ("it is not a folder" in text) == (not where.endswith(".lock"))
    assert "--data DIR" in text
    assert "--no-history" in text


def test_a_database_that_cannot_be_opened(opened: Opener, folder: Path) -> None:
    """The folder is free again."""
    (folder / "chat.db").mkdir(parents=True)
    with pytest.raises(JournalError, match=r"chat\.db cannot be used: .*--data DIR"):
        opened()
    (folder / "chat.db").rmdir()
    opened()


def test_a_damaged_history_that_cannot_be_renamed(
    opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then nothing is begun in its place."""

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    opened().close()
    broken = damage(folder)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(JournalError, match=r"Permission denied\. Take another folder"):
        opened()
    monkeypatch.undo()
    assert (folder / "chat.db").read_bytes() == broken


def test_what_people_are_told_is_clean(tmp_path: Path) -> None:
    """Whatever the folder is called."""
    folder = tmp_path / "a\u202eb"
    with open_store(folder, lambda: "log"), pytest.raises(JournalError) as caught:
        open_store(folder, lambda: "log")
    assert str(caught.value).isprintable()
