"""How long something holds, as people write and read it: `10m`, `2h`, `forever`. Knows no clock."""

import re
from itertools import pairwise

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
LIMIT_DAYS = 10_000
"""A longer time is for ever."""
FOREVER = "forever"
FORMS = "90s, 10m, 2h, 3d or forever"

_UNITS = {"s": SECOND_MS, "m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS}
_NAMES = (("day", DAY_MS), ("hour", HOUR_MS), ("minute", MINUTE_MS), ("second", SECOND_MS))
_DURATION = re.compile(r"([0-9]{1,9})([smhd])", re.IGNORECASE | re.ASCII)


def is_duration(word: str) -> bool:
    """Whether a word is meant as a time, such as `10m`; `0m` is none."""
    found = _DURATION.fullmatch(word)
    return word.lower() == FOREVER or (found is not None and int(found[1]) > 0)


def duration_ms(word: str) -> int | None:
    """How long a word says, in ms; None for ever.

    Args:
        word: one that `is_duration`.
    """
    found = _DURATION.fullmatch(word)
    if found is None:
        return None
    ms = int(found[1]) * _UNITS[found[2].lower()]
    return ms if ms <= LIMIT_DAYS * DAY_MS else None


def told(ms: int | None) -> str:
    """A time for people, roughly: "10 minutes", "2 hours"; "ever" for None.

    It is rounded up, so that nobody comes back too early.
    """
    if ms is None:
        return "ever"
    for (name, unit), (_, finer) in pairwise(_NAMES):
        rounded = _rounded_up(ms, finer) * finer
        if rounded > 2 * unit or (rounded >= unit and rounded % unit == 0):
            return _counted(_rounded_up(rounded, unit), name)
    return _counted(max(1, _rounded_up(ms, SECOND_MS)), "second")


def every(ms: int) -> str:
    """How often, for people: "every 10 seconds", "every minute"."""
    return f"every {told(ms).removeprefix('1 ')}"


def _rounded_up(ms: int, unit: int) -> int:
    return -(-ms // unit)


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'s' if count != 1 else ''}"
