"""What members may do, and who is told what of it."""

import pytest

from app.protocol.entries import Notice, Renamed, Said
from app.protocol.limits import TEXT_LIMIT_CHARS, TEXT_LIMIT_LINES
from app.protocol.plain_lines import Help
from app.protocol.replies import Error
from app.protocol.requests import Bye, ClientMessage, Hello, Nick, Ping, Say, Whisper, Who
from app.room.texts import checked_text
from tests.unit.room.hall import Hall, entries, error, openings, texts


def test_what_is_said_is_told_to_everybody_once_with_a_number(hall: Hall) -> None:
    """Its sender hears it as all others do, and knows by the id that it was said."""
    hall.say(1, "hello", 7)
    hall.do(2, Say(text="waves", kind="action"))
    batch = hall.store()
    first, second = entries(batch)
    assert isinstance(first, Said)
    assert isinstance(second, Said)
    assert (first.seq, first.at, first.name, first.text, first.id) == (
        1,
        hall.at - 1,
        "ana",
        "hello",
        7,
    )
    assert (second.seq, second.name, second.kind, second.id) == (2, "bo", "action", None)
    assert first.from_ != second.from_
    assert batch.replies == []
    assert batch.said() == [first, second]


def test_what_is_said_is_cleaned_once_for_all(hall: Hall) -> None:
    """Bots and bare terminals get clean text, too; line ends stay."""
    hall.say(1, "\n\n a\x1b[2J\r\nb\u202e  \n")
    assert texts(hall.store()) == [" a␛[2J\nb\\u202e"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-text"),
        (" \n \u200b\n", "empty-text"),
        ("x" * (TEXT_LIMIT_CHARS + 1), "text-too-long"),
        ("\x9b" * (TEXT_LIMIT_CHARS // 4 + 1), "text-too-long"),
        ("x\n" * TEXT_LIMIT_LINES + "x", "too-many-lines"),
    ],
)
def test_what_cannot_be_said_is_refused_to_its_sender_alone(
    hall: Hall, text: str, code: str
) -> None:
    """With the message's id; nobody hears of it and no number is used up."""
    hall.say(1, text, 5)
    hall.do(1, Whisper(to="bo", text=text, id=6))
    hall.say(1, "next")
    batch = hall.store()
    refused = [
        (id, reply.code, reply.id) for id, reply in batch.replies if isinstance(reply, Error)
    ]
    assert refused == [(1, code, 5), (1, code, 6)]
    assert [said.seq for said in batch.said()] == [1]


def test_the_limits_themselves_are_allowed() -> None:
    """Counted after cleaning, without the empty lines around."""
    long, many = "x" * TEXT_LIMIT_CHARS, "\n".join("x" * TEXT_LIMIT_LINES)
    assert checked_text(f"\n\n{long}\n\n") == long
    assert checked_text(many) == many


def test_another_name_is_told_to_everybody(hall: Hall) -> None:
    """From now on they are called so, and the old name is free."""
    hall.do(1, Nick(name="anna", id=4))
    hall.say(1, "hello")
    hall.do(2, Nick(name="Ana"))
    first, said, second = entries(hall.store())
    assert isinstance(first, Renamed)
    assert isinstance(said, Said)
    assert isinstance(second, Renamed)
    assert (first.name, first.to, first.from_) == ("ana", "anna", said.from_)
    assert said.name == "anna"
    assert (second.name, second.to) == ("bo", "Ana")
    assert hall.house.name_of(1) == "anna"


def test_one_may_change_the_case_of_ones_name(hall: Hall) -> None:
    """It stays one's own."""
    hall.do(1, Nick(name="ANA"))
    hall.do(2, Nick(name="ana", id=1))
    batch = hall.store()
    assert [type(entry) for entry in entries(batch)] == [Renamed]
    assert error(batch, 2).code == "name-taken"
    assert hall.house.name_of(1) == "ANA"


@pytest.mark.parametrize(
    ("name", "code"),
    [("BO", "name-taken"), ("ana", "name-taken"), ("server", "name-reserved"), ("a b", "bad-name")],
)
def test_a_name_that_cannot_be_had_is_refused(hall: Hall, name: str, code: str) -> None:
    """Nobody hears of it, and the old name stays."""
    hall.do(1, Nick(name=name, id=4))
    batch = hall.store()
    assert (error(batch, 1).code, error(batch, 1).id) == (code, 4)
    assert batch.events == []
    assert hall.house.name_of(1) == "ana"


@pytest.mark.parametrize(
    ("command", "number"),
    [
        (Say(text="x", id=3), 3),
        (Whisper(to="ana", text="x", id=4), 4),
        (Nick(name="x", id=5), 5),
        (Who(), None),
        (Ping(id=6), 6),
        (Help(), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_who_has_not_said_hello_may_do_nothing(
    hall: Hall, command: ClientMessage | Help, number: int | None
) -> None:
    """The room does not hear of it."""
    hall.do(9, command)
    batch = hall.store()
    assert batch.replies == [(9, error(batch, 9))]
    assert (error(batch, 9).code, error(batch, 9).id) == ("no-hello", number)
    assert (batch.events, batch.closing) == ([], [])


def test_hello_is_said_once(hall: Hall) -> None:
    """A second one changes nothing."""
    hall.enter(1, "other")
    hall.do(2, Hello(v=1, name="other"))
    batch = hall.store()
    assert [error(batch, id).code for id in (1, 2)] == ["already-here"] * 2
    assert (batch.events, batch.closing) == ([], [])
    assert hall.house.name_of(1) == "ana"


def test_another_version_is_sent_away(hall: Hall) -> None:
    """It is told why, and the connection closes; nobody hears of it."""
    hall.enter(9, "old", v=2)
    batch = hall.store()
    assert error(batch, 9).code == "bad-version"
    assert [id for id, _ in batch.closing] == [9]
    assert batch.events == []
    assert len(hall.room) == 3


@pytest.mark.parametrize("id", [1, 9])
def test_goodbye_closes_the_connection(hall: Hall, id: int) -> None:
    """Also of one who was never in; that a member left is told when its connection is gone."""
    hall.do(id, Bye())
    batch = hall.store()
    assert [closing for closing, _ in batch.closing] == [id]
    assert (batch.events, batch.replies) == ([], [])


def test_the_server_tells_something_to_everybody(hall: Hall) -> None:
    """In its place among what is said; it is not stored."""
    notice = Notice(code="stopping", text="Good night.")
    hall.say(1, "one")
    hall.house.announce(notice)
    hall.say(1, "two")
    batch = hall.store()
    assert entries(batch)[1] == notice
    assert [said.seq for said in batch.said()] == [1, 2]


def test_one_may_listen_without_being_in(hall: Hall) -> None:
    """Who only listens hears from here on, and nobody knows of them."""
    hall.say(1, "before")
    hall.house.listen(9)
    hall.say(1, "after")
    batch = hall.store()
    ((place, opening),) = [(i, o) for i, o in enumerate(batch.events) if o in openings(batch)]
    assert place == 1
    assert (opening.id, opening.plain, opening.welcome, opening.after) == (9, True, None, None)
    assert len(hall.room) == 3
    assert hall.house.name_of(9) is None


def test_nothing_came_of_nothing(hall: Hall) -> None:
    """What was taken is not given again."""
    hall.say(1, "x")
    assert hall.store().events
    batch = hall.store()
    assert (batch.events, batch.replies, batch.closing) == ([], [], [])
