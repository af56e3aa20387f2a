"""What Tab offers behind commands."""

import pytest

from app.client.commands.intents import BELLS, TIMES
from app.client.commands.table import BY_NAME
from app.client.settings_table import SETTINGS
from app.client.values import words_behind


def offered(command: str, *typed: str) -> list[str]:
    return [word.rstrip() for word, _ in words_behind(command, typed)]


def test_settings() -> None:
    """All there are, with what they mean."""
    assert offered("set") == [setting.name for setting in SETTINGS]
    assert all(meaning for _, meaning in words_behind("set", ()))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("bell", [*BELLS]),
        ("quiet", ["on", "off"]),
        ("TIME", [*TIMES]),
        ("editing", ["emacs", "vi"]),
    ],
)
def test_values_of_a_setting(name: str, values: list[str]) -> None:
    """Where there are a few; and what takes it back."""
    assert offered("set", name) == [*values, "default"]


def test_every_value_may_be() -> None:
    """What is offered is taken."""
    for setting in SETTINGS:
        for value in offered("set", setting.name):
            assert value == "default" or setting.kind.read(value) is not None


@pytest.mark.parametrize("typed", [("history",), ("ignore",), ("nonsense",), ("bell", "all")])
def test_nothing_else(typed: tuple[str, ...]) -> None:
    """Nothing where anything may stand, or all is said."""
    assert offered("set", *typed) == []


@pytest.mark.parametrize(
    ("command", "values"), [("bell", BELLS), ("time", TIMES), ("quiet", ("on", "off"))]
)
def test_commands_that_are_settings(command: str, values: tuple[str, ...]) -> None:
    """The same values, and none behind them; each is a command that can be carried out."""
    assert offered(command) == [*values]
    assert offered(command, values[0]) == []
    for value in values:
        assert type(BY_NAME[command].make(value)).__name__ != "Wrong"


def test_help() -> None:
    """All that it has more of."""
    assert {"msg", "kick", "keys"} <= set(offered("help"))
    assert offered("help", "msg") == []


def test_other_commands() -> None:
    """They take what they take."""
    assert offered("msg") == offered("history") == offered("nonsense") == []
