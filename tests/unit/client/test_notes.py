"""What the client itself has to say."""

import pytest

from app.client.notes import is_worth_it


@pytest.mark.parametrize(
    ("line", "worth"),
    [
        (":me", False),
        (" /reply ", False),
        (":msg bo", True),
        (":who\n:who", True),
        ("hello", True),
        (":" + "x" * 5000, True),
    ],
)
def test_what_is_worth_bringing_back(line: str, worth: bool) -> None:
    """Not a command alone, which is typed as quickly."""
    assert is_worth_it(line) == worth
