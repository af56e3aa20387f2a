"""The words of `:help`, made of the table. Pure.

The list has at most HELP_LIMIT_ROWS rows of at most HELP_LIMIT_COLUMNS, so that all of it is to
be seen at once in the smallest usual window, with the input line and the line below it.
"""

from app.client.commands.command import Command
from app.client.commands.parsing import meant
from app.client.commands.table import BY_NAME, COMMANDS
from app.text import cut

HELP_LIMIT_ROWS = 22
HELP_LIMIT_COLUMNS = 77
"""The rows are set in by three more."""
ABOUT_LIMIT_CHARS = 40
ABOUT_KEYS = "keys"
KEYS = (
    ("Enter", "send what stands there"),
    ("Alt+Enter, Ctrl+J", "begin another line of the same message"),
    ("Tab, Shift+Tab", "complete a command, name or room; go through them"),
    ("Up, Down", "what was typed before; in several lines, move there first"),
    ("Ctrl+R", "search what was typed before"),
    ("Right, End, Ctrl+E", "take what stands grey behind the cursor"),
    ("Ctrl+L", "empty the window"),
    ("Ctrl+C", "clear the line; on an empty line, twice: leave"),
    ("Ctrl+D", "on an empty line, leave"),
    ("Ctrl+Z", "back to the shell until you type fg (not on Windows)"),
    ("Paste", "several lines: y sends, e or typing edits, n forgets"),
)
"""The keys and what they do; with `editing = vi` those of vi as well."""


def help_lines() -> list[str]:
    """The lines of `:help`."""
    rows = [(usage(command), command.help) for command in COMMANDS]
    widest = max(len(left) for left, _ in rows)
    return [
        *(f"{left:<{widest}}  {right}" for left, right in rows),
        "Everything else is said to everybody; ::text says a text that begins with :",
        "Operators may type orders as well: :orders lists them. Keys: :help keys",
    ]


def help_on(about: str) -> list[str]:
    """The lines of `:help COMMAND`, or of `:help keys`."""
    if about == ABOUT_KEYS:
        widest = max(len(key) for key, _ in KEYS)
        return [f"{key:<{widest}}  {what}" for key, what in KEYS]
    command = BY_NAME.get(about)
    if command is None:
        word = cut(about.split()[0] if about.split() else "", ABOUT_LIMIT_CHARS)
        return [f"There is no :{word}. {meant(word)}:help lists all commands."]
    for_whom = " (for operators)" if command.group == "operators" else ""
    return [f":{command.name} {command.needs}".rstrip() + f": {command.help}{for_whom}"] + [
        f"   {line}" for line in command.more.split("\n")
    ]


def usage(command: Command) -> str:
    """How it is typed, in the list: its shorter names are behind the long one."""
    names = " ".join(f":{name}" for name in (command.name, *command.short))
    return f"{names} {command.needs}".rstrip()
