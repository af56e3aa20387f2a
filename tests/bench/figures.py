"""Figures out of many values. Pure."""

import math
import statistics
from collections.abc import Iterable, Sequence


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that a share of all values does not exceed.

    Args:
        ordered: one value or more, the smallest first.
        share: from above 0 to 1.
    """
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def latency_ms(took_ns: Iterable[int]) -> dict[str, float]:
    """The usual percentiles of times in nanoseconds, in milliseconds; empty if there is no time."""
    ordered = sorted(took_ns)
    if not ordered:
        return {}
    shares = {"p50_ms": 0.5, "p90_ms": 0.9, "p99_ms": 0.99, "p999_ms": 0.999, "max_ms": 1.0}
    return {name: percentile(ordered, share) / 1e6 for name, share in shares.items()}


def median(values: Iterable[float | None]) -> float | None:
    """The median of those that there are; None if there is none."""
    there = [value for value in values if value is not None]
    return statistics.median(there) if there else None


def ratio(one: float | None, other: float | None) -> float | None:
    """How often the other goes into the one; None where that cannot be said."""
    return one / other if one is not None and other else None
