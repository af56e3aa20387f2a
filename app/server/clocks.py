"""The time, handed in where it is needed. Knows the wall's clock and its time zone."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.protocol.plain_lines import Stamp

MINUTE_MS = 60_000


def now() -> int:
    """The time in ms since 1970; 0 where the clock is set to before that."""
    return max(0, time.time_ns() // 1_000_000)


def clock(at: int) -> str:
    """What a clock on the server's wall shows, as "14:03", at `at` ms since 1970."""
    return _shown("%H:%M", at // MINUTE_MS)


def calendar(at: int) -> str:
    """The same with the day before it, as "2026-11-23 14:03"."""
    return _shown("%Y-%m-%d %H:%M", at // MINUTE_MS)


@lru_cache(maxsize=64)  # thousands are said within a minute
def _shown(form: str, minute: int) -> str:
    try:
        return time.strftime(form, time.localtime(minute * 60))
    except (OverflowError, OSError, ValueError):  # a time that no calendar has
        return "--:--"


@dataclass(frozen=True, slots=True)
class Clocks:
    """All of them, so that tests can set them.

    Attributes:
        now: the time in ms since 1970.
        stamp: how the time of something is shown in the plain dialect.
        old_stamp: how it is shown if it was said before one came.
    """

    now: Callable[[], int] = now
    stamp: Stamp = clock
    old_stamp: Stamp = calendar
