"""Times as people write and read them."""

import pytest

from app.room.durations import duration_ms, every, is_duration, told

MINUTE = 60_000


@pytest.mark.parametrize(
    ("word", "ms"),
    [
        ("90s", 90_000),
        ("10m", 10 * MINUTE),
        ("2h", 120 * MINUTE),
        ("3D", 3 * 24 * 60 * MINUTE),
        ("forever", None),
        ("Forever", None),
        ("999999999d", None),
    ],
)
def test_times_are_read(word: str, ms: int | None) -> None:
    assert is_duration(word)
    assert duration_ms(word) == ms


@pytest.mark.parametrize(
    "word", ["", "10", "m", "0m", "-1m", "1.5h", "10min", "١m", "10m!", "9" * 99]
)
def test_other_words_are_no_times(word: str) -> None:
    assert not is_duration(word)


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (None, "ever"),
        (-5, "1 second"),
        (1, "1 second"),
        (1_001, "2 seconds"),
        (90_000, "90 seconds"),
        (MINUTE, "1 minute"),
        (60 * MINUTE - 7, "1 hour"),
        (90 * MINUTE, "90 minutes"),
        (120 * MINUTE - 1, "2 hours"),
        (150 * MINUTE, "3 hours"),
        (24 * 60 * MINUTE, "1 day"),
        (5_000 * 24 * 60 * MINUTE, "5,000 days"),
    ],
)
def test_times_are_told_in_few_words_and_never_too_short(ms: int | None, text: str) -> None:
    assert told(ms) == text


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (1_000, "every second"),
        (10_000, "every 10 seconds"),
        (60_000, "every minute"),
        (600_000, "every 10 minutes"),
        (3_600_000, "every hour"),
    ],
)
def test_how_often(ms: int, words: str) -> None:
    assert every(ms) == words
