"""Whom an order may have meant that names nobody."""

from app.room.meant import LOOKED_AT_LIMIT_NAMES, meant


def test_the_nearest_are_asked_about_as_they_are_written() -> None:
    assert meant("MARI", ["Mary", "Maria", "otto"], "no.") == "did you mean Maria or Mary?"
    assert meant("ulf", ["Mary", "Maria", "otto"], "no.") == "no."
    assert meant("ulf", [], "no.") == "no."


def test_not_everybody_is_looked_at() -> None:
    names = [f"xx{number:08}" for number in range(LOOKED_AT_LIMIT_NAMES)]
    assert meant("mary", [*names[1:], "mari"], "no.") == "did you mean mari?"
    assert meant("mary", [*names, "mari"], "no.") == "no."
