"""Which word somebody may have meant."""

import pytest

from app.nearest import did_you_mean, distance, nearest

WORDS = ["kick", "ban", "bans", "unban", "mute", "unmute", "help", "history", "op", "orders"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("mtue", ["mute"]),
        ("unbann", ["unban"]),
        ("bann", ["ban", "bans"]),
        ("hist", ["history"]),
        ("helpme", ["help"]),
        ("ordres", ["orders"]),
        ("odres", ["orders"]),
        ("opp", ["op"]),
        ("hello", []),
        ("ox", []),
        ("h", []),
        ("", []),
        ("unban" * 10, []),
    ],
)
def test_what_was_meant(word: str, meant: list[str]) -> None:
    """A letter in three may be wrong, two at most; or it is the beginning, or has more behind."""
    assert nearest(word, WORDS) == meant


def test_nothing_is_like_nothing() -> None:
    assert nearest("x", []) == []


@pytest.mark.parametrize(
    ("one", "other", "off"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("ab", "ba", 1),
        ("msg", "mgs", 1),
        ("abc", "ca", 3),
        ("x", "y", 1),
    ],
)
def test_how_far_words_are_apart(one: str, other: str, off: int) -> None:
    """Either way round."""
    assert distance(one, other) == distance(other, one) == off


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "anna"),
        ("anna", "nana"),
        ("anna", "naan"),
        ("anna", "ann"),
        ("ann", "anna-2"),
        ("marianne", "anne"),
        ("otto", "anna"),
        ("abcdefgh", "ghabcdef"),
        ("", "abc"),
    ],
)
def test_what_is_too_far_is_not_measured_any_further(one: str, other: str) -> None:
    off = distance(one, other)
    for limit in range(4):
        expected = min(off, limit + 1)
        assert distance(one, other, limit) == distance(other, one, limit) == expected


def test_few_words_are_suggested() -> None:
    """However many are alike."""
    assert nearest("aaaa", ["aaab", "aaac", "aaad", "aaae", "aabb"]) == ["aaab", "aaac", "aaad"]


@pytest.mark.parametrize(
    ("word", "mark", "asked"),
    [
        ("mtue", ":", "Did you mean :mute?"),
        ("bann", "", "Did you mean ban or bans?"),
        ("hello", ":", ""),
    ],
)
def test_the_question(word: str, mark: str, asked: str) -> None:
    assert did_you_mean(word, WORDS, mark) == asked
