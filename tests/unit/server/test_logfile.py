"""A log's file that does not grow for ever."""

import gc
import os
import sys
from pathlib import Path

import pytest

from app.server.logfile import LogFile

LIMIT = 100


def old(file: Path) -> Path:
    return file.with_name(f"{file.name}.old")


def test_it_adds_to_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"one\n")
    with LogFile(file, LIMIT) as log:
        log.write(b"two\n")
    assert file.read_bytes() == b"one\ntwo\n"
    assert not old(file).exists()


def test_it_stays_within_its_limit(tmp_path: Path) -> None:
    """The last lines are there, in order, whole; and no more than twice the limit."""
    file = tmp_path / "log"
    lines = [b"line %03d\n" % number for number in range(50)]
    with LogFile(file, LIMIT) as log:
        for line in lines:
            log.write(line)
            assert file.stat().st_size <= LIMIT
    kept = old(file).read_bytes() + file.read_bytes()
    assert b"".join(lines).endswith(kept)
    assert LIMIT < len(kept) <= 2 * LIMIT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.old"]


def test_what_was_there_counts(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(b"x" * LIMIT)
    with LogFile(file, LIMIT) as log:
        log.write(b"new\n")
    assert (old(file).read_bytes(), file.read_bytes()) == (b"x" * LIMIT, b"new\n")


def test_one_line_may_be_longer(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with LogFile(file, LIMIT) as log:
        log.write(b"y" * 3 * LIMIT)
        assert not old(file).exists()
        log.write(b"next\n")
    assert file.read_bytes() == b"next\n"


def test_a_log_that_cannot_be_kept_is_begun_anew(tmp_path: Path) -> None:
    """It must not grow, whatever stands in the way."""
    file = tmp_path / "log"
    (old(file) / "folder").mkdir(parents=True)
    with LogFile(file, LIMIT) as log:
        log.write(b"x" * LIMIT)
        log.write(b"new\n")
        log.write(b"newer\n")
    assert file.read_bytes() == b"new\nnewer\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links and pipes with names")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "log", tmp_path / "link"
    link.symlink_to(file)
    with LogFile(link, LIMIT) as log:
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
        with LogFile(pipe, LIMIT) as log:
            for _ in range(3):
                log.write(b"x" * LIMIT)
        assert len(os.read(reading, 10 * LIMIT)) == 3 * LIMIT
    finally:
        os.close(reading)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """It is an error once, and not once more when Python clears up."""
    with pytest.raises(FileNotFoundError):
        LogFile(tmp_path / "nowhere" / "log", LIMIT)
    gc.collect()
