"""The options on a command line for what can be set, and their rows in the page of help.

A value is checked where all that can be set is checked, so that it is told in the same words.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from app.settings.kinds import Choice, Number, Switch, Value
from app.settings.table import Setting, option_value
from app.system.options import OptionParser
from app.system.page import Section

MORE = Section("More", text="README.txt beside the programs; README.md and docs/ in the source.")
"""The end of a page of help."""


def add_settings(parser: OptionParser, table: Iterable[Setting]) -> None:
    """Have an option for each setting that is to have one; its value is checked later."""
    for setting in table:
        if isinstance(setting.kind, Switch):
            if setting.metavar:
                parser.add_argument(f"--{setting.name}", action=argparse.BooleanOptionalAction)
        elif setting.metavar:
            parser.add_argument(f"--{setting.name}", metavar=setting.metavar)


def add_file_options(parser: OptionParser) -> None:
    """Have the options that say which file of settings is read."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--config", metavar="FILE")
    group.add_argument("--no-config", action="store_true")


def file_rows(usual: str) -> list[tuple[str, str]]:
    """The rows of a page of help about the file of settings, and about help."""
    return [
        ("--config FILE", f"read this file of settings, not {usual}"),
        ("--no-config", "read none"),
        ("--help, --version", "show this, or which version it is"),
    ]


def file_asked_for(options: argparse.Namespace, usual: Path) -> Path | None:
    """The file of settings; None for none."""
    if options.no_config:
        return None
    return usual if options.config is None else Path(options.config)


def said_in(options: argparse.Namespace, table: Iterable[Setting]) -> dict[str, Value]:
    """What a command line says of settings.

    Raises:
        UsageError: a value may not be.
    """
    said = ((setting, getattr(options, setting.name.replace("-", "_"), None)) for setting in table)
    return {setting.name: option_value(setting, it) for setting, it in said if it is not None}


def option_rows(table: Iterable[Setting]) -> list[tuple[str, str]]:
    """The rows of a page of help about the settings that are options, with their defaults."""
    rows = []
    for setting in table:
        if isinstance(setting.kind, Switch):
            option = f"--no-{setting.name}" if setting.default else f"--{setting.name}"
        else:
            option = f"--{setting.name} {setting.metavar}"
        if setting.metavar:
            default = "" if isinstance(setting.kind, Switch) else f" ({setting.shown_default})"
            rows.append((option, setting.option_meaning or f"{_may_be(setting)}{default}"))
    return rows


def _may_be(setting: Setting) -> str:
    """What an option means, and what it may be where that is not plain."""
    match setting.kind:
        case Choice() as choice:
            return f"{setting.meaning}: {choice.may_be}"
        case Number(special=special) if special:
            return f"{setting.meaning}; {special}"
    return setting.meaning
