"""What may stand for what is typed: commands, what comes behind them, names, rooms. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.choices import Completion
from app.text import fold

OWN_NAMES = ("nick",)
"""Commands whose NAME is a new one, so that nobody's is offered."""

_COMMAND = re.compile(r"([:/])([^\W\d_]*)")
_ARGUMENT = re.compile(r"[:/]([^\W\d_]+) +(@?(\S*))")
_BEHIND = re.compile(r"[:/]([^\W\d_]+) +((?:\S+ +)*)(\S*)")
_COMMANDED = re.compile(r"[:/]([^\W\d_]+)\s")
_WORD = re.compile(r"(?:^|(?<=\s))(@|(?=[^\s@:/]))(\S*)\Z")


@dataclass(frozen=True, slots=True)
class CommandWord:
    """A command, as far as it matters here.

    Attributes:
        name: what is typed behind the colon.
        needs: what comes after it; begins with NAME or ROOM where such a thing is wanted.
        help: what it does, in a few words; "" for another name of a command, not to be offered.
    """

    name: str
    needs: str
    help: str

    @property
    def wants(self) -> str:
        """What its first argument is: "NAME", "ROOM" or something else."""
        first = self.needs.strip("[]").partition(" ")[0].partition("|")[0]
        return "" if self.name in OWN_NAMES else first.strip("[]").upper()


def completions(
    before: str,
    commands: Sequence[CommandWord],
    names: Iterable[str],
    rooms: Iterable[str],
    words: Callable[[str, Sequence[str]], Sequence[tuple[str, str]]] = lambda *_: (),
) -> list[Completion]:
    """What may stand for the end of what is typed.

    Args:
        before: the text before the cursor.
        commands: all commands.
        names: those of the people here, the likeliest first.
        rooms: those of the rooms that are known.
        words: of a command and the whole words behind it, what may come next, and what it means.
    """
    if typed := _COMMAND.fullmatch(before):
        return _commands(typed[1], typed[2], commands)
    if (typed := _BEHIND.fullmatch(before)) and (known := words(typed[1], typed[2].split())):
        return [
            Completion(word, len(typed[3]), meaning, word.rstrip())
            for word, meaning in known
            if _fits(word, typed[3])
        ]
    if typed := _ARGUMENT.fullmatch(before):
        command = next((word for word in commands if word.name == fold(typed[1])), None)
        named = {"NAME": names, "ROOM": rooms}.get(command.wants if command else "")
        if command and named is not None:
            end = " " if " " in command.needs else ""
            return [
                Completion(name + end, len(typed[2]), shown=name)
                for name in named
                if _fits(name, typed[3])
            ]
    typed = _WORD.search(before)
    if typed and (typed[1] or _is_text(before, commands)):
        at, beginning = typed[1], typed[2]
        end = ": " if typed.start() == 0 and not at else " "
        return [
            Completion(f"{at}{name}{end}", len(typed[0]), shown=f"{at}{name}")
            for name in names
            if _fits(name, beginning)
        ]
    return []


def _is_text(before: str, commands: Sequence[CommandWord]) -> bool:
    """Whether what stands at the end is said to somebody, in which any word may be a name."""
    if not (typed := _COMMANDED.match(before)):
        return True
    return any(word.name == fold(typed[1]) and "TEXT" in word.needs for word in commands)


def _commands(mark: str, typed: str, commands: Sequence[CommandWord]) -> list[Completion]:
    return [
        Completion(
            f"{mark}{word.name}{' ' if word.needs else ''}",
            len(typed) + 1,
            word.help,
            f"{mark}{word.name}",
        )
        for word in commands
        if word.help and _fits(word.name, typed)
    ]


def _fits(name: str, typed: str) -> bool:
    return fold(name).startswith(fold(typed))
