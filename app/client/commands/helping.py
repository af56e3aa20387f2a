"""The words of `:help`, made of the table. Pure.

The list has at most HELP_LIMIT_ROWS rows of at most HELP_LIMIT_COLUMNS, so that all of it is to
be seen at once in the smallest usual window, with the input line and the line below it.
"""

from app.client.commands.command import Command
from app.client.commands.parsing import did_you_mean
from app.client.commands.table import BY_NAME, COMMANDS
from app.text import cut

HELP_LIMIT_ROWS = 22
HELP_LIMIT_COLUMNS = 77
"""The rows are set in by three more."""
ABOUT_LIMIT_CHARS = 40


def help_lines() -> list[str]:
    """The lines of `:help`."""
    rows = [(usage(command), command.help) for command in COMMANDS]
    widest = max(len(left) for left, _ in rows)
    return [
        *(f"{left:<{widest}}  {right}" for left, right in rows),
        "Operators may type orders as well, such as :kick; :orders lists them.",
        "Everything else is said to everybody; ::text says a text that begins with :",
    ]


def help_on(about: str) -> list[str]:
    """The lines of `:help COMMAND`."""
    command = BY_NAME.get(about)
    if command is None:
        word = cut(about.split()[0] if about.split() else "", ABOUT_LIMIT_CHARS)
        return [f"There is no :{word}. {did_you_mean(word)}:help lists all commands."]
    for_whom = " (for operators)" if command.group == "operators" else ""
    return [f":{command.name} {command.needs}".rstrip() + f": {command.help}{for_whom}"] + [
        f"   {line}" for line in command.more.split("\n")
    ]


def usage(command: Command) -> str:
    """How it is typed, in the list: its shorter names are behind the long one."""
    names = " ".join(f":{name}" for name in (command.name, *command.short))
    return f"{names} {command.needs}".rstrip()
