"""A lock on a file, which one at a time can have."""

import errno
import sys
from pathlib import Path

import pytest

from app.system import locks
from app.system.locks import FileLock, Taken


def test_one_at_a_time_has_it(tmp_path: Path) -> None:
    """And when it is let go, the next one; the file stays."""
    file = tmp_path / "lock"
    first = FileLock(file)
    for _ in range(2):
        with pytest.raises(Taken):
            FileLock(file)
    first.close()
    first.close()
    with FileLock(file), pytest.raises(Taken):
        FileLock(file)
    with FileLock(file):
        assert file.exists()


def test_other_files_are_other_locks(tmp_path: Path) -> None:
    with FileLock(tmp_path / "a"), FileLock(tmp_path / "b"):
        assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_its_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock"):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "nowhere" / "lock")


def test_a_file_system_without_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes on without, and says so; the name in it is clean."""

    def refuse(file: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locks, "_lock", refuse)
    folder = tmp_path / "plain"
    folder.mkdir()
    with FileLock(folder / "lock"), FileLock(folder / "lock"):
        messages = [record.message for record in caplog.records]
    assert len(messages) == 2
    assert all("lock cannot be locked" in message for message in messages)
    assert {record.levelname for record in caplog.records} == {"WARNING"}


def test_a_lock_that_fails_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is neither taken nor unknown is told as it is, and nothing stays open."""

    def fail(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(locks, "_lock", fail)
    with pytest.raises(OSError, match="Input/output error"):
        FileLock(tmp_path / "lock")
    monkeypatch.undo()
    with FileLock(tmp_path / "lock"):
        pass
