"""What a program says beside the conversation: whole words in a window, whole lines elsewhere."""

import io
import os
from pathlib import Path

import pytest

from app.styled import most_columns
from app.system.telling import HANG_COLUMNS, for_stream, inform, wrapped

MESSAGE = (
    "client: 192.168.1.3 is another machine, and what is said would not be encrypted: this "
    "version talks to servers on its own machine only. Leave the address out."
)


@pytest.mark.parametrize("columns", [20, 33, 40, 80, 200])
def test_no_word_is_broken(columns: int) -> None:
    rows = wrapped(MESSAGE, columns).split("\n")
    assert " ".join(" ".join(rows).split()) == MESSAGE
    assert all(len(row) <= columns for row in rows)
    assert rows[0].startswith("client:")
    assert all(row.startswith(" ") and not row[:1].isalpha() for row in rows[1:])
    assert len(rows) == 1 or len(rows[0]) > columns - len("192.168.1.3 encrypted")


def test_columns_count_and_not_characters() -> None:
    rows = wrapped("server: " + "日本語 " * 30, 40).split("\n")
    assert all(most_columns(row) <= 40 for row in rows)
    assert "".join("".join(rows).split()) == "server:" + "日本語" * 30


def test_each_line_for_itself() -> None:
    """Further lines of a text stay at their place, and their rows are set in as they are."""
    rows = wrapped("one\n   two " + "x " * 20 + "\nthree\n", 24).split("\n")
    assert [row[:6].rstrip() for row in rows] == ["one", "   two", "   x x", "three", ""]
    assert wrapped("a " * 20, 20).split("\n")[1].startswith(" " * HANG_COLUMNS + "a")


def test_what_sets_a_title_is_left_alone() -> None:
    title = "\x1b]0;" + "a long title " * 20 + "\x07"
    assert wrapped(title, 40) == title


def test_a_pipe_is_given_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    inform(MESSAGE)
    assert capfd.readouterr().err == MESSAGE + "\n"
    assert for_stream(MESSAGE, io.StringIO()) == MESSAGE


def test_a_window_is_given_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open("w", encoding="utf-8") as out:
        size = os.terminal_size((40, 10))
        monkeypatch.setattr("os.get_terminal_size", lambda descriptor: size)
        assert for_stream(MESSAGE, out) == wrapped(MESSAGE, 40)
        nothing = os.terminal_size((0, 0))  # a window that does not know its width
        monkeypatch.setattr("os.get_terminal_size", lambda descriptor: nothing)
        assert for_stream(MESSAGE, out) == wrapped(MESSAGE, 80)
