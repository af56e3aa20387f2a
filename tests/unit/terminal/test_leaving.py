"""Ctrl+C on an empty line."""

from app.terminal.leaving import AGAIN_LIMIT_S, Leaving


class Clock:
    """A time that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_second_one_leaves() -> None:
    """The first one asks."""
    leaving = Leaving("Again?", Clock())
    assert leaving.question == ""
    assert not leaving.press()
    assert leaving.question == "Again?"
    leaving.key()
    assert leaving.press()


def test_one_that_comes_late() -> None:
    """It is a first one again, and what was said is gone."""
    clock = Clock()
    leaving = Leaving("Again?", clock)
    leaving.press()
    clock.now += AGAIN_LIMIT_S
    assert leaving.question == ""
    assert not leaving.press()
    assert leaving.question == "Again?"


def test_something_else_in_between() -> None:
    """Whoever presses another key stays."""
    leaving = Leaving("Again?", Clock())
    leaving.press()
    leaving.key()
    assert leaving.question == "Again?"
    leaving.key()
    assert leaving.question == ""
    assert not leaving.press()


def test_nothing_is_asked() -> None:
    """Where there are no words for it, one is enough."""
    assert Leaving("", Clock()).press()
