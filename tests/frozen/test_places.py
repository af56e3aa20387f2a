"""Wherever the folder is and whatever is around it, the frozen programs work."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__
from tests.support import frozen
from tests.support.frozen import SIGNALS, Programs


@pytest.fixture
def folder_copy(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy that a test may spoil."""
    copies = tmp_path / "copies"
    yield shutil.copytree(folder, copies / "copy", symlinks=True)
    # Else pytest keeps those of several runs; if one is in use, it does no harm.
    shutil.rmtree(copies, ignore_errors=True)


def work(programs: Programs) -> None:
    """Both programs say their version, and talk."""
    for name in ("server", "client"):
        assert programs.run(name, "--version") == (0, [f"realtime-chat {__version__}"], [])
    programs.talk()


@pytest.mark.parametrize(
    "name", ["two words", "Übermäßig", "👩‍👩‍👧 🎉", "聊天室", "it's $HOME & %PATH%"]
)
def test_odd_folders(programs: Programs, folder_copy: Path, name: str) -> None:
    """The folder may be called anything."""
    work(programs.but(folder=folder_copy.rename(folder_copy.with_name(name))))


def test_started_in_their_folder(
    programs: Programs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`./server`, as the README says."""
    monkeypatch.chdir(folder)
    work(programs.but(folder=Path(), cwd=folder))


def test_started_by_a_relative_path(
    programs: Programs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another folder, by a path that begins there."""
    monkeypatch.chdir(folder.parent)
    work(programs.but(folder=Path(folder.name), cwd=folder.parent))


@pytest.mark.skipif(not SIGNALS, reason="links as POSIX has them")
def test_started_by_a_link(programs: Programs, tmp_path: Path) -> None:
    """Links to the programs do as well, such as in a folder on the search path."""
    links = tmp_path / "bin"
    links.mkdir()
    for name in ("server", "client"):
        (links / name).symlink_to(programs.path(name))
    work(programs.but(folder=links))


def test_folder_that_cannot_be_written(programs: Programs, folder_copy: Path, home: Path) -> None:
    """Nothing is written beside the programs; in the user's home there is what was said, alone."""
    paths = [folder_copy, *folder_copy.rglob("*")]
    for path in paths:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
    before = frozen.listing(folder_copy)
    work(programs.but(folder=folder_copy))
    # Administrators write wherever they like: so it is looked for, too.
    assert frozen.listing(folder_copy) == before
    kept = {path.name for path in home.rglob("*") if path.is_file()}
    beside = {"chat.db-wal", "chat.db-shm", "status-token"}  # while the server runs
    assert kept - beside == {"chat.db", "server.lock"}
    for path in paths:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IWUSR)  # so that it can be removed


@pytest.mark.skipif(bool(frozen.RUNNER), reason="the runner needs its environment")
def test_nothing_in_the_environment(programs: Programs) -> None:
    """No path, no home, no locale: no Python can be found, and none is needed."""
    work(programs.but(env=frozen.nothing()))


def test_settings_of_a_python(programs: Programs, tmp_path: Path) -> None:
    """What somebody has set up for a Python of their own changes nothing."""
    (tmp_path / "app.py").write_text("raise SystemExit('not this one')\n")
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('nor this')\n")
    settings = {
        "PYTHONPATH": os.fspath(tmp_path),
        "PYTHONHOME": os.fspath(tmp_path),
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
        "PYTHONWARNINGS": "error",
        "PYTHONVERBOSE": "1",
    }
    work(programs.but(env={**programs.env, **settings}))
