"""The name that was used last."""

import sys
from pathlib import Path

import pytest

from app.client.config import NAME_LIMIT_CHARS, load_name, save_name


def test_a_name_is_remembered(tmp_path: Path) -> None:
    """In a folder that is made if need be."""
    folder = tmp_path / "a" / "b"
    assert load_name(folder) == ""
    save_name(folder, "Ана")
    assert load_name(folder) == "Ана"


def test_a_damaged_file_is_no_name(tmp_path: Path) -> None:
    """Or at least a clean and bounded one."""
    (tmp_path / "name").write_bytes(b"\xff\xfe")
    assert load_name(tmp_path) == ""
    (tmp_path / "name").write_text("a\x1b[2J\nb" + "x" * 10_000, "utf-8")
    name = load_name(tmp_path)
    assert name.isprintable()
    assert len(name) <= NAME_LIMIT_CHARS


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path: Path) -> None:
    """Nobody leaves a chat because of that."""
    (tmp_path / "file").write_text("")
    save_name(tmp_path / "file", "ana")
    assert load_name(tmp_path / "file") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Some keep all their settings elsewhere; nothing is left beside either."""
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "settings"
    elsewhere.mkdir()
    folder.mkdir()
    (folder / "name").symlink_to(elsewhere / "name")
    save_name(folder, "ana")
    assert (folder / "name").is_symlink()
    assert (elsewhere / "name").read_text("utf-8") == "ana\n"
    assert [len(list(place.iterdir())) for place in (folder, elsewhere)] == [1, 1]
