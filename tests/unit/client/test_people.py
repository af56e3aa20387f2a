"""Who is here, who spoke last first."""

from app.client.people import KNOWN_LIMIT_NAMES, People
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Limits, Members, RoomInfo, RoomList, Welcome, Whispered

LIMITS = Limits(line_bytes=65536, text_chars=4000, text_lines=100)


def welcomed(*names: str, seq: int = 0) -> People:
    """Those whom `ana` finds."""
    people = People()
    people.receive(welcome(*names, seq=seq))
    return people


def welcome(*names: str, seq: int = 0) -> Welcome:
    """Those whom `ana` is told."""
    return Welcome(
        v=1,
        name="ana",
        from_="a",
        room="lobby",
        log="l",
        seq=seq,
        count=len(names) + 1,
        names=["ana", *names],
        limits=LIMITS,
        after=0,
    )


def said(name: str, seq: int = 1, room: str = "") -> Said:
    return Said(seq=seq, at=0, from_=name, name=name, text="x", room=room)


def test_who_spoke_last_comes_first() -> None:
    """Oneself is not among them."""
    people = welcomed("bo", "cem", "dora")
    assert people.names() == ["bo", "cem", "dora"]
    people.receive(said("dora"))
    people.receive(said("cem", 2))
    people.receive(said("ana", 3))
    assert people.names() == ["cem", "dora", "bo"]
    people.receive(Whispered(at=0, from_="b", name="bo", to="ana", text="x"))
    assert people.names() == ["bo", "cem", "dora"]


def test_coming_and_going() -> None:
    """Whoever comes is known, whoever goes no more; a new name takes the old one's place."""
    people = welcomed("bo")
    people.receive(Joined(at=0, count=2, names=["cem", "dora"]))
    people.receive(Left(at=0, count=1, names=["Bo"]))
    people.receive(Renamed(at=0, from_="c", name="cem", to="Carl"))
    people.receive(Renamed(at=0, from_="a", name="ana", to="anna"))
    people.receive(said("anna"))
    people.receive(Members(count=4, names=["anna", "Carl", "dora", "emil"]))
    assert sorted(people.names()) == ["Carl", "dora", "emil"]


def test_what_was_said_before_one_came() -> None:
    """Those who have left are not here because of it; nor is who speaks in another room."""
    people = welcomed("bo", seq=10)
    people.receive(said("gone", 10))
    people.receive(said("elsewhere", 11, room="build"))
    assert people.names() == ["bo"]
    people.receive(said("live", 11))
    assert people.names() == ["live", "bo"]


def test_not_too_many() -> None:
    """Those go that were heard of longest ago."""
    people = welcomed()
    people.receive(Joined(at=0, count=1, names=[f"n{n}" for n in range(2 * KNOWN_LIMIT_NAMES)]))
    assert len(people.names()) == KNOWN_LIMIT_NAMES
    assert people.names()[0] == f"n{2 * KNOWN_LIMIT_NAMES - 1}"


def test_names_of_a_hostile_server() -> None:
    """They are made harmless, and those that are no word are left out."""
    people = welcomed("\x1b[2J", "two words", "", "x" * 10_000, "new\nline")
    names = people.names()
    assert "␛[2J" in names
    assert all(name.isprintable() and " " not in name and len(name) <= 200 for name in names)
    assert len(names) == 2


def test_who_is_elsewhere() -> None:
    """They come last, since one may whisper to them, and are those here when they come back."""
    people = welcomed("bo", "cem")
    people.receive(Left(at=0, count=1, names=["bo"], to="build"))
    assert people.names() == ["cem", "bo"]
    people.receive(RoomList(rooms=[RoomInfo(name="build", count=2, names=["bo", "dora", "ana"])]))
    assert people.names() == ["cem", "dora", "bo"]
    assert people.like("dorra") == "Did you mean dora?"
    people.receive(Joined(at=0, count=1, names=["bo"]))
    people.receive(Left(at=0, count=1, names=["dora"]))
    assert people.names() == ["bo", "cem"]
    people.receive(welcome("emil"))
    assert people.names() == ["emil", "bo", "cem"]
