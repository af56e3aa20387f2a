"""The rows of completions, in whatever window."""

import pytest

from app.choices import Choices, Completion
from app.styled import plain_text
from app.terminal.menu import menu


def opened(names: str) -> Choices:
    """They are gone through, the first one stands there."""
    words = names.split()
    choices = Choices(lambda before: [Completion(word, len(before), "a letter") for word in words])
    choices.step("", 0)
    return choices


def rows(names: str, columns: int, rows: int) -> list[str]:
    return [plain_text(row) for row in menu(opened(names), columns, rows)]


def test_all_of_a_few() -> None:
    """Each with its meaning, in columns."""
    assert rows("a bb", 80, 24) == [" a    a letter", " bb   a letter"]


def test_how_many_more() -> None:
    """It is told that there are more than it shows."""
    shown = rows("a b c d e f g h", 80, 24)
    assert [row[1] for row in shown[:-1]] == list("abcdef")
    assert shown[-1] == " and 2 more"


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (80, " a   a letter and 2 more"),
        (20, " a  and 2 more"),
        (14, " a  and 2 more"),
        (13, " a   a letter"),
        (6, " a …"),
    ],
)
def test_a_small_window(columns: int, row: str) -> None:
    """One row: the word comes first, then how many more there are."""
    assert rows("a b c", columns, 11) == [row]
