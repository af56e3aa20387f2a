"""What was typed is kept in a file, but no whisper."""

import contextlib
import os
import sys
from pathlib import Path

import pytest

from app.client.commands.table import BY_NAME
from app.client.typed import (
    HISTORY_LIMIT_BYTES,
    HISTORY_LIMIT_LINES,
    LINE_LIMIT_CHARS,
    TYPED_FILE,
    TypedLines,
    is_kept,
)

COMMANDS = [word for word in BY_NAME if not BY_NAME[word].private]


def typed(folder: Path) -> TypedLines:
    return TypedLines(folder, COMMANDS)


@pytest.mark.parametrize(
    "line",
    ["hello", ":who", ":nick ana", "/me waves", "::msg x", "//", ":)", ":-)", "a :msg b", " x"],
)
def test_what_is_kept(line: str) -> None:
    """Texts, and commands that are known and no whispers."""
    assert is_kept(line, COMMANDS)


@pytest.mark.parametrize(
    "line",
    [
        *(":msg ana secret", "/m ana secret", ":reply secret", ":r secret", ":mgs ana secret"),
        *(":MSG ana secret", " :msg ana secret", ": msg ana secret", ":who:msg ana secret"),
        *(":join build\n:w ana secret", "hello\n:msg ana secret", "a\n\n : msg ana secret"),
        *(":msg\tana secret", ":msg", ":mmsg\nsecret", "/etc/hosts", "", "  "),
        "x" * (LINE_LIMIT_CHARS + 1),
    ],
)
def test_what_is_not(line: str) -> None:
    """Whispers, whatever might be a mistyped one, and what is too long or empty."""
    assert not is_kept(line, COMMANDS)


def test_there_and_back(tmp_path: Path) -> None:
    """Lines come back as they were, in order."""
    lines = ["one", "two\nlines\\n", "back\\slash", "漢字 🙂", "one"]
    for line in lines:
        typed(tmp_path / "deep" / "er").keep(line)
    assert typed(tmp_path / "deep" / "er").load() == lines
    file = tmp_path / "deep" / "er" / TYPED_FILE
    assert sys.platform == "win32" or file.stat().st_mode & 0o777 == 0o600
    assert file.read_text("utf-8").count("\n") == len(lines)


def test_the_same_again(tmp_path: Path) -> None:
    """It is kept once."""
    one = typed(tmp_path)
    for line in ("a", "a", ":msg b x", "a", "b"):
        one.keep(line)
    assert one.load() == ["a", "b"]


def test_two_at_once(tmp_path: Path) -> None:
    """Each adds its lines, and loses none of the other's."""
    one, two = typed(tmp_path), typed(tmp_path)
    for number in range(10):
        one.keep(f"one {number}")
        two.keep(f"two {number}")
    assert one.load() == [f"{who} {number}" for number in range(10) for who in ("one", "two")]


def test_not_too_much(tmp_path: Path) -> None:
    """The newest lines stay, in lines and in bytes, and the file is shortened; a link stays one."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with contextlib.suppress(OSError):  # not everybody may make one on Windows
        (tmp_path / TYPED_FILE).symlink_to(elsewhere / "typed")
    linked = (tmp_path / TYPED_FILE).is_symlink()
    one = typed(tmp_path)
    for number in range(HISTORY_LIMIT_LINES + 10):
        one.keep(f"{number}")
    assert one.load() == [f"{number}" for number in range(10, HISTORY_LIMIT_LINES + 10)]
    for number in range(600):
        one.keep(f"{number} " + "x" * 3000)
        size = (tmp_path / TYPED_FILE).stat().st_size
        assert size <= 2 * HISTORY_LIMIT_BYTES
    loaded = one.load()
    assert loaded[-1].startswith("599 ")
    assert sum(map(len, loaded)) <= HISTORY_LIMIT_BYTES
    assert {path.name for path in tmp_path.iterdir()} == {TYPED_FILE, "elsewhere"}
    assert (tmp_path / TYPED_FILE).is_symlink() == linked


def test_what_somebody_else_wrote_there(tmp_path: Path) -> None:
    """It is made harmless; half lines and lone marks do not matter."""
    (tmp_path / TYPED_FILE).write_bytes(b"\x1b[2J\n\n\xff\xfe\nok\\\nlast \\n line")
    assert typed(tmp_path).load() == ["␛[2J", "\ufffd\ufffd", "ok\\", "last \n line"]


def test_line_ends_of_windows(tmp_path: Path) -> None:
    """They are no part of a line, whoever wrote them; a carriage return inside one is."""
    (tmp_path / TYPED_FILE).write_bytes(b"one\r\ntwo\r\n\r\na\rb\n")
    assert typed(tmp_path).load() == ["one", "two", "a␍b"]


def test_no_line_ends_of_windows_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines are added as they are, where a system tells text from bytes."""
    binary = getattr(os, "O_BINARY", 0) or os.O_CLOEXEC  # any flag, where there is none
    monkeypatch.setattr(os, "O_BINARY", binary, raising=False)
    opened: list[int] = []
    open_file = os.open

    def watched(path: Path, flags: int, mode: int) -> int:
        opened.append(flags)
        return open_file(path, flags, mode)

    monkeypatch.setattr(os, "open", watched)
    typed(tmp_path).keep("hello")
    assert [flags & binary for flags in opened] == [binary]
    assert (tmp_path / TYPED_FILE).read_bytes() == b"hello\n"


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """It is no reason to stop."""
    (tmp_path / "file").write_text("no folder")
    (tmp_path / TYPED_FILE).mkdir()
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper", tmp_path):
        lines = typed(folder)
        lines.keep("hello")
        assert lines.load() == []
