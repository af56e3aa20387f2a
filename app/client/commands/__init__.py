"""What a typed line means; the table that also makes `:help`. Pure.

`/` works as `:`. A line that begins with `::` or `//` is a text that begins with one of them. A
smiley (`:D`, `:-)`) or a path (`/etc/hosts`) is a text as well: a command is a word of at least
two letters, or one of the letters that the table has. Two commands that are stuck together are
none, nor a text: who typed a whisper must not say it to everybody.
"""

from app.client.commands.command import Command
from app.client.commands.helping import help_lines, help_on
from app.client.commands.intents import (
    Again,
    Clear,
    Find,
    Ignore,
    Intent,
    Quiet,
    Reply,
    Ring,
    Set,
    ShowHelp,
    Times,
    Unignore,
    Wrong,
)
from app.client.commands.parsing import command_of, parse
from app.client.commands.table import COMMANDS, ORDERS

__all__ = [
    "COMMANDS",
    "ORDERS",
    "Again",
    "Clear",
    "Command",
    "Find",
    "Ignore",
    "Intent",
    "Quiet",
    "Reply",
    "Ring",
    "Set",
    "ShowHelp",
    "Times",
    "Unignore",
    "Wrong",
    "command_of",
    "help_lines",
    "help_on",
    "parse",
]
