"""What Tab completes, and what was entered earlier."""

import pytest

from tests.terminal.keys import (
    CTRL_C,
    CTRL_E,
    CTRL_R,
    END,
    RIGHT,
    SHIFT_TAB,
    TAB,
    Start,
    choices,
    wait_got,
)


def test_tab_completes(start: Start) -> None:
    """First what all have in common, then one after the other and back; Enter takes the line."""
    ana = start()
    ana.type("to @A")
    ana.terminal.type(TAB)
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> to @an", "what is common")
    ana.terminal.type(TAB)
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> to ana:", "the first")
    ana.terminal.type(CTRL_C + "@an" + TAB + TAB)
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> andrea:", "the second")
    ana.terminal.wait_until(lambda: " @andrea   the 1. name" in choices(ana)[1:2], "its meaning")
    ana.terminal.type(SHIFT_TAB)
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> ana:", "the first again")
    ana.enter("hello")
    wait_got(ana, "ana: hello")
    ana.wait_input("")


def test_tab_puts_in_what_all_have_in_common(start: Start) -> None:
    """And goes through them only then; what is alone is put in at once."""
    ana = start()
    ana.terminal.type("@ans" + TAB)
    ana.wait_input("anselm: ")
    ana.terminal.type(CTRL_C + "@c" + TAB + CTRL_C + "x @b" + TAB)
    ana.wait_input("x bo: ")
    ana.terminal.type(TAB + SHIFT_TAB)
    ana.enter("!")
    wait_got(ana, "x bo: !")


def test_many_choices_take_few_rows(start: Start) -> None:
    """At most six, those around the chosen one; typing on closes them, and nothing is left."""
    ana = start()
    ana.terminal.type("@" + TAB * len("1234567"))
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> cem:", "the seventh")
    names = "@anselm @bo @carl @cem @dora @emil".split()
    ana.terminal.wait_until(lambda: [row.split()[0] for row in choices(ana)] == names, "six")
    ana.terminal.type("x")
    ana.terminal.wait_until(lambda: not choices(ana), "no choices")
    ana.wait_input("cem: x")


@pytest.mark.parametrize(("columns", "rows", "most"), [(20, 24, 1), (300, 6, 1), (300, 12, 6)])
def test_choices_in_a_small_window(start: Start, columns: int, rows: int, most: int) -> None:
    """They take one row."""
    ana = start(columns, rows)
    ana.terminal.type("@" + TAB)
    ana.terminal.wait_until(lambda: bool(choices(ana)), "choices")
    ana.terminal.wait_until(lambda: ana.terminal.rows[-1].startswith(" below"), "the bottom")
    ana.terminal.wait_until(lambda: len(choices(ana)) == most, f"{most} rows")
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> ana:", "the first")


def test_nothing_completes_by_itself(start: Start) -> None:
    """Only Tab does, and not where there is nothing."""
    ana = start()
    ana.type("@an")
    assert not choices(ana)
    ana.terminal.type(CTRL_C + "word" + TAB)
    ana.wait_input("word")


@pytest.mark.parametrize("key", [RIGHT, END, CTRL_E])
def test_a_suggestion(start: Start, key: str) -> None:
    """What was entered earlier stands behind the cursor, and is taken with one key."""
    ana = start(history=["hello there", "other"])
    ana.terminal.type("hel")
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> hello there", "the suggestion")
    assert ana.terminal.cursor == (len("ana> hel"), 0)
    ana.terminal.type(key)
    ana.wait_input("hello there")
    ana.enter("!")
    wait_got(ana, "hello there!")


def test_a_suggestion_is_not_entered(start: Start) -> None:
    """Enter takes what was typed, without it."""
    ana = start(history=["hello there"])
    ana.terminal.type("hel")
    ana.wait_for("hello there")
    ana.enter()
    wait_got(ana, "hel")


def test_a_suggestion_without_colours(start: Start) -> None:
    """It still looks unlike what was typed."""
    ana = start(history=["hello there"], color=False)
    ana.terminal.type("hel")
    ana.terminal.wait_until(lambda: b"\x1b[0;2mlo there" in ana.terminal.written, "dim text")


def test_searching_in_what_was_entered(start: Start) -> None:
    """Ctrl+R looks for words, in whatever case; Enter takes it into the input line."""
    ana = start(history=["the first", "the second", "a third"])
    ana.terminal.type(CTRL_R + "FIRST")
    ana.terminal.wait_until(lambda: ana.terminal.rows[0] == "ana> the first", "what was found")
    ana.terminal.type("\r")
    ana.terminal.wait_until(lambda: "I-search" not in "".join(ana.terminal.rows), "the end")
    ana.enter()
    wait_got(ana, "the first")
