"""The title of a window."""

import sys

import pytest

from app.system.console import TITLE_LIMIT_CHARS, WindowTitle, has_title


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "screen", "tmux-256color", "foot"])
def test_terminals_with_a_title(term: str) -> None:
    """Only those that are known to have one."""
    assert has_title(term)


@pytest.mark.parametrize("term", ["", "dumb", "linux", "vt100", "cons25", "nonsense"])
def test_terminals_without_a_title(term: str) -> None:
    """Others might show what is written to set it."""
    assert not has_title(term)
    written: list[str] = []
    if sys.platform != "win32":
        title = WindowTitle(written.append, term)
        title.set("a title")
        title.restore()
    assert written == []


@pytest.mark.skipif(sys.platform == "win32", reason="there it is a call")
def test_a_title_is_saved_once_and_restored_once() -> None:
    """However often it changes meanwhile; it is empty where the terminal saved none."""
    written: list[str] = []
    title = WindowTitle(written.append, "xterm")
    title.restore()
    title.set("one")
    title.set("two")
    title.restore()
    title.restore()
    assert written == ["\x1b[22;0t\x1b]0;one\x07", "\x1b]0;two\x07", "\x1b]0;\x07\x1b[23;0t"]


@pytest.mark.skipif(sys.platform == "win32", reason="there it is a call")
def test_nothing_gets_out_of_a_title() -> None:
    """Neither a control character nor too much text."""
    written: list[str] = []
    WindowTitle(written.append, "xterm").set("a\x07\x1b[2J\nb" + "x" * 10_000)
    shown = written[0].removeprefix("\x1b[22;0t\x1b]0;").removesuffix("\x07")
    assert shown.startswith("a␇␛[2J bx")
    assert shown.isprintable()
    assert len(shown) == TITLE_LIMIT_CHARS
