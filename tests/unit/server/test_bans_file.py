"""Bans over restarts: kept for their owner alone, whole, and never lost by a mistake of ours."""

import json
import logging
import os
import stat
import sys
from pathlib import Path

import pytest

from app.room.bans import Ban
from app.server.bans import BansFile
from app.server.status import NoStatus, ask_status

BAN = Ban(name="ana", session="s1", address="10.0.0.7", until=7, reason="rude", by="bo", at=5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bans.json"


def test_what_is_kept_is_there_again(path: Path) -> None:
    assert BansFile(path).load() == []
    file = BansFile(path)
    file.load()
    assert file.save([BAN, Ban(name="bo")]) == ""
    assert BansFile(path).load() == [BAN, Ban(name="bo")]
    assert file.save([]) == ""
    assert BansFile(path).load() == []


def test_what_is_kept_nowhere_is_told_of_bans_and_not_of_their_end() -> None:
    assert BansFile().save([BAN]) == "It holds until the server stops, which keeps nothing."
    assert BansFile().save([], ended=True) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there the folder is the user's")
def test_it_is_for_its_owner_alone(path: Path) -> None:
    path.write_text("{}")
    path.chmod(0o644)
    BansFile(path).save([BAN])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_else_is_left_in_the_folder(path: Path) -> None:
    BansFile(path).save([BAN])
    assert [file.name for file in path.parent.iterdir()] == ["bans.json"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"bans":[{"name":7}]}',
        b'{"bans":[],"version":2}',
        b"\xff\xfe",
        b"[" * 100_000,
        b" " * (5 * 1024 * 1024),
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_cannot_be_read_is_told_and_left_alone(
    path: Path, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(data)
    file = BansFile(path)
    with caplog.at_level(logging.ERROR):
        assert file.load() == []
    assert "NOBODY IS BANNED" in caplog.text
    assert "Mend it or move it away" in caplog.text
    assert file.save([BAN]) == ("It holds until the server stops, since bans.json cannot be read.")
    assert path.read_bytes() == data


def test_what_somebody_wrote_by_hand_is_cleaned(path: Path) -> None:
    path.write_text(json.dumps({"bans": [{"name": "a\x1b[2J", "reason": "x" * 9999}]}))
    (ban,) = BansFile(path).load()
    assert ban.name == "a␛[2J"
    assert len(ban.reason) == 200


def test_a_server_that_keeps_nothing_says_so() -> None:
    file = BansFile()
    assert file.load() == []
    assert file.save([BAN]) == "It holds until the server stops, which keeps nothing."


def test_a_folder_that_is_gone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = BansFile(path / "nowhere" / "bans.json")
    file.load()
    assert file.save([BAN]).startswith("It holds until the server stops: it could not be kept (")
    assert "bans cannot be kept" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_in_its_place_is_not_waited_for(path: Path) -> None:
    """Nobody ever writes to it."""
    os.mkfifo(path)
    assert BansFile(path).load() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_in_the_place_of_a_token_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "status-token")
    with pytest.raises(NoStatus, match="is not a server's"):
        ask_status(tmp_path, ("127.0.0.1", 1))
