"""Orders in the hub: what is told and what is logged of them."""

import logging

import pytest

from app.journal.memory import MemoryJournal
from app.room.house import House
from app.room.moderation import Moderation
from app.server.keeping import Keeping
from tests.unit.room.hall import AT


def test_the_console_shows_the_answer_to_its_own_orders_and_no_log_of_them(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What others order it has to be shown."""
    house = House(MemoryJournal(lambda: "log-1"))
    keeping = Keeping(Moderation(), house, {}, {}, None)  # type: ignore[arg-type]
    told: list[str] = []
    with caplog.at_level(logging.INFO):
        keeping.host_orders("lock we are complete", told.append, AT)
        keeping.host_orders("kick nobody", told.append, AT)
        keeping.log("order by ana: something")
    assert told[0] == "Nobody new comes in from here on: we are complete."
    assert told[1].startswith("Nobody here is called nobody")
    mine, other = caplog.records
    assert mine.getMessage().startswith("the host locked the door")
    assert hasattr(mine, "known")
    assert not hasattr(other, "known")
