"""What is drawn around the input line, in windows of any size, and what the window does."""

import re
from typing import Any

import pytest

from tests.support.emulator import columns as columns_of
from tests.terminal.keys import (
    CTRL_C,
    CTRL_D,
    GOT,
    LOST,
    TAB,
    Start,
    choices,
    paste,
    wait_bottom,
    wait_got,
)


@pytest.mark.parametrize("reflows", [False, True], ids=["cuts", "reflows"])
@pytest.mark.parametrize("state", ["typing", "choosing", "asking"])
def test_resized(start: Start, state: str, *, reflows: bool) -> None:
    """With 10,000 lines above and wide text in it, whatever stands open: nothing is torn or lost,
    and the row below is there once, as wide as the window."""
    count = 10_000 if state == "typing" else 200
    ana = start(lines=count, reflows=reflows)
    ana.wait_for(f"line {count - 1}")
    half = "שלום مرحبا 漢字"
    keys = {"typing": "", "choosing": " @" + TAB, "asking": paste("a\nb\nc")}[state]
    typed = half + {"typing": "", "choosing": " ana: ", "asking": ""}[state]
    ana.terminal.type(half + keys)
    for columns, rows in [(20, 24), (300, 40), (80, 6), (41, 13), (25, 20), (80, 24)]:
        ana.terminal.resize(columns, rows)
        wait_bottom(ana, f" below {columns} xxx"[:columns])
        ana.terminal.wait_until(
            lambda: f"ana> {typed.rstrip()}" in "".join(ana.terminal.rows), "the line"
        )
        assert all(columns_of(row) <= columns for row in ana.terminal.rows)
        asks = [row for row in ana.terminal.rows if row.startswith("Send 3 lines")]
        # Where the terminal itself has broken rows that were above, it leaves remains of them.
        assert reflows or len(asks) == (state == "asking")
        assert bool(choices(ana)) == (state == "choosing")
    lines = [line for line in ana.terminal.lines if line.startswith("line ")]
    assert lines == [f"line {number}" for number in range(count)]
    ana.terminal.type(CTRL_C * 2 + CTRL_D)
    assert ana.end() == 0
    if not reflows:
        assert not [line for line in ana.terminal.lines if "below" in line or "Send" in line]


def test_no_row_below_in_a_window_of_three(start: Start) -> None:
    """There it is hidden."""
    ana = start(80, 4)
    ana.wait_for("below")
    ana.terminal.resize(80, 3)
    ana.terminal.wait_until(lambda: ana.terminal.rows == ["ana>"], "the input line alone")


def test_focus(start: Start) -> None:
    """A terminal is asked to tell when somebody looks, and told to stop, also for a suspension."""
    ana = start()
    ana.terminal.type(LOST + GOT)
    ana.wait_for("looks")
    ana.wait_input("")
    ana.terminal.type("\x1a")
    # No shell waits here, so the system does not stop it: it goes on at once.
    ana.terminal.wait_until(lambda: ana.terminal.written.count(b"\x1b[?1004h") == 2)
    ana.wait_input("")
    written = bytes(ana.terminal.written)
    assert re.search(rb"\?1004l.*\x1b\[23;0t.*\x1b\]0;echo\x07\x1b\[\?1004h", written)
    ana.terminal.type(CTRL_D)
    assert ana.end() == 0
    assert ana.terminal.written.count(b"\x1b[?1004l") == 2


def test_a_terminal_that_tells_nothing(start: Start) -> None:
    """The Linux console is not asked."""
    ana = start(env={"TERM": "linux"})
    ana.terminal.type(CTRL_D)
    assert ana.end() == 0
    assert b"1004" not in ana.terminal.written


def test_the_bell(start: Start) -> None:
    """However often it is asked for, it rings once a second at most."""
    ana = start()
    ana.enter("ring")
    wait_got(ana, "ring")
    assert ana.terminal.written.count(b"\x07") == 1 + ana.terminal.written.count(b"\x1b]0;")


@pytest.mark.parametrize(
    ("options", "env", "red"),
    [
        ({}, {}, b"\x1b[0;38;5;196m below"),
        ({}, {"COLORTERM": "truecolor"}, b"\x1b[0;38;2;255;0;0m below"),
        ({}, {"TERM": "linux"}, b"\x1b[0;91m below"),
        ({"depth": "16"}, {"COLORTERM": "truecolor"}, b"\x1b[0;91m below"),
        ({"depth": "true"}, {}, b"\x1b[0;38;2;255;0;0m below"),
        ({"depth": "1"}, {}, b"\x1b[0m below"),
        ({"color": False}, {"COLORTERM": "truecolor"}, b"\x1b[0m below"),
    ],
)
def test_colours(start: Start, options: dict[str, Any], env: dict[str, str], red: bytes) -> None:
    """As many as were asked for, or as the terminal says that it has."""
    ana = start(env=env, **options)
    ana.terminal.wait_until(lambda: red in ana.terminal.written, repr(red))


def test_in_another_thread(start: Start) -> None:
    """It needs no signals: it finds out by itself that the window has another size."""
    ana = start(thread=True)
    ana.terminal.resize(40, 10)
    ana.wait_for("below 40")
    ana.enter("hello")
    wait_got(ana, "hello")
    ana.terminal.type(CTRL_D)
    assert ana.end() == 0
