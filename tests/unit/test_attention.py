"""Whether somebody looks: as the terminal tells, or as the keys let one think."""

from app.attention import LOOKS_LIMIT_S, Attention


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_where_nothing_is_told() -> None:
    """Somebody looks for a minute after each key."""
    clock = Clock()
    attention = Attention(clock)
    assert attention.is_there
    clock.now += LOOKS_LIMIT_S
    assert not attention.is_there
    assert attention.key()
    assert attention.is_there
    assert not attention.key()


def test_where_it_is_told() -> None:
    """The window that has the keyboard is looked at, however long no key is pressed."""
    clock = Clock()
    attention = Attention(clock)
    assert not attention.focus(True)
    clock.now += 10 * LOOKS_LIMIT_S
    assert attention.is_there
    assert not attention.focus(False)
    assert not attention.is_there
    assert attention.focus(True)
    assert attention.is_there


def test_a_key_where_nobody_should_be() -> None:
    """Whoever presses it looks."""
    attention = Attention(Clock())
    attention.focus(False)
    assert attention.key()
    assert attention.is_there
