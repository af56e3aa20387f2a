"""A log's file that does not grow for ever."""

import gc
import os
import sys
from pathlib import Path

import pytest

from app.server.logfile import LogFile

LIMIT = 100


def old(file: Path, number: int = 1) -> Path:
    return file.with_name(f"{file.name}.{number}")


def test_it_adds_to_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"one\n")
    with LogFile(file, LIMIT, 1) as log:
        log.write(b"two\n")
    assert file.read_bytes() == b"one\ntwo\n"
    assert not old(file).exists()


def test_it_stays_within_its_limit(tmp_path: Path) -> None:
    """The last lines are there, in order, whole; and no more than twice the limit."""
    file = tmp_path / "log"
    lines = [b"line %03d\n" % number for number in range(50)]
    with LogFile(file, LIMIT, 1) as log:
        for line in lines:
            log.write(line)
            assert file.stat().st_size <= LIMIT
    kept = old(file).read_bytes() + file.read_bytes()
    assert b"".join(lines).endswith(kept)
    assert LIMIT < len(kept) <= 2 * LIMIT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.1"]


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_so_many_are_kept(tmp_path: Path, kept: int) -> None:
    """The newest is the first; together they hold the last of what was written."""
    file = tmp_path / "log"
    with LogFile(file, LIMIT, kept) as log:
        for number in range(6):
            log.write(b"%d" % number * LIMIT)
    names = ["log", *(f"log.{number}" for number in range(1, kept + 1))]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert [(tmp_path / name).read_bytes()[:1] for name in names] == [b"5", b"4", b"3", b"2"][
        : kept + 1
    ]


def test_a_gap_is_filled(tmp_path: Path) -> None:
    """Somebody took one away: those behind it stay where they are."""
    file = tmp_path / "log"
    for number in (1, 3):
        old(file, number).write_text(str(number))
    file.write_bytes(b"x" * LIMIT)
    with LogFile(file, LIMIT, 3) as log:
        log.write(b"new")
    assert [old(file, number).read_text()[0] for number in (1, 2, 3)] == ["x", "1", "3"]


def test_what_was_there_counts(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"x" * LIMIT)
    with LogFile(file, LIMIT, 1) as log:
        log.write(b"new\n")
    assert (old(file).read_bytes(), file.read_bytes()) == (b"x" * LIMIT, b"new\n")


def test_one_line_may_be_longer(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with LogFile(file, LIMIT, 1) as log:
        log.write(b"y" * 3 * LIMIT)
        assert not old(file).exists()
        log.write(b"next\n")
    assert file.read_bytes() == b"next\n"


def test_a_log_that_cannot_be_kept_is_begun_anew(tmp_path: Path) -> None:
    """It must not grow, whatever stands in the way."""
    file = tmp_path / "log"
    (old(file) / "folder").mkdir(parents=True)
    with LogFile(file, LIMIT, 1) as log:
        log.write(b"x" * LIMIT)
        log.write(b"new\n")
        log.write(b"newer\n")
    assert file.read_bytes() == b"new\nnewer\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links and pipes with names")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "log", tmp_path / "link"
    link.symlink_to(file)
    with LogFile(link, LIMIT, 1) as log:
        log.write(b"x" * LIMIT)
        log.write(b"new\n")
    assert link.is_symlink()
    assert old(file).read_bytes() == b"x" * LIMIT


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links and pipes with names")
def test_a_pipe_has_no_limit(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with LogFile(pipe, LIMIT, 1) as log:
            for _ in range(3):
                log.write(b"x" * LIMIT)
        assert len(os.read(reading, 10 * LIMIT)) == 3 * LIMIT
    finally:
        os.close(reading)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """It is an error once, and not once more when Python clears up."""
    with pytest.raises(FileNotFoundError):
        LogFile(tmp_path / "nowhere" / "log", LIMIT, 1)
    gc.collect()
