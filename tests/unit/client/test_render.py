"""What is to be shown, as styled text."""

import time

import pytest
from msgspec.structs import replace

from app.client.items import Item, Note
from app.client.render import name_style, render, render_pending
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Whispered
from app.protocol.requests import Say, Whisper
from app.styled import plain_text, rows

NASTY = "a\x1b[2J\x9b31m\u202eb\rc\u2028d"


def lines(item: Item, columns: int | None = None) -> list[str]:
    return [plain_text(row) for row in rows(render(item), columns)]


def said(text: str, name: str = "bo", at: int = 0) -> Said:
    return Said(seq=1, at=at, from_="f", name=name, text=text)


def test_a_message_has_a_time_a_name_and_a_text() -> None:
    """In one line."""
    (line,) = lines(said("hello"))
    assert line.startswith("[")
    assert line.endswith("] bo: hello")


@pytest.mark.parametrize(
    ("item", "end"),
    [
        (said("hello"), "bo: hello"),
        (Said(seq=1, at=0, from_="f", name="bo", text="waves", kind="action"), "* bo waves"),
        (Whispered(at=0, from_="f", name="bo", to="ana", text="psst"), "bo -> ana: psst"),
    ],
)
def test_a_time_may_have_its_date(item: Said | Whispered, end: str) -> None:
    """As ISO 8601 writes it, so that lines of several days can be sorted."""
    at = int(time.mktime((2026, 1, 9, 4, 3, 59, 0, 0, -1))) * 1000
    (row,) = rows(render(replace(item, at=at), dated=True))
    assert plain_text(row) == f"[2026-01-09 04:03] {end}"


def test_further_lines_are_set_in() -> None:
    """So that none looks like a line of somebody else, or of the system."""
    first, second, third = lines(said("one\n-- ana left\n[14:03] ana: two"))
    assert first.endswith("bo: one")
    assert second == " " * len("[00:00] bo: ") + "-- ana left"
    assert third.startswith("  ")


def test_long_lines_are_set_in_as_well() -> None:
    """Under the text, or less for a long name; lines of the system under theirs."""
    text = "one two three four five six seven"
    assert lines(said(text), 40)[1].startswith(" " * len("[00:00] bo: ") + "s")
    assert lines(said(text, name="n" * 24), 60)[1].startswith(" " * 20 + "s")
    assert lines(Note(text, "error"), 30) == ["!! one two three four five six", "   seven"]


def test_a_help_text_is_set_in() -> None:
    """So that none of its rows looks like another line."""
    text = ":who   see who is here"
    assert lines(Note(text, "help"), 20) == ["   :who   see who is", "   here"]


def test_a_day_stands_out() -> None:
    """It begins as no message does."""
    day = Note("Monday, 23 November 2026", "day")
    assert lines(day) == ["── Monday, 23 November 2026 ──"]


def test_an_action_does_not_look_like_a_line_of_the_system() -> None:
    """Which begins with two dashes, and has no time."""
    action = Said(seq=1, at=0, from_="f", name="bo", text="left", kind="action")
    (line,) = lines(action)
    assert line.startswith("[")
    assert line.endswith("* bo left")
    assert lines(Left(at=0, count=1, names=["bo"])) == ["-- bo left"]


def test_many_are_told_as_one() -> None:
    """With the names that are known."""
    assert lines(Joined(at=0, count=12, names=["a", "b"])) == ["-- a, b and 10 others joined"]


@pytest.mark.parametrize(
    "item",
    [
        said(NASTY),
        said("x", name=NASTY),
        Whispered(at=0, from_="f", name=NASTY, to=NASTY, text=NASTY),
        Joined(at=0, count=1, names=[NASTY]),
        Left(at=0, count=1, names=[NASTY]),
        Renamed(at=0, from_="f", name=NASTY, to=NASTY),
        Note(NASTY),
        Note(NASTY, "error"),
        Note(NASTY, "heading"),
    ],
)
def test_nothing_unprintable_comes_out(item: Item) -> None:
    """Whatever a server sends, in whatever field."""
    for line in lines(item):
        assert line.isprintable()


@pytest.mark.parametrize("at", [0, 2**53, 10**14])
def test_no_time_is_too_strange(at: int) -> None:
    """A server may send any number."""
    assert lines(said("x", at=at))[0].endswith("bo: x")
    assert plain_text(render(said("x", at=at), dated=True).pieces).endswith("] bo: x")


def test_a_name_has_one_colour_whatever_its_case() -> None:
    """And not all names the same."""
    assert name_style("Ana") == name_style("ana")
    assert len({name_style(f"n{i}") for i in range(50)}) > 5


def test_a_few_of_many_pending_messages_are_shown() -> None:
    """One line each, and how many more."""
    pending: list[Say | Whisper] = [Say(text=f"m{i}\nx") for i in range(5)]
    assert [plain_text(line) for line in render_pending(pending)] == [
        "… m0 x",
        "… m1 x",
        "… m2 x",
        "… and 2 more",
    ]
    assert render_pending([]) == []


def test_a_pending_whisper_tells_to_whom_it_goes() -> None:
    """It might be meant for another one."""
    (line,) = render_pending([Whisper(to="tick\x1b", text="how\nare")])
    assert plain_text(line) == "… you -> tick␛: how are"
