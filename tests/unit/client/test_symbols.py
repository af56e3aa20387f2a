"""Signs beyond ASCII: what is written for them, and where they cannot be shown."""

from collections.abc import Iterator
from dataclasses import asdict

import pytest

from app.client import notes, render
from app.client.items import Note
from app.client.symbols import ASCII, UNICODE, cut, needs_ascii, symbols, use_ascii
from app.protocol.replies import Error, Members
from app.protocol.requests import Say


@pytest.fixture(autouse=True)
def back_again() -> Iterator[None]:
    yield
    use_ascii(on=False)


def test_each_has_its_ascii() -> None:
    assert all(sign.isascii() for sign in asdict(ASCII).values())
    assert not any(sign.isascii() for sign in asdict(UNICODE).values())
    assert symbols() is UNICODE
    use_ascii(on=True)
    assert symbols() is ASCII


@pytest.mark.parametrize(
    ("encoding", "needed"),
    [
        ("utf-8", False),
        ("ascii", True),
        ("latin-1", True),
        ("cp437", True),
        ("?", True),
        (None, True),
    ],
)
def test_where_they_cannot_be_shown(encoding: str | None, needed: bool) -> None:
    assert needs_ascii(encoding) == needed


@pytest.mark.parametrize("limit", [1, 3, 4, 10])
def test_cut(limit: int) -> None:
    """Never longer than the limit, as far as the sign itself fits."""
    assert cut("x" * 20, limit) == "x" * (limit - 1) + "…"
    use_ascii(on=True)
    assert cut("é" * 20, limit) == "é" * max(0, limit - 3) + "..."
    assert cut("x" * limit, limit) == "x" * limit


def test_what_the_client_says_is_ascii_and_what_others_say_is_not() -> None:
    page = Members(count=500, names=["ana", "zoé"], more=True)
    assert "… :who after zoé" in notes.who_is_here(page, None, "lobby").text
    use_ascii(on=True)
    assert "... :who after zoé" in notes.who_is_here(page, None, "lobby").text
    unsent = notes.not_sent(Error(code="slow", text="Wait."), Say(text="é"))
    assert unsent.text == 'not sent: Wait - "é"'
    lines = render.render_pending([Say(text=f"é{number}") for number in range(5)])
    day = render.render(Note("Monday", "day"))
    assert "".join(text for _, text in day.pieces) == "-- Monday --"
    assert [line[0][1] for line in lines] == ["... é0", "... é1", "... é2", "... and 2 more"]
