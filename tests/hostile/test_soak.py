"""The soak, for as long as a suite has time for it; `dev.py soak` has longer ones."""

import faulthandler
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom

import pytest

from tests.soak.soak import Soak
from tests.support.processes import scale

SECONDS = 60
"""Some rounds, the first of which says how much memory is usual."""
LIMIT_S = 90


@pytest.mark.timeout(scale(LIMIT_S))
@pytest.mark.parametrize("seconds", [SECONDS])
def test_a_crowd_loses_nothing_and_leaves_nothing(
    seconds: int, cleanup: ExitStack, tmp_path: Path
) -> None:
    """Hundreds come, go, talk, stall, flood and vanish: everybody hears everything, once and in
    order, and the server holds no more when they have gone than it did before."""
    faulthandler.cancel_dump_traceback_later()  # it is for shorter tests
    seed = SystemRandom().randrange(1_000_000)
    print(f"To run the same plan again: python3 dev.py soak {seconds} {seed}")
    Soak(seed, tmp_path, cleanup, print).run(seconds)
