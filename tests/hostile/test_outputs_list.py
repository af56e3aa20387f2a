"""The list itself: what the checks see, and what the sanitiser makes of each attack."""

import pytest

from app.text import clean, clean_line, cut
from tests.support.attacks import ATTACKS, HARMLESS, assert_harmless, assert_nothing_forged

PRINTABLE = {
    name
    for name, text in ATTACKS.items()
    if text.replace("\n", "").replace("\u200d", "").isprintable()
}
"""Attacks by the look of what anybody may say: it is for whoever lays out lines to stop them."""


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in PRINTABLE])
def test_the_check_sees_an_attack(name: str) -> None:
    """Or it would see none in an output either."""
    with pytest.raises(AssertionError):
        assert_harmless(ATTACKS[name].replace("\r\n", "\r"))


def test_the_check_sees_what_is_forged() -> None:
    """Each line of it, wherever it stands."""
    for line in ATTACKS["forged lines"].split("\n")[1:6]:
        with pytest.raises(AssertionError):
            assert_nothing_forged(["-- Connected.", line])


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_cleaned(name: str) -> None:
    """As lines, as one line, and however much of it is cut off."""
    text = ATTACKS[name]
    for cleaned in (clean(text, newlines=True), clean(text), clean_line(text)):
        assert_harmless(cleaned)
        for limit in (1, 2, 3, 5, 8, 48, 60, 200):
            assert len(cut(cleaned, limit)) <= limit
            assert_harmless(cut(cleaned, limit))


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_text_stays_whole(name: str) -> None:
    """It is shown as it came, and what is cut of it stays harmless."""
    text = HARMLESS[name]
    assert clean(text) == text
    for limit in range(1, len(text) + 1):
        assert_harmless(cut(text, limit))
