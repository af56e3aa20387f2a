"""How a program ends: the window that stays, and what a mistake in it looks like."""

import io
import sys

import pytest

from app.client.address import parse_address
from app.system import run as running
from app.system.run import MESSAGE_LIMIT_CHARS, TRACE_LIMIT_CHARS, bug, keeps_window, run, trace


@pytest.mark.parametrize(
    ("status", "told_only", "owned", "kept"),
    [
        (0, False, True, False),  # the end of a conversation
        (0, True, True, True),  # --help
        (2, True, True, True),  # a wrong option
        (1, False, True, True),  # the port is taken
        (130, False, True, False),  # Ctrl+C: the person knows why
        (1, False, False, False),  # in a terminal
        (2, True, False, False),
        (0, True, False, False),
    ],
)
def test_whether_a_window_stays(status: int, told_only: bool, owned: bool, kept: bool) -> None:
    """Only one that would vanish with something that is to be read."""
    assert keeps_window(status, told_only=told_only, owned=owned) is kept


def test_the_status_of_a_program() -> None:
    """Whether it is returned, or raised as argparse does."""
    assert run(lambda: 3) == 3
    assert run(lambda: sys.exit(2)) == 2
    assert run(lambda: sys.exit()) == 0


@pytest.mark.parametrize("typed", ["\n", ""])
def test_a_window_stays_until_enter(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    """It says so, and Enter, or the end of the input, lets it close with the same status."""
    monkeypatch.setattr(running, "owns_window", lambda: True)
    monkeypatch.setattr(running, "is_terminal", lambda stream: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert run(lambda: 0) == 0
    assert capsys.readouterr().out == ""
    assert run(lambda: 1) == 1
    assert capsys.readouterr().out == "\nPress Enter to close this window.\n"


def test_ctrl_c_closes_the_window_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of Enter."""

    class Interrupted:
        def readline(self) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr(running, "owns_window", lambda: True)
    monkeypatch.setattr(running, "is_terminal", lambda stream: True)
    monkeypatch.setattr(sys, "stdin", Interrupted())
    assert run(lambda: 1) == 1


def test_a_mistake_in_two_lines() -> None:
    """What it was, where in our files it came from, and what to do."""
    try:
        parse_address("a:b:c")
    except Exception as error:  # noqa: BLE001
        first, second = bug("client", error).splitlines()
    assert first.startswith("client: this is a mistake in the program: UsageError: a:b:c is no ")
    assert "(app/client/address.py:" in first
    assert second.startswith("Please report it.")


def test_a_mistake_is_cleaned_and_cut() -> None:
    """It may quote what came from outside."""
    told = bug("server", ValueError("\x1b[2J\nharm" + "x" * 10_000))
    assert "ValueError: ␛[2J harm" in told
    assert "\x1b" not in told
    assert len(told.splitlines()) == 2
    assert len(told) < MESSAGE_LIMIT_CHARS + 200
    assert "mistake in the program: KeyError (in no file" in bug("server", KeyError())


def test_a_traceback_is_cut() -> None:
    """Its end tells the most."""
    try:
        parse_address("a:b:c")
    except Exception as error:  # noqa: BLE001
        whole = trace(error)
    assert whole.startswith("Traceback")
    assert whole.splitlines()[-1].startswith("app.errors.UsageError: a:b:c is no address")
    told = trace(ValueError("x" * 100_000 + "the end"))
    assert len(told) == TRACE_LIMIT_CHARS
    assert told.startswith("…x")
    assert told.endswith("xthe end")
