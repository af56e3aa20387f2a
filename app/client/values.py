"""The words that may stand behind a command: settings, their values, other commands. Pure."""

from collections.abc import Iterable, Sequence

from app.client.commands import COMMANDS, ORDERS
from app.client.commands.helping import ABOUT_KEYS
from app.client.settings_table import SETTINGS
from app.settings.kinds import Choice, Kind, Switch
from app.text import fold

SWITCH = ("on", "off")
DEFAULT = "default"

Words = Sequence[tuple[str, str]]
"""Words, each with its meaning in a few others; "" where it tells itself."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def words_behind(command: str, typed: Sequence[str]) -> Words:
    """What may come next behind a command.

    Args:
        command: its name, which may be another one for it.
        typed: the whole words that stand behind it already.
    """
    match fold(command), [fold(word) for word in typed]:
        case "help", []:
            return [*_commands(), (ABOUT_KEYS, "what the keys do")]
        case "set", []:
            return [(f"{setting.name} ", setting.meaning) for setting in SETTINGS]
        case "set", [name] if name in _BY_NAME and (values := _values(_BY_NAME[name].kind)):
            default = f"which is {_BY_NAME[name].shown_default}"
            return [*((value, "") for value in values), (DEFAULT, default)]
        case name, [] if name in _BY_NAME:  # a setting that is a command as well
            return [(value, "") for value in _values(_BY_NAME[name].kind)]
    return []


def _commands() -> Iterable[tuple[str, str]]:
    return ((command.name, command.help) for command in (*COMMANDS, *ORDERS))


def _values(kind: Kind) -> tuple[str, ...]:
    """All that a setting of this kind may be, where that is one of a few words."""
    match kind:
        case Choice(choices):
            return choices
        case Switch():
            return SWITCH
    return ()
