"""Percentiles, medians, ratios."""

import pytest

from tests.bench.figures import latency_ms, median, percentile
from tests.bench.table import figure


@pytest.mark.parametrize(
    ("share", "value"), [(0.001, 1), (0.5, 50), (0.501, 51), (0.99, 99), (0.999, 100), (1.0, 100)]
)
def test_percentiles_of_a_hundred(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value


@pytest.mark.parametrize("share", [0.001, 0.5, 1.0])
def test_percentiles_of_one(share: float) -> None:
    assert percentile([7], share) == 7


def test_latency() -> None:
    took = [1_000_000 * ms for ms in range(100, 0, -1)]
    assert latency_ms(took) == {
        "p50_ms": 50,
        "p90_ms": 90,
        "p99_ms": 99,
        "p999_ms": 100,
        "max_ms": 100,
    }
    assert latency_ms([]) == {}


def test_medians() -> None:
    assert median([3.0, None, 1.0, 2.0]) == 2
    assert median([None]) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (0.0, "0"),
        (0.01234, "0.0123"),
        (0.00012, "0.0001"),
        (1.5, "1.5"),
        (12.345, "12.3"),
        (99.96, "100"),
        (123.4, "123"),
        (1234.5, "1,230"),
        (7_697_237.8, "7,700,000"),
    ],
)
def test_three_digits_that_mean_something(value: float | None, text: str) -> None:
    assert figure(value) == text
