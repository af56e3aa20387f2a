"""What may be said."""

import pytest

from app.errors import Refused
from app.protocol.limits import TEXT_LIMIT_CHARS
from app.room.texts import checked_text


@pytest.mark.parametrize("char", ["x", "\x1b", "\u200b", " ", "\n"])
def test_what_is_far_too_long_is_refused_whatever_it_is(char: str) -> None:
    """Even if little were left of it once it is cleaned: cleaning it all would take too long."""
    with pytest.raises(Refused) as refusal:
        checked_text(char * (2 * TEXT_LIMIT_CHARS + 1))
    assert refusal.value.code == "text-too-long"


def test_what_cleaning_makes_short_enough_may_be_said() -> None:
    """Line ends around a text, and what is not to be seen, do not count."""
    text = "\n" * 100 + "x\u200b" * 1000 + "y" * 3000 + "\n" * 100
    assert checked_text(text) == "x" * 1000 + "y" * 3000
