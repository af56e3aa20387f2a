"""Lines with the date, wherever the day changes."""

import time

import pytest

from app.client.days import Days
from app.client.items import Item, Note
from app.client.render import day
from app.protocol.entries import Joined, Said
from app.protocol.replies import Whispered

TODAY = 10
"""The day it is, where `day_of` tells days by their number: ten ms a day."""


def day_of(at: int) -> str:
    return f"day {at // 10}" if at < 1000 else ""


def days() -> Days:
    return Days(day_of, lambda: TODAY * 10)


def said(day: int, text: str = "x") -> Said:
    return Said(seq=1, at=day * 10 + 5, from_="f", name="bo", text=text)


def shown(*items: Item, by: Days | None = None) -> list[str]:
    return [
        item.text if isinstance(item, Note | Said | Whispered) else "presence"
        for item in (by or days()).dated(items)
    ]


def test_what_is_said_today_has_no_date() -> None:
    """That is what everybody expects."""
    assert shown(said(TODAY), said(TODAY)) == ["x", "x"]


def test_each_day_has_its_date_once() -> None:
    """Before its first message, and today's again when it is reached."""
    assert shown(said(7), said(7), said(9), said(TODAY)) == [
        *("day 7", "x", "x", "day 9", "x", "day 10", "x"),
    ]


def test_midnight_passes() -> None:
    """A message of the next day, whenever the one before was shown."""
    days_ = days()
    assert shown(said(TODAY), by=days_) == ["x"]
    assert shown(said(TODAY + 1), by=days_) == ["day 11", "x"]
    assert shown(said(TODAY + 1), by=days_) == ["x"]


def test_a_whisper_has_a_day_as_well() -> None:
    """It has a time; who comes and goes has none that is shown."""
    whispered = Whispered(at=95, from_="f", name="bo", to="ana", text="psst")
    joined = Joined(at=5, count=1, names=["bo"])
    assert shown(joined, Note("a note"), whispered) == ["presence", "a note", "day 9", "psst"]


def test_behind_a_heading_it_is_today_at_first() -> None:
    """So that a block can be read by itself; the next message after it is dated again."""
    days_ = days()
    shown(said(9), by=days_)
    block: list[Item] = [Note("Earlier:", "heading"), said(9), said(9), Note("End.")]
    assert shown(*block, by=days_) == ["Earlier:", "day 9", "x", "x", "End."]
    assert shown(said(TODAY), by=days_) == ["day 10", "x"]
    today: list[Item] = [Note("Found:", "heading"), said(TODAY)]
    assert shown(*today, by=days_) == ["Found:", "x"]


def test_a_time_that_no_calendar_has_gets_no_date() -> None:
    """And changes nothing for the next one."""
    strange = Said(seq=1, at=2**53, from_="f", name="bo", text="strange")
    assert shown(said(9), strange, said(9)) == ["day 9", "x", "strange", "x"]


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ((2026, 11, 22), "Sunday, 22 November 2026"),
        ((2024, 2, 29), "Thursday, 29 February 2024"),
        ((2000, 1, 1), "Saturday, 1 January 2000"),
        ((1999, 12, 31), "Friday, 31 December 1999"),
    ],
)
def test_a_day_in_words(date: tuple[int, int, int], words: str) -> None:
    """Of the time zone here, from its first to its last minute."""
    for clock in ((0, 0), (12, 0), (23, 59)):
        at = time.mktime((*date, *clock, 0, 0, 0, -1))
        assert day(int(at) * 1000) == words


@pytest.mark.parametrize("at", [0, 2**53, 10**14, 10**17, 10**30])
def test_no_day_is_too_strange(at: int) -> None:
    """A server may send any number."""
    assert day(at).isprintable()
