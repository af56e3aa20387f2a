"""What is told to one only: whispers, and answers to questions."""

import pytest

from app.protocol.entries import Notice
from app.protocol.plain_lines import HELP, Help
from app.protocol.replies import Error, Members, Pong, Whispered
from app.protocol.requests import Nick, Ping, Whisper, Who
from app.room import members
from app.room.name_rules import ASKED_LIMIT_CHARS
from app.text import fold
from tests.unit.outside import unsafe
from tests.unit.room.hall import Hall, error, replies


def test_a_whisper_is_heard_by_two(hall: Hall) -> None:
    """The one it is for, then its sender as the acknowledgement; it is not stored."""
    hall.do(1, Whisper(to="BO", text="psst\x07", id=3))
    batch = hall.store()
    assert [id for id, _ in batch.replies] == [2, 1]
    for _, reply in batch.replies:
        assert isinstance(reply, Whispered)
        assert (reply.name, reply.to, reply.text, reply.id) == ("ana", "bo", "psst␇", 3)
        assert reply.at == hall.at - 1
    assert batch.events == []
    assert hall.journal.seq == 0


def test_a_whisper_to_oneself_is_heard_once(hall: Hall) -> None:
    """It is its own acknowledgement."""
    hall.do(1, Whisper(to="ana", text="note"))
    assert len(hall.store().replies) == 1


@pytest.mark.parametrize("to", ["nobody", "", "\x1b[2J" + "x" * 90, "guest-1"])
def test_a_whisper_to_nobody_is_refused(hall: Hall, to: str) -> None:
    """What was asked for is repeated short and clean."""
    hall.do(1, Whisper(to=to, text="psst", id=3))
    refusal = error(hall.store(), 1)
    assert (refusal.code, refusal.id) == ("no-such-name", 3)
    assert not unsafe(refusal.text)
    assert len(refusal.text) < 120


def test_a_name_in_another_room_is_not_here(hall: Hall) -> None:
    """Names are unique in all rooms; a whisper does not leave its own."""
    hall.names.take("dan", 99)
    hall.do(1, Whisper(to="dan", text="psst"))
    assert error(hall.store(), 1).code == "no-such-name"


def test_who_is_here_in_pages() -> None:
    """In the order of the alphabet, whatever the case; each page says whether more follow."""
    hall = Hall()
    for id in range(250):
        hall.enter(id, f"{'B' if id % 2 else 'b'}{id:03}")
    hall.store()
    names: list[str] = []
    sizes = []
    more = True
    while more:
        hall.do(7, Who(after=names[-1] if names else ""))
        ((id, page),) = hall.store().replies
        assert isinstance(page, Members)
        assert (id, page.count) == (7, 250)
        names += page.names
        sizes.append(len(page.names))
        more = page.more
    assert sizes == [100, 100, 50]
    assert [name.lower() for name in names] == [f"b{id:03}" for id in range(250)]
    hall.do(7, Nick(name="aaa"))
    hall.do(7, Who())
    (reply,) = replies(hall.store(), 7)
    assert isinstance(reply, Members)
    assert reply.names[:2] == ["aaa", "b000"]


def test_who_after_a_name_that_is_gone(hall: Hall) -> None:
    """The page goes on where the name would be."""
    hall.do(1, Who(after="b"))
    assert replies(hall.store(), 1) == [Members(count=3, names=["bo", "cy"])]
    hall.do(1, Who(after="zz"))
    assert replies(hall.store(), 1) == [Members(count=3, names=[])]


def test_nobody_can_make_who_cost_much(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the beginning of what is asked for is folded."""
    sizes = []

    def measured(text: str) -> str:
        sizes.append(len(text))
        return fold(text)

    monkeypatch.setattr(members, "fold", measured)
    hall.do(1, Who(after="\u0301\u0316" * 30_000))
    assert len(hall.store().replies) == 1
    assert max(sizes) <= ASKED_LIMIT_CHARS


def test_what_others_answer_comes_in_its_turn(hall: Hall) -> None:
    """Behind what was answered before, also to one who is not in the room."""
    refusal = Error(code="bad-json", text="That was no message.")
    hall.do(9, Ping(id=1))
    hall.house.answer(9, refusal)
    hall.house.answer(1, refusal)
    hall.do(1, Ping(id=2))
    batch = hall.store()
    assert [type(reply) for reply in replies(batch, 9)] == [Error, Error]
    assert replies(batch, 9)[1] == refusal
    assert replies(batch, 1) == [refusal, Pong(id=2)]
    assert batch.events == []


def test_private_questions_have_private_answers(hall: Hall) -> None:
    """In the order in which they were asked."""
    hall.do(1, Ping(id=8))
    hall.do(3, Help())
    hall.do(1, Ping())
    batch = hall.store()
    assert replies(batch, 1) == [Pong(id=8), Pong()]
    assert replies(batch, 3) == [Notice(code="help", text=HELP)]
    assert batch.events == []
