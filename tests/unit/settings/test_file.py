"""The file of settings: bounded, whole, and left alone if something is wrong."""

import os
import sys
from pathlib import Path

import pytest

from app.settings.file import (
    SETTINGS_LIMIT_BYTES,
    SettingsError,
    read_settings,
    write_new,
    write_settings,
)


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    assert read_settings(file) is None
    assert read_settings(tmp_path / "nowhere" / "x.toml") is None
    file.write_bytes("näme\r\n".encode())
    assert read_settings(file) == "näme\r\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"x" * (SETTINGS_LIMIT_BYTES + 1), "longer than 64 KiB"),
        ("ok\nnäme".encode("latin-1"), "line 2 is not UTF-8"),
        ("x = 1".encode("utf-16"), "line 1 is not UTF-8"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, why: str) -> None:
    (file := tmp_path / "x.toml").write_bytes(data)
    with pytest.raises(SettingsError, match=why):
        read_settings(file)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no file"):
        read_settings(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.toml")
    with pytest.raises(SettingsError, match="no file"):
        read_settings(tmp_path / "x.toml")


def test_it_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """The folder is made; nothing else is left there."""
    file = tmp_path / "new" / "x.toml"
    write_settings(file, "one\n")
    write_settings(file, "two\r\n")
    assert file.read_bytes() == b"two\r\n"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes and symbolic links")
def test_its_mode_and_its_place_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "x.toml", tmp_path / "link.toml"
    file.write_text("one")
    file.chmod(0o640)
    link.symlink_to(file)
    write_settings(link, "two")
    assert link.is_symlink()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("two", 0o640)


def test_what_is_too_long_is_not_written(tmp_path: Path) -> None:
    (file := tmp_path / "x.toml").write_text("one")
    with pytest.raises(SettingsError, match="longer"):
        write_settings(file, "x" * (SETTINGS_LIMIT_BYTES + 1))
    assert file.read_text() == "one"


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for write in (write_settings, write_new):
        with pytest.raises(SettingsError, match="cannot be written"):
            write(tmp_path / "file" / "x.toml", "x")


def test_a_new_file_replaces_none(tmp_path: Path) -> None:
    file = tmp_path / "new" / "x.toml"
    write_new(file, "one")
    with pytest.raises(FileExistsError):
        write_new(file, "two")
    assert file.read_text() == "one"
