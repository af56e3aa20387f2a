"""How things stand, in one row and in a title."""

import pytest

from app.client.standing import Connection, Standing, title
from app.styled import most_columns, plain_text


def row(columns: int = 80, **fields: object) -> str:
    return plain_text(Standing(**fields).row(columns))  # type: ignore[arg-type]


def test_all_of_it() -> None:
    """In a window that is wide enough."""
    assert row(room="lobby", here=3, unread=2) == " lobby · 3 here · connected · 2 unread"
    offline = row(room="lobby", here=3, unread=2, unsent=1, offline="connecting …")
    assert offline == " lobby · connecting … · 1 unsent · 2 unread"


@pytest.mark.parametrize(
    ("columns", "connected", "offline"),
    [
        (31, " lobby · 3 here · 2 unread", " reconnecting in 3 s · 1 unsent"),
        (30, " lobby · 3 here · 2 unread", " lobby · reconnecting in 3 s"),
        (20, " lobby · 2 unread", " reconnecting in 3 s"),
        (8, " lobby", " reconn…"),
        (3, " l…", " r…"),
    ],
)
def test_the_most_important_stays(columns: int, connected: str, offline: str) -> None:
    """The connection if it is not there, else the room."""
    assert row(columns, room="lobby", here=3, unread=2) == connected
    shown = row(columns, room="lobby", here=3, unsent=1, offline="reconnecting in 3 s")
    assert shown == offline
    assert most_columns(shown) <= columns


def test_a_hostile_room() -> None:
    """Its name is made harmless, and short."""
    name = "\x1b]0;x\x07\n" + "漢" * 1000
    assert row(room=name).isprintable()
    assert most_columns(row(20, room=name)) <= 20
    assert title(name, 0, 0).isprintable()
    assert title("\u3164" * 1000, 0, 0).endswith("… – Realtime Chat")
    assert len(title("\u3164" * 1000, 0, 0)) < 80


def test_the_connection() -> None:
    """From the first try on."""
    connection = Connection()
    assert connection.words(0) == "connecting …"
    connection.failed()
    connection.retries(0.3, 0)
    assert connection.words(0) == "waiting for a server"
    assert not connection.waits(0)
    connection.opened()
    connection.retries(2.5, 10_000)
    assert connection.words(10_000) == "reconnecting in 3 s"
    assert connection.words(11_600) == "reconnecting in 1 s"
    assert connection.waits(12_499)
    assert not connection.waits(12_500)
    assert connection.words(12_500) == "connecting …"
    connection.failed()
    connection.retries(1, 13_000)
    assert connection.words(13_000) == "reconnecting in 1 s"


def test_the_title() -> None:
    """The room, and before it what was not read, with a mark if it was for this person."""
    assert title("", 0, 0) == "Realtime Chat"
    assert title("lobby", 0, 0) == "lobby – Realtime Chat"
    assert title("lobby", 1, 0) == "(1) lobby – Realtime Chat"
    assert title("lobby", 3, 1) == "(3!) lobby – Realtime Chat"
