"""Writing a file as a whole: all of it or nothing, and nothing is left beside it."""

import os
from pathlib import Path

import pytest

from app.system.whole_files import write_whole


def only(folder: Path) -> str:
    """The name of the one file in a folder, hidden ones counted."""
    [file] = folder.iterdir()
    return file.name


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    """Byte for byte, with nothing left over of what was longer."""
    file = tmp_path / "bans"
    write_whole(file, b"first, and longer\r\n")
    write_whole(file, b"second\n", synced=True, alone=True)
    assert file.read_bytes() == b"second\n"
    assert only(tmp_path) == "bans"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_who_may_read_it(tmp_path: Path, mode: int) -> None:
    """What was asked for, whatever the old file said; its user alone if nothing was."""
    file = tmp_path / "bans"
    file.touch(0o666)
    write_whole(file, b"", mode=mode)
    assert file.stat().st_mode & 0o777 == mode
    write_whole(file, b"")
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_replaced_stays_and_nothing_else_does(tmp_path: Path) -> None:
    """A folder of that name is in the way."""
    file = tmp_path / "bans"
    file.mkdir()
    (file / "inside").touch()
    with pytest.raises(OSError, match=r"."):
        write_whole(file, b"new")
    assert only(tmp_path) == "bans"
    assert only(file) == "inside"


def test_what_a_killed_program_left_goes_if_nobody_else_writes(tmp_path: Path) -> None:
    """Another file's, which only looks like it, stays; and so does this one's in others' hands."""
    left, other = tmp_path / ".[a].1234.new", tmp_path / ".a.1234.new"
    for path in (left, other):
        path.touch()
    file = tmp_path / "[a]"
    write_whole(file, b"new")
    assert left.exists()
    write_whole(file, b"new", alone=True)
    assert {path.name for path in tmp_path.iterdir()} == {file.name, other.name}
