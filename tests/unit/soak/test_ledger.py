"""The ledger notices what was doubled, swapped, invented, or heard by nobody."""

import pytest

from tests.soak.history import Fault
from tests.soak.ledger import LOBBY, Ledger
from tests.unit.soak.soaked import entry, texts


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_all_is_well(ledger: Ledger) -> None:
    for seq, text in enumerate(texts(ledger, 3), 1):
        ledger.room(LOBBY).saw(entry(seq, text))
        ledger.room(LOBBY).saw(entry(seq, text))  # by another
    ledger.check_whole()
    assert ledger.room(LOBBY).last == ledger.count == 3


def test_what_nobody_told(ledger: Ledger) -> None:
    [text] = texts(ledger, 1)
    with pytest.raises(Fault, match="nobody has told this"):
        ledger.room(LOBBY).saw(entry(1, text + "!"))


def test_said_twice(ledger: Ledger) -> None:
    [text] = texts(ledger, 1)
    ledger.room(LOBBY).saw(entry(1, text))
    with pytest.raises(Fault, match="said twice, as seq 1 and as seq 2"):
        ledger.room(LOBBY).saw(entry(2, text))


def test_two_have_got_different_things(ledger: Ledger) -> None:
    first, second = texts(ledger, 2)
    ledger.room(LOBBY).saw(entry(1, first))
    with pytest.raises(Fault, match=r"seq 1 is .* for some, and .* for others"):
        ledger.room(LOBBY).saw(entry(1, second))


def test_another_said_it_for_some(ledger: Ledger) -> None:
    [text] = texts(ledger, 1)
    ledger.room(LOBBY).saw(entry(1, text))
    with pytest.raises(Fault, match="for others"):
        ledger.room(LOBBY).saw(entry(1, text) | {"from": "0000000000000000"})


def test_heard_by_nobody(ledger: Ledger) -> None:
    first, _, third = texts(ledger, 3)
    ledger.room(LOBBY).saw(entry(1, first))
    ledger.room(LOBBY).saw(entry(3, third))
    with pytest.raises(Fault, match=r"nobody has heard 1 of 3, such as \[2\]"):
        ledger.check_whole()


def test_each_room_has_its_own_order(ledger: Ledger) -> None:
    [here], [there] = texts(ledger, 1), texts(ledger, 1, "build")
    ledger.room(LOBBY).saw(entry(1, here))
    ledger.room("build").saw(entry(1, there))
    ledger.check_whole()
    assert ledger.count == 2


def test_said_in_another_room_than_it_was_for(ledger: Ledger) -> None:
    [text] = texts(ledger, 1, "build")
    with pytest.raises(Fault, match="lobby: this was for build, and came here"):
        ledger.room(LOBBY).saw(entry(1, text))


def test_heard_by_nobody_in_another_room(ledger: Ledger) -> None:
    ledger.room("build").saw(entry(2, *texts(ledger, 1, "build")))
    with pytest.raises(Fault, match=r"build: nobody has heard 1 of 2, such as \[1\]"):
        ledger.check_whole()


def test_whispers_are_for_one_and_come_once(ledger: Ledger) -> None:
    first, second = ledger.whisper(3), ledger.whisper(3)
    ledger.heard_whisper(first, 3)
    with pytest.raises(Fault, match="came twice"):
        ledger.heard_whisper(first, 3)
    with pytest.raises(Fault, match="for client 3 came to client 4"):
        ledger.heard_whisper(second, 4)
