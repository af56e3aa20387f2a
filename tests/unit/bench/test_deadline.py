"""All measurements together have so much time, and can be stopped."""

import pytest

from tests.bench.problem import Deadline, OutOfTime


def test_a_wait_takes_no_more_than_is_left() -> None:
    assert Deadline(1000).left(5) == 5
    assert 0 < Deadline(1000).left(5000) <= 1000


def test_when_the_time_is_up() -> None:
    with pytest.raises(OutOfTime, match="The 0 s for all measurements are over"):
        Deadline(0).left(5)


def test_stopping_interrupts_the_next_wait() -> None:
    deadline = Deadline(1000)
    deadline.stop()
    with pytest.raises(KeyboardInterrupt):
        deadline.left(5)
