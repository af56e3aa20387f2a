"""At a bare terminal, too, whatever is missing, doubled or swapped is noticed."""

import pytest

from tests.soak.bare import BareSession
from tests.soak.history import Fault
from tests.soak.ledger import LOBBY, Ledger
from tests.unit.soak.soaked import entry, texts


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def bare(ledger: Ledger) -> BareSession:
    return BareSession(7, ledger)


def heard(bare: BareSession, *texts: str) -> None:
    for text in texts:
        bare.hear(f"[14:03] s1: {text}".encode())


def known(ledger: Ledger, count: int, room: str = LOBBY) -> list[str]:
    """Texts that others have heard."""
    told = texts(ledger, count, room)
    for seq, text in enumerate(told, 1):
        ledger.room(room).saw(entry(seq, text))
    return told


def test_all_is_well(ledger: Ledger, bare: BareSession) -> None:
    first, second, third = known(ledger, 3)
    bare.hear(b"* realtime-chat/1 - hello")
    bare.hear(b"-- Said before you came:")
    bare.hear(f"[2030-12-31 14:03] * s1 {first}".encode())
    heard(bare, second)
    bare.hear(b"-- s3 joined")
    heard(bare, third)
    bare.bye()
    bare.ended()
    bare.settle()


@pytest.mark.parametrize("order", [(0, 2), (1, 0), (0, 0)])
def test_not_in_order(ledger: Ledger, bare: BareSession, order: tuple[int, int]) -> None:
    told = known(ledger, 3)
    heard(bare, *(told[number] for number in order))
    with pytest.raises(Fault, match="came after seq"):
        bare.settle()


def test_the_last_one_is_missing(ledger: Ledger, bare: BareSession) -> None:
    first, _ = known(ledger, 2)
    heard(bare, first)
    bare.bye()
    with pytest.raises(Fault, match="seq 2 was said before it left, and 1 came last"):
        bare.settle()


def test_what_only_one_has_heard(ledger: Ledger, bare: BareSession) -> None:
    heard(bare, *texts(ledger, 1))
    with pytest.raises(Fault, match="heard in bare lines only"):
        bare.settle()


def test_what_nobody_told(ledger: Ledger, bare: BareSession) -> None:
    heard(bare, "m999 of 3")
    with pytest.raises(Fault, match="nobody has told this"):
        bare.settle()


def test_what_did_not_come_back(ledger: Ledger, bare: BareSession) -> None:
    bare.say(texts(ledger, 1))
    bare.goodbye()
    with pytest.raises(Fault, match="never came back to who said it: m1"):
        bare.ended()


def test_an_end_that_nobody_asked_for(bare: BareSession) -> None:
    with pytest.raises(Fault, match="the server has closed"):
        bare.ended()


def test_whispers(ledger: Ledger, bare: BareSession) -> None:
    text = ledger.whisper(7)
    bare.hear(f"[14:03] s1 -> b7n12: {text}".encode())
    with pytest.raises(Fault, match="came twice"):
        bare.hear(f"[14:03] s1 -> b7n12: {text}".encode())


def test_a_gap(bare: BareSession) -> None:
    with pytest.raises(Fault, match="a gap"):
        bare.hear(b"-- 3 messages are missing here")


def test_going_to_another_room_and_back(ledger: Ledger, bare: BareSession) -> None:
    """What is heard in each is one order; it begins anew with each coming."""
    here, there = known(ledger, 4), known(ledger, 4, "build")
    heard(bare, here[1])
    bare.join("build")
    heard(bare, here[2])
    bare.hear(b"-- You are b7, in build with s1 and s2.")
    heard(bare, *there[2:])
    bare.join(LOBBY)
    bare.hear(b"-- You are b7, in lobby.")
    heard(bare, *here[2:])
    bare.bye()
    bare.ended()
    bare.settle()


def test_a_welcome_where_it_is_begins_nothing_anew(ledger: Ledger, bare: BareSession) -> None:
    first, _, third = known(ledger, 3)
    heard(bare, first)
    bare.hear(b"-- You are b7, in lobby.")
    heard(bare, third)
    with pytest.raises(Fault, match="seq 3 came after seq 1"):
        bare.settle()


def test_what_was_said_in_another_room(ledger: Ledger, bare: BareSession) -> None:
    heard(bare, *known(ledger, 1, "build"))
    with pytest.raises(Fault, match="lobby: this was for build"):
        bare.settle()


def test_a_room_to_which_it_never_came(bare: BareSession) -> None:
    bare.join("build")
    bare.bye()
    with pytest.raises(Fault, match="went to build, and was never told"):
        bare.ended()
