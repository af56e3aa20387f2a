"""A session that goes from room to room notices what is missing, doubled, or shown elsewhere."""

import json

import pytest

from tests.soak.history import Fault
from tests.soak.ledger import Ledger
from tests.soak.session import Session
from tests.unit.soak.soaked import OWN, came_in, line, said, texts, welcome


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def session(ledger: Ledger) -> Session:
    """In the lobby, where one entry was heard."""
    session = came_in(ledger)
    session.hear(said(1, *texts(ledger, 1)))
    return session


def move(session: Session, room: str, seq: int = 0, **fields: object) -> None:
    """Go there and come in."""
    session.join(room)
    session.hear(welcome(seq, **({"room": room, "log": f"log of {room}"} | fields)))


def back(session: Session, seq: int, **fields: object) -> None:
    move(session, "lobby", seq, **({"log": "log"} | fields))


def test_going_and_coming_back(ledger: Ledger, session: Session) -> None:
    """It hears what was said meanwhile, and goes on with what follows."""
    move(session, "build")
    session.hear(said(1, *texts(ledger, 1, "build")))
    missed, next = texts(ledger, 2)
    assert json.loads(session.join("lobby"))["resume"] == {"log": "log", "seq": 1, "at": 1001}
    session.hear(said(2, *texts(ledger, 1, "build")))
    session.hear(welcome(2, after=1))
    session.hear(said(2, missed))
    session.hear(line("caught_up", seq=2))
    session.hear(said(3, next))
    session.bye()
    session.ended()


def test_what_is_shown_in_the_wrong_room(ledger: Ledger, session: Session) -> None:
    move(session, "build")
    with pytest.raises(Fault, match="build: this was for lobby, and came here"):
        session.hear(said(1, *texts(ledger, 1)))


def test_what_was_said_while_away_is_missing(ledger: Ledger, session: Session) -> None:
    move(session, "build")
    _, second = texts(ledger, 2)
    back(session, 3, after=1)
    with pytest.raises(Fault, match="a hole: after seq 1 came seq 3"):
        session.hear(said(3, second))


def test_a_replay_that_begins_elsewhere(session: Session) -> None:
    move(session, "build")
    with pytest.raises(Fault, match="the replay begins after 0 and not after 1"):
        back(session, 1, after=0)


def test_a_welcome_to_another_room(session: Session) -> None:
    session.join("build")
    with pytest.raises(Fault, match="a welcome to garden, and not to build"):
        session.hear(welcome(0, room="garden"))


def test_a_welcome_that_nobody_asked_for(session: Session) -> None:
    with pytest.raises(Fault, match="nobody has asked for"):
        session.hear(welcome(0, room="build"))


def test_a_welcome_before_the_end_of_a_replay(session: Session) -> None:
    move(session, "build")
    back(session, 2, after=1)
    with pytest.raises(Fault, match="a welcome to build, and no caught_up in lobby"):
        move(session, "build")


def test_what_was_said_just_before_it_left(ledger: Ledger, session: Session) -> None:
    """It belongs to the room in which it was said, and comes back there."""
    texts_there = texts(ledger, 1, "build")
    move(session, "build")
    session.say(texts_there)
    session.join("lobby")
    [ping] = (json.loads(each)["id"] for each in session.ping().splitlines())
    session.hear(welcome(1, after=1))
    session.hear(line("caught_up", seq=1))
    with pytest.raises(Fault, match="never acknowledged: id 1"):
        session.hear(line("pong", id=ping))


def elsewhere(session: Session, ledger: Ledger) -> str:
    """What was said in a room, and not acknowledged before it came back into another one."""
    [text] = texts(ledger, 1, "build")
    move(session, "build")
    session.say([text])
    _, again = map(json.loads, session.hello(room="lobby").splitlines())
    assert (again["id"], again["room"]) == (1, "build")
    session.hear(welcome(1, after=1))
    session.hear(line("caught_up", seq=1))
    return text


def test_an_acknowledgement_from_elsewhere(ledger: Ledger, session: Session) -> None:
    """It comes once, and is nothing of what is heard here."""
    text = elsewhere(session, ledger)
    acknowledgement = said(7, text, from_=OWN, id=1, room="build")
    session.hear(acknowledgement)
    assert session.is_quiet
    session.hear(said(2, *texts(ledger, 1)))
    with pytest.raises(Fault, match="did not say elsewhere, or again"):
        session.hear(acknowledgement)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"from_": OWN, "id": 1, "room": "garden"}, "said in garden, and not where it was meant"),
        ({"from_": OWN, "id": 1, "room": "lobby"}, "said in lobby, and not where it was meant"),
        ({"id": 1, "room": "build"}, "did not say elsewhere"),
        ({"from_": OWN, "id": 1}, "lobby: this was for build"),
    ],
)
def test_a_wrong_acknowledgement_from_elsewhere(
    ledger: Ledger, session: Session, fields: dict[str, str], sentence: str
) -> None:
    text = elsewhere(session, ledger)
    with pytest.raises(Fault, match=sentence):
        session.hear(line("said", seq=2, at=1002, name="s1", text=text, **{"from_": "f"} | fields))


def test_a_page_of_the_room_it_has_left_since(ledger: Ledger, session: Session) -> None:
    """It is what was asked for, and not of the room to which it is on its way."""
    first, second = texts(ledger, 2)
    session.hear(said(2, first))
    id = json.loads(session.look_back(3, 1))["id"]
    session.join("build")
    page = {"seq": 2, "at": 1002, "from": "f", "name": "s1", "text": second}
    with pytest.raises(Fault, match="lobby: seq 2 is"):
        session.hear(line("history", id=id, entries=[page], more=True))
