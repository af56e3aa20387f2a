"""A session notices whatever the server leaves out, doubles, swaps or invents."""

import json

import pytest

from tests.soak.history import Fault
from tests.soak.ledger import Ledger
from tests.soak.session import Session
from tests.unit.soak.soaked import OWN, SECRET, came_in, entry, line, said, texts, welcome


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def session(ledger: Ledger) -> Session:
    return came_in(ledger)


def ids(lines: bytes) -> list[int]:
    return [json.loads(each).get("id") for each in lines.splitlines()]


def test_all_is_well(ledger: Ledger, session: Session) -> None:
    first, second = texts(ledger, 2)
    [id] = ids(session.say([second]))
    session.hear(said(1, first))
    session.hear(said(2, second, from_=OWN, id=id))
    [ping] = ids(session.ping())
    assert not session.is_quiet
    session.hear(line("pong", id=ping))
    assert session.is_quiet
    session.bye()
    session.ended()


def test_a_hole(ledger: Ledger, session: Session) -> None:
    first, _, third = texts(ledger, 3)
    session.hear(said(1, first))
    with pytest.raises(Fault, match="a hole: after seq 1 came seq 3"):
        session.hear(said(3, third))


def test_a_hole_after_the_welcome(ledger: Ledger) -> None:
    session = came_in(ledger, 4)
    with pytest.raises(Fault, match="a hole: after seq 4 came seq 6"):
        session.hear(said(6, *texts(ledger, 1)))


def test_a_repetition(ledger: Ledger, session: Session) -> None:
    [text] = texts(ledger, 1)
    session.hear(said(1, text))
    with pytest.raises(Fault, match="seq 1 came again"):
        session.hear(said(1, text))


def test_a_swapped_text(ledger: Ledger, session: Session) -> None:
    first, second = texts(ledger, 2)
    came_in(ledger).hear(said(1, first))
    with pytest.raises(Fault, match="seq 1 is"):
        session.hear(said(1, second))


def test_a_message_that_is_never_acknowledged(ledger: Ledger, session: Session) -> None:
    session.say(texts(ledger, 1))
    [ping] = ids(session.ping())
    with pytest.raises(Fault, match="never acknowledged: id 1"):
        session.hear(line("pong", id=ping))


def test_the_end_before_an_acknowledgement(ledger: Ledger, session: Session) -> None:
    session.say(texts(ledger, 1))
    session.bye()
    with pytest.raises(Fault, match="never acknowledged: id 1"):
        session.ended()


def test_the_last_one_is_missing(ledger: Ledger, session: Session) -> None:
    """What another has heard before the question is here before the answer."""
    came_in(ledger).hear(said(1, *texts(ledger, 1)))
    [ping] = ids(session.ping())
    with pytest.raises(Fault, match="seq 1 was said before, and only seq 0 has come"):
        session.hear(line("pong", id=ping))


def test_the_last_one_is_missing_at_the_end(ledger: Ledger, session: Session) -> None:
    came_in(ledger).hear(said(1, *texts(ledger, 1)))
    session.bye()
    with pytest.raises(Fault, match="seq 1 was said before"):
        session.ended()


def test_an_end_that_nobody_asked_for(session: Session) -> None:
    with pytest.raises(Fault, match="the server has closed"):
        session.ended()


def test_an_end_without_an_answer(session: Session) -> None:
    session.who()
    session.bye()
    with pytest.raises(Fault, match="without an answer"):
        session.ended()


def test_coming_back(ledger: Ledger, session: Session) -> None:
    """It asks for what follows, and says again what was not acknowledged; the answer to that may
    come once more than the message itself."""
    first, second = texts(ledger, 2)
    session.say([second])
    session.hear(said(1, first))
    hello, again = map(json.loads, session.hello().splitlines())
    assert hello["resume"] == {"log": "log", "seq": 1, "at": 1001}
    assert (again["id"], again["text"], again["room"]) == (1, second, "lobby")
    session.hear(welcome(2, after=1))
    session.hear(said(2, second, from_=OWN, id=1))
    session.hear(said(2, second, from_=OWN, id=1))
    assert session.is_quiet
    with pytest.raises(Fault, match="seq 2 came again"):
        session.hear(said(2, second, from_=OWN, id=1))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"after": 0}, "the replay begins after 0 and not after 1"),
        ({"after": 2}, "the replay begins after 2 and not after 1"),
        ({"after": 1, "log": "other"}, "another history"),
    ],
)
def test_coming_back_to_another_place(
    ledger: Ledger, session: Session, fields: dict[str, object], sentence: str
) -> None:
    session.hear(said(1, *texts(ledger, 1)))
    session.hello()
    with pytest.raises(Fault, match=sentence):
        session.hear(welcome(2, **fields))


def test_a_welcome_that_knows_too_little(ledger: Ledger) -> None:
    came_in(ledger).hear(said(1, *texts(ledger, 1)))
    late = Session(8, SECRET, ledger)
    late.hello()
    with pytest.raises(Fault, match="welcome to seq 0, and seq 1 was heard"):
        late.hear(welcome(0))


def test_a_gap(session: Session) -> None:
    with pytest.raises(Fault, match="a gap, and everything is kept"):
        session.hear(line("gap", first=1, last=2))


@pytest.mark.parametrize(
    "answer",
    [
        line("pong", id=1),
        line("error", code="bad-json", text="x"),
        line("members", count=1, names=[]),
    ],
)
def test_an_answer_that_nobody_asked_for(session: Session, answer: bytes) -> None:
    with pytest.raises(Fault, match="nobody has asked for"):
        session.hear(answer)


def test_answers_out_of_order(session: Session) -> None:
    session.who()
    session.ping()
    with pytest.raises(Fault, match="in place of an answer"):
        session.hear(line("pong", id=1))


def test_a_refusal_of_what_is_allowed(ledger: Ledger, session: Session) -> None:
    session.say(texts(ledger, 1))
    with pytest.raises(Fault, match="nobody has asked for"):
        session.hear(line("error", code="not-stored", text="x", id=1))


@pytest.mark.parametrize(
    ("seqs", "more"),
    [([1, 3], False), ([1, 2], False), ([2, 3], False), ([1, 2, 3], True), ([], False)],
)
def test_a_page_with_something_missing(
    ledger: Ledger, session: Session, seqs: list[int], more: bool
) -> None:
    said_before = texts(ledger, 3)
    for seq, text in enumerate(said_before, 1):
        session.hear(said(seq, text))
    [id] = ids(session.look_back(4, 3))
    entries = [entry(seq, said_before[seq - 1]) for seq in seqs]
    with pytest.raises(Fault, match="history"):
        session.hear(line("history", id=id, entries=entries, more=more))


def test_a_page_that_says_something_else(ledger: Ledger, session: Session) -> None:
    first, second = texts(ledger, 2)
    session.hear(said(1, first))
    [id] = ids(session.look_back(2, 3))
    with pytest.raises(Fault, match="seq 1 is"):
        session.hear(line("history", id=id, entries=[entry(1, second)]))


def test_a_replay_that_does_not_end(ledger: Ledger, session: Session) -> None:
    [text] = texts(ledger, 1)
    session.hello()
    session.hear(welcome(1, after=0))
    session.hear(said(1, text))
    session.bye()
    with pytest.raises(Fault, match="ended without caught_up"):
        session.ended()
