"""The rooms' logs together: how long they are, and what is in them when somebody comes back."""

from itertools import count

import pytest

from app.errors import JournalError
from app.journal.memory import MemoryJournal
from app.journal.memory_room import MemoryRoomJournal
from app.protocol.entries import Said
from app.room.log import LOG_LIMIT_BYTES
from app.server.clocks import Clocks
from app.server.halls import ROOM_TAIL_LIMIT_ENTRIES, TAIL_LIMIT_ENTRIES, Hall, Halls

LIMIT = 60_000


def said(seq: int, size: int = 10) -> Said:
    """An entry of about so many bytes."""
    return Said(seq=seq, at=1, from_="f", name="ana", text="x" * size)


def opened(halls: Halls, name: str) -> Hall:
    """A hall that is open now."""
    halls.open(name)
    hall = halls.get(name)
    assert hall
    return hall


def test_all_logs_together_are_bounded() -> None:
    """Whatever is said where: the longest forget first, and short ones keep what they have."""
    halls = Halls(MemoryJournal(lambda: "log"), Clocks(), LOG_LIMIT_BYTES, LIMIT)
    short = opened(halls, "short")
    halls.append(short, [said(1)])
    rooms = [opened(halls, f"r{number}") for number in range(10)]
    for seq in range(1, 60):
        for hall in rooms:
            halls.append(hall, [said(seq, 500)])
            assert halls.size <= LIMIT
            assert halls.size == sum(h.log.size for h in (*rooms, short)) + lobby(halls).log.size
    assert short.log.oldest.first == 1
    assert min(hall.log.size for hall in rooms) > LIMIT // 20
    halls.append(rooms[0], [said(60, LIMIT)])  # one chunk is never cut
    assert halls.size < 3 * LIMIT
    halls.append(rooms[1], [said(60)])
    for number in range(10):
        halls.close(f"r{number}")
    assert halls.size == short.log.size + lobby(halls).log.size


def lobby(halls: Halls) -> Hall:
    """The hall that is always open."""
    hall = halls.get("lobby")
    assert hall
    return hall


def test_who_has_not_read_a_removed_room_gets_nothing_of_the_next_of_its_name() -> None:
    """What it had to say is to be had nowhere."""
    numbers = count(1)
    journal = MemoryJournal(lambda: f"log-{next(numbers)}")
    halls = Halls(journal, Clocks(), LOG_LIMIT_BYTES)
    hall = opened(halls, "build")
    cursor = hall.cursor(plain=False, after=None)
    for seq in (1, 2, 3):
        journal.append({"build": [said(seq)]})
        halls.append(hall, [said(seq)])
    halls.close("build")
    journal.forget("build")
    journal.append({"build": [said(seq, 20) for seq in (1, 2, 3)]})
    cursor.settle()
    assert cursor.gap
    gap, reader = cursor.gap, journal.reader()
    assert reader.between(cursor.log.id, gap.first, gap.last, 9, 999) == []


def test_who_has_not_read_a_closed_log_holds_none_of_it() -> None:
    """What was said there is to be had from the archive."""
    halls = Halls(MemoryJournal(lambda: "log"), Clocks(), LOG_LIMIT_BYTES)
    hall = opened(halls, "build")
    cursor = hall.cursor(plain=False, after=None)
    for seq in range(1, 6):
        halls.append(hall, [said(seq)])
    halls.close("build")
    halls.close("build")
    assert halls.get("build") is None
    cursor.settle()
    assert cursor.gap
    assert (cursor.gap.first, cursor.gap.last) == (1, 4)


def test_a_room_comes_back_with_its_end() -> None:
    """The lobby with more of it; what is before that is a gap, for the archive to fill."""
    store = MemoryJournal(lambda: "log")
    many = TAIL_LIMIT_ENTRIES // 2
    store.append({name: [said(seq) for seq in range(1, many + 1)] for name in ("lobby", "build")})
    halls = Halls(store, Clocks(), LOG_LIMIT_BYTES)
    assert lobby(halls).cursor(plain=False, after=0).gap is None
    build = opened(halls, "build")
    cursor = build.cursor(plain=False, after=0)
    assert cursor.gap
    assert cursor.gap.last == many - ROOM_TAIL_LIMIT_ENTRIES
    assert build.recent()


def test_a_room_that_cannot_be_read_opens_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """People can talk there; who wants what was said before is told by the archive."""
    store = MemoryJournal(lambda: "log")
    store.append({"build": [said(1), said(2)]})
    halls = Halls(store, Clocks(), LOG_LIMIT_BYTES)

    def broken(*_: object) -> list[Said]:
        raise JournalError("it is broken")

    monkeypatch.setattr(MemoryRoomJournal, "after", broken)
    build = opened(halls, "build")
    cursor = build.cursor(plain=False, after=0)
    assert cursor.gap
    assert cursor.gap.last == 2
