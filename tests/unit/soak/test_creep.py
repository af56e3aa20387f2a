"""Creep is noticed, whatever it is that is held."""

from dataclasses import replace

import pytest

from tests.soak.creep import GROWTH_LIMIT_BYTES, Creep, Held
from tests.soak.history import Fault

FIRST = Held(threads=6, descriptors=22, resident_bytes=50_000_000)


def test_nothing_creeps() -> None:
    """Memory is compared with that after the first crowd, not before it."""
    creep = Creep(FIRST)
    grown = replace(FIRST, resident_bytes=FIRST.resident_bytes + 2 * GROWTH_LIMIT_BYTES)
    creep.check(grown)
    creep.check(grown)
    creep.check(FIRST)


@pytest.mark.parametrize("change", [1, -1])
@pytest.mark.parametrize("what", ["threads", "descriptors"])
def test_one_more_or_less(what: str, change: int) -> None:
    held = replace(FIRST, **{what: getattr(FIRST, what) + change})
    creep = Creep(FIRST)
    assert creep.is_settled(FIRST)
    assert not creep.is_settled(held)
    with pytest.raises(Fault, match=f"creep: .* {what} at first"):
        creep.check(held)


def test_memory() -> None:
    creep = Creep(FIRST)
    creep.check(FIRST)
    most = FIRST.resident_bytes + GROWTH_LIMIT_BYTES
    creep.check(replace(FIRST, resident_bytes=most))
    with pytest.raises(Fault, match="the server has grown by"):
        creep.check(replace(FIRST, resident_bytes=most + 1))
