"""Pasting, several lines, and the keys of vi."""

import pytest

from tests.terminal.keys import (
    ALT_ENTER,
    CTRL_C,
    CTRL_J,
    DOWN,
    ESCAPE,
    UP,
    Start,
    paste,
    wait_bottom,
    wait_got,
    wait_rows,
)

QUESTION = "Send 3 lines as one message? y: send, e: edit first, n: forget"


@pytest.mark.parametrize(
    ("key", "entered"),
    [("y", "so: a\nb\nc"), ("Y", "so: a\nb\nc"), ("n", "so: "), (ESCAPE, "so: "), (CTRL_C, "so: ")],
)
def test_a_paste_of_several_lines(start: Start, key: str, entered: str) -> None:
    """It is asked about; Enter is no answer, which is said; what was typed stands before it."""
    ana = start()
    ana.type("so: ")
    ana.terminal.type(paste("a\rb\r\nc\r") + UP)
    wait_rows(ana, QUESTION, "ana> so:")
    ana.terminal.type("\r\t\r")
    wait_rows(ana, "Enter is no answer.", QUESTION, "ana> so:")
    ana.terminal.type(key)
    ana.terminal.wait_until(lambda: QUESTION not in ana.terminal.rows, "an answer")
    if key not in "yY":
        ana.wait_input("so: ")
        ana.enter()
    wait_got(ana, entered)
    ana.wait_input("")


def test_a_paste_that_is_edited_first(start: Start) -> None:
    """It stands in the input line, further lines set in under the first."""
    ana = start()
    ana.terminal.type(paste("a\n\tb\nc\n") + "e")
    wait_rows(ana, "ana> a", "         b", "     c")
    ana.enter("d")
    wait_got(ana, "a\n    b\ncd")


@pytest.mark.parametrize("editing", ["emacs", "vi"])
def test_typing_on_behind_a_paste(start: Start, editing: str) -> None:
    """The first key that is no answer puts it in, and no key is lost, whatever it is later."""
    ana = start(editing=editing)
    ana.terminal.type(paste("a\nb\nc\n") + "try this, yes")
    wait_rows(ana, "ana> a", "     b", "     ctry this, yes")
    ana.enter()
    wait_got(ana, "a\nb\nctry this, yes")
    ana.terminal.type(paste("a\nb\n\u6f22") + "é y")
    wait_rows(ana, "ana> a", "     b", "     \u6f22é y")


def test_a_paste_of_one_line(start: Start) -> None:
    """It is put in without its line end, and not sent; what controls a terminal is made visible."""
    ana = start()
    ana.terminal.type(paste("\x1b[2Jred\x07\u202e\r"))
    ana.wait_input("␛[2Jred␇\\u202e")
    ana.enter()
    wait_got(ana, "␛[2Jred␇\\u202e")


def test_a_paste_that_is_too_long(start: Start) -> None:
    """What was cut is said, and how much of it."""
    ana = start()
    ana.terminal.type(paste("x" * 100_001))
    ana.wait_for("Only the first 100,000 characters were taken.")
    ana.wait_for("Send 1 line? y: send, e: edit first, n: forget")
    ana.terminal.type("n")
    ana.wait_input("")


def test_a_paste_that_is_longer_than_a_message(start: Start) -> None:
    """It can be edited or forgotten; whoever types is not taken to send it."""
    ana = start(longest=9)
    ana.terminal.type(paste("one\ntwo\nthree"))
    question = "3 lines: too long for one message. e: edit first, n: forget"
    ana.wait_for(question)
    ana.terminal.type("yes")
    wait_rows(ana, "ana> one", "     two", "     threeyes")
    assert question not in ana.terminal.rows
    ana.enter()
    wait_got(ana, "one\ntwo\nthreeyes")
    ana.terminal.type(paste("a\nb") + "y")
    wait_got(ana, "a\nb")


def test_what_comes_while_it_is_asked(start: Start) -> None:
    """Goes on above the question, in a narrow window, too."""
    ana = start(20, 10, busy=True)
    ana.terminal.type(paste("a\nb\nc"))
    wait_rows(ana, "Send 3 lines? y/e/n", "ana>")
    seen = [row for row in ana.terminal.rows if row.startswith("busy ")]
    number = int(seen[-1].removeprefix("busy "))
    ana.wait_for(f"busy {number + 3}")
    ana.terminal.wait_until(lambda: len(ana.terminal.rows) == 10, "a full screen")
    wait_rows(ana, "Send 3 lines? y/e/n", "ana>")
    ana.terminal.type("y")
    wait_got(ana, "a\nb\nc")


@pytest.mark.parametrize("key", [ALT_ENTER, CTRL_J])
def test_several_lines(start: Start, key: str) -> None:
    """A key begins another line; the arrows move within the text before they go back in time."""
    ana = start()
    ana.enter("before")
    wait_got(ana, "before")
    ana.terminal.type(f"one{key}two" + UP)
    wait_rows(ana, "ana> one", "     two")
    ana.terminal.wait_until(lambda: ana.terminal.cursor[1] == 1, "the cursor above")
    ana.terminal.type("!" + UP)
    wait_rows(ana, "ana> before")
    ana.terminal.type(DOWN)
    wait_rows(ana, "ana> one!", "     two")
    ana.enter()
    wait_got(ana, "one!\ntwo")


def test_vi(start: Start) -> None:
    """Escape leads to the keys of vi, each new line begins with inserting; a row tells it."""
    ana = start(editing="vi")
    ana.type("hellp")
    wait_bottom(ana, "  insert")
    ana.terminal.type(ESCAPE)
    wait_bottom(ana, "  normal")
    ana.terminal.wait_until(lambda: ana.terminal.cursor[0] == len("ana> hell"), "the cursor")
    ana.terminal.type("xao" + ESCAPE + "\r")
    wait_got(ana, "hello")
    ana.enter("ix")
    wait_got(ana, "ix")
