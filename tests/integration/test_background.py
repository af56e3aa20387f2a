"""Starting a program that goes on by itself."""

import sys
from pathlib import Path

import pytest

from app.system.processes import first_line, let_go, start_in_background

if sys.platform == "win32":
    pytest.skip("there it gets a window", allow_module_level=True)

PROGRAM = "import os, sys; print(sys.argv[1], file=sys.stderr); print(os.getcwd(), flush=True)"


def run(said: str, log: Path, folder: Path | None = None) -> str:
    """Start a program that says something into its log; where it ran."""
    child = start_in_background([sys.executable, "-c", PROGRAM, said], log, folder)
    try:
        assert child.stdout
        return first_line(child.stdout, 15)
    finally:
        child.wait(15)
        let_go(child)


def test_the_log_of_a_program(tmp_path: Path) -> None:
    """What the one before it said is kept, and no more than that."""
    log = tmp_path / "logs" / "a.log"
    for said in ("one", "two", "three"):
        run(said, log)
    assert log.read_text() == "three\n"
    assert (log.parent / "a.log.old").read_text() == "two\n"
    assert len(list(log.parent.iterdir())) == 2


def test_where_a_program_runs(tmp_path: Path) -> None:
    """Where it is told, or where this one does."""
    assert run("", tmp_path / "log", tmp_path) == str(tmp_path.resolve())
    assert run("", tmp_path / "log") == str(Path.cwd())


def test_a_program_that_is_missing(tmp_path: Path) -> None:
    """It cannot be started."""
    with pytest.raises(FileNotFoundError):
        start_in_background([str(tmp_path / "nothing")], tmp_path / "log")
