"""argparse's complaints in this project's words; one that is not known here stays as it is."""

import argparse
import re
from collections.abc import Callable, Mapping

Actions = Mapping[str, argparse.Action]
"""What an option does, by each of its names."""


def told(message: str, actions: Actions) -> str:
    """What is wrong with a command line, and what to write, of what argparse says of it.

    Args:
        message: its complaint.
        actions: all options.
    """
    for pattern, words in _KNOWN:
        if found := pattern.fullmatch(message):
            return words(found, actions)
    return message


def _needs(found: re.Match[str], actions: Actions) -> str:
    option = _name(found[1])
    form = f"{option} {_metavar(option, actions)}"
    return f"{option} needs something behind it: {form}"


def _alone(found: re.Match[str], _: Actions) -> str:
    option = _name(found[1])
    return f"{option} stands alone, without ={found[2]}"


def _together(found: re.Match[str], _: Actions) -> str:
    return f"{_name(found[2])} and {_name(found[1])} do not go together: leave one out."


def _name(names: str) -> str:
    """The first name of an option that has several: `--ascii/--no-ascii`."""
    return names.partition("/")[0]


def _metavar(option: str, actions: Actions) -> str:
    """What stands for an option's value in the page of help."""
    action = actions.get(option)
    metavar = action.metavar if action else None
    return metavar if isinstance(metavar, str) else "VALUE"


_KNOWN: list[tuple[re.Pattern[str], Callable[[re.Match[str], Actions], str]]] = [
    (re.compile(r"argument (\S+): expected (?:one|at least one) argument"), _needs),
    (re.compile(r"argument (\S+): ignored explicit argument ['\"](.*)['\"]", re.DOTALL), _alone),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), _together),
]
