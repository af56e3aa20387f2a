"""What a typed line means. Pure."""

import re

from app.client.commands.command import Command
from app.client.commands.elsewhere import OF_EDITORS, OF_OTHERS, OF_THE_HOST
from app.client.commands.intents import Intent, Wrong
from app.client.commands.table import BY_NAME
from app.nearest import did_you_mean, nearest
from app.protocol.requests import Say
from app.text import cut, encodable

WORD_LIMIT_CHARS = 40
"""How much of a word is shown that is no command."""
EXAMPLE = "Example: "
"""What stands before the example at the end of an order's longer text."""

_LETTERS = "".join(sorted(word for word in BY_NAME if len(word) == 1))
_COMMAND = re.compile(rf"[:/]([A-Za-z]{{2,}}|[{_LETTERS}])(?:\s+(.*))?", re.DOTALL)
_PRIVATE = tuple(name for name, command in BY_NAME.items() if command.private)
_LIKE_A_COMMAND = re.compile(r"\s*[:/](\s*)([A-Za-z]+)(\s+\S)?")
_STUCK_TOGETHER = re.compile(r":([a-z]{2,})[:/]\S|/([a-z]{2,})[:/]([a-z]{2,})(?!\S)")


def parse(line: str) -> Intent | None:
    """What a line that somebody typed means; None for an empty one."""
    text = encodable(line).rstrip()
    if not text.strip():
        return None
    if text.startswith(("::", "//")):
        # The first sign is taken off only where it is needed: a comment in a program keeps both.
        bare = text[0] + text.lstrip(text[0])
        return Say(text=text if parse(bare) == Say(text=bare) else text[1:])
    several = _STUCK_TOGETHER.match(text)
    if several and all(name is None or name in BY_NAME for name in several.groups()):
        return Wrong(f"That looks like two commands; {_escaped(text)} says it as a text.")
    if text[0] in ":/" and text[1:] in OF_EDITORS:
        return Wrong(_unknown(text[1:], _escaped(text)))
    typed = _COMMAND.fullmatch(text)
    if typed is None or not _is_word(typed[1]):
        if _may_be_whisper(text):
            said = f"{_escaped(text.lstrip())} says it as a text."
            return Wrong(f"That looks like a whisper; type :msg NAME TEXT, or {said}")
        return Say(text=text)
    name, rest = typed[1].lower(), (typed[2] or "").strip()
    command = BY_NAME.get(name)
    if command is None and name in OF_THE_HOST:
        return Wrong(f"{OF_THE_HOST[name]} {_escaped(text)} says it as a text.")
    if command is None:
        return Wrong(_unknown(name, _escaped(text)))
    if "\n" in text and not command.takes_lines:
        return Wrong(f":{command.name} takes one line; {_escaped(text)} says all as a text.")
    if command.alone and rest:
        # Nothing of it is done: who types words behind `:quit` may have meant to say something.
        instead = f"{command.instead} " if command.instead else ""
        said = f"{instead}{_escaped(text)} says all as a text."
        return Wrong(f":{name} stands alone, without words. {said}")
    return command.make(rest) or Wrong(_incomplete(name, command))


def command_of(line: str) -> Command | None:
    """The command that a line begins with, complete or not; None if it is no command's."""
    typed = _COMMAND.fullmatch(line.rstrip())
    return BY_NAME.get(typed[1].lower()) if typed else None


def meant(word: str) -> str:
    """A question for commands that are like `word`, with a space behind it; "" if none is."""
    if ours := OF_OTHERS.get(word) or OF_EDITORS.get(word):
        return f"Did you mean :{ours}? "
    question = did_you_mean(word, (name for name in BY_NAME if len(name) > 1), ":")
    return f"{question} " if question else ""


def _is_word(word: str) -> bool:
    """Whether it can be a command: `:XD` is a smiley, and `:Msg` begins a sentence."""
    return word.islower() or word.lower() in BY_NAME


def _may_be_whisper(text: str) -> bool:
    """Whether somebody may have meant to whisper, and has mistyped it: that is said to nobody."""
    typed = _LIKE_A_COMMAND.match(text)
    if typed is None:
        return False
    word = typed[2].lower()
    if len(word) == 1:
        return word in _PRIVATE and not typed[1] and bool(typed[3])
    return word in _PRIVATE or bool(nearest(word, (name for name in _PRIVATE if len(name) > 2)))


def _escaped(text: str) -> str:
    """The first word, so that it is said as a text."""
    return text[0] + cut(text.split()[0], WORD_LIMIT_CHARS)


def _incomplete(name: str, command: Command) -> str:
    form = f":{name} {command.needs}"
    if command.group != "operators":
        return f"Not complete: type {form}"
    example = command.more.partition(EXAMPLE)[2]
    return f"Not complete; it goes like this: {form}, as in {example}"


def _unknown(name: str, escaped: str) -> str:
    word = cut(name, WORD_LIMIT_CHARS)
    return f"There is no :{word}. {meant(name)}:help lists all; {escaped} says it as a text."
