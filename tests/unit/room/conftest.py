"""What the tests of the room begin with."""

import pytest

from tests.unit.room.hall import Hall


@pytest.fixture
def hall() -> Hall:
    """Ana on connection 1, bo on 2 and cy, who speaks plain, on 3."""
    hall = Hall()
    hall.enter(1, "ana", session="ana")
    hall.enter(2, "bo")
    hall.enter(3, "cy", plain=True)
    hall.store()
    return hall
