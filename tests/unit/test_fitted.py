"""Styled text in one row."""

import pytest

from app.fitted import fit
from app.styled import most_columns, plain_text


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (9, "one 漢字"),
        (8, "one 漢字"),
        (7, "one 漢…"),
        (6, "one …"),
        (3, "on…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_it_fits(columns: int, text: str) -> None:
    """Wide characters are not halved, and what went is marked."""
    fitted = fit([("a", "one "), ("b", "漢字")], columns)
    assert plain_text(fitted) == text
    assert most_columns(plain_text(fitted)) <= columns
    assert all(style in "ab" for style, _ in fitted)
