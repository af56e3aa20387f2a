"""What looks like one character is one for the keys."""

import pytest
from prompt_toolkit.document import Document

from app.terminal.clusters import CLUSTER_LIMIT_CHARS, ClusterBuffer, around

FAMILY = "👩‍👩‍👧"
FLAG = "🇩🇪"
WHOLE = [FAMILY, FLAG, "e\u0301", "❤️", "👍🏽", "க்", "x\u0301\u0302\u0323"]
EACH = pytest.mark.parametrize("char", WHOLE, ids=ascii)


def buffer(before: str, after: str = "") -> ClusterBuffer:
    return ClusterBuffer(document=Document(before + after, len(before)))


@EACH
@pytest.mark.parametrize(("before", "after"), [("", ""), ("a", "b"), ("漢", "字"), ("a\n", "\n")])
def test_deleting(char: str, before: str, after: str) -> None:
    """One key takes all of it, from either side, and nothing else."""
    behind = buffer(before + char, after)
    assert behind.delete_before_cursor() == char
    assert (behind.text, behind.cursor_position) == (before + after, len(before))
    ahead = buffer(before, char + after)
    assert ahead.delete() == char
    assert (ahead.text, ahead.cursor_position) == (before + after, len(before))


@EACH
def test_moving(char: str) -> None:
    """The cursor goes over it in one step, both ways."""
    line = buffer("a" + char, "b")
    line.cursor_left()
    assert line.cursor_position == 1
    line.cursor_right()
    assert line.cursor_position == 1 + len(char)


def test_two_flags() -> None:
    """Of four halves two belong together."""
    line = buffer(FLAG * 2)
    line.delete_before_cursor()
    assert line.text == FLAG


def test_up_and_down() -> None:
    """In several lines, too, the cursor comes to stand before or behind it."""
    line = buffer(f"a{FAMILY}b\nxyz")
    line.cursor_up()
    assert line.cursor_position in (1, 1 + len(FAMILY))


def test_what_is_typed_piece_by_piece() -> None:
    """A keyboard that sends the parts one by one makes one character, in the middle of a line."""
    line = buffer("", " b")
    for part in FAMILY:
        line.insert_text(part)
    assert (line.text, line.cursor_position) == (f"{FAMILY} b", len(FAMILY))


def test_plain_text() -> None:
    """Letters are deleted as many as were asked for; at the edges there is nothing."""
    line = buffer("hello", "there")
    assert line.delete_before_cursor(3) == "llo"
    assert line.delete(2) == "th"
    assert buffer("", "a").delete_before_cursor() == ""
    assert buffer("ab").delete_before_cursor(9) == "ab"
    assert buffer("a").delete() == ""
    line.cursor_position = -5
    assert line.cursor_position == 0
    line.cursor_position = 99
    assert line.cursor_position == len(line.text)


def test_an_endless_character() -> None:
    """It is looked at for so far only."""
    marks = "e" + "\u0301" * (3 * CLUSTER_LIMIT_CHARS)
    at = len(marks) // 2
    start, end = around(marks, at)
    assert at - CLUSTER_LIMIT_CHARS <= start <= at <= end <= at + CLUSTER_LIMIT_CHARS
