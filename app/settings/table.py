"""What can be set, from where, and what stands above what. Pure: knows no file and no program.

A program has one table of `Setting`s. A value comes from the command line, the environment, a file
of TOML, or is the default; the first of these that says something counts. What is wrong in the
environment or the file is told in a sentence and left out: everything else counts.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.errors import UsageError
from app.nearest import did_you_mean
from app.settings.kinds import Kind, Number, Value, in_file, show
from app.settings.mending import Bare, line_in, mended, without_quotes
from app.text import brief, clean_line

COMMAND_LINE, ENVIRONMENT, FILE, DEFAULT = "command line", "environment", "file", "default"
THIS_RUN = "this run"
"""Changed while the program runs, and in no file."""
SHOWN_LIMIT_CHARS = 60
"""How much of a wrong value or key is told."""
THE_REST = "the other lines count."
PROBLEMS_LIMIT = 10
"""How many problems of one file are told; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that can be set.

    Attributes:
        name: in the file; in the environment it is in capitals behind the program's prefix.
        kind: what it may be.
        default: what it is if nobody says anything.
        meaning: what it does, in a few words.
        default_words: what to show in place of the default.
        metavar: what stands for its value in a help page; "" if it is no option.
        option_meaning: what the option does, where that is not the meaning (`--no-…`).
        at_once: whether a change counts at once, and not from the next start on.
        positional: whether it stands on a command line without a name.
        fault: why words that a person types for it will not do, in a sentence; "" if they will. The
            command line and files may say what a server makes valid, as a system's user name.
        perhaps: what was meant by words that it may not be, as a question; "" if that is not known.
    """

    name: str
    kind: Kind
    default: Value
    meaning: str
    default_words: str = ""
    metavar: str = ""
    option_meaning: str = ""
    at_once: bool = False
    positional: bool = False
    fault: Callable[[str], str] = lambda _: ""
    perhaps: Callable[[str], str] = lambda _: ""

    @property
    def shown_default(self) -> str:
        """The default, as people read it."""
        return self.default_words or show(self.default)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a setting is, and where that comes from."""

    value: Value
    origin: str


def choose(table: Iterable[Setting], *layers: tuple[str, Mapping[str, Value]]) -> dict[str, Chosen]:
    """What counts for each setting.

    Args:
        table: all of them.
        layers: where values come from, and which, the strongest first.
    """
    chosen: dict[str, Chosen] = {}
    for setting in table:
        found = ((values[setting.name], at) for at, values in layers if setting.name in values)
        chosen[setting.name] = Chosen(*next(found, (setting.default, DEFAULT)))
    return chosen


def from_environment(
    table: Iterable[Setting], prefix: str, environ: Mapping[str, str]
) -> tuple[dict[str, Value], list[str]]:
    """What the environment says, and what is wrong there. An empty variable says nothing."""
    values: dict[str, Value] = {}
    problems: list[str] = []
    for setting in table:
        variable = variable_of(setting, prefix)
        if said := environ.get(variable, ""):
            value = setting.kind.read(said)
            if value is None:
                may_be = setting.kind.may_be
                problems.append(f"{variable}={quoted(said)} is left out: use {may_be}.")
            else:
                values[setting.name] = value
    return values, problems


def from_toml(
    table: Iterable[Setting], text: str, where: str
) -> tuple[dict[str, Value], list[str]]:
    """What a file says, and what is wrong in it.

    Args:
        table: all settings.
        text: what is in the file.
        where: its name, for the problems.
    """
    known = {setting.name: setting for setting in table}
    found, broken = _parsed(text, known)
    problems = [f"{where}{problem}" for problem in broken[:PROBLEMS_LIMIT]]
    values: dict[str, Value] = {}
    wrong: list[str] = []
    for key, given in found.items():
        value = known[key].kind.take(given) if key in known else None
        if value is None:
            wrong.append(key)
        else:
            values[key] = value
    for key in wrong[:PROBLEMS_LIMIT]:
        at = f"{where}{line_of(key, text)}"
        problems.append(f"{at}: {_what_is_wrong(key, found[key], known, text)}")
    if (more := len(wrong) - PROBLEMS_LIMIT) > 0:
        problems.append(f"{where}: there are {more:,} more problems of this kind.")
    return values, problems


def _what_is_wrong(key: str, given: object, known: Mapping[str, Setting], text: str) -> str:
    """Why a key and what stands there do not count, and what would be right."""
    heads = re.compile(rf"[ \t]*\[[ \t]*{re.escape(key)}\b")
    if isinstance(given, dict) and any(map(heads.match, text.split("\n"))):
        head = f"[{brief(key, SHOWN_LIMIT_CHARS)}]"
        return f"take the line {head} away; until then what is below it does not count."
    if key in known:
        kind = known[key].kind
        said = brief(_as_written(given), SHOWN_LIMIT_CHARS)
        bare = isinstance(given, str) and isinstance(kind, Number) and kind.read(given) is not None
        use = f"write {key} = {given}, without quotes" if bare else f"use {in_file(kind)}"
        return f"{key} = {said} is left out: {use}."
    perhaps = did_you_mean(key.removeprefix("no-"), known) or f"There are: {', '.join(known)}."
    return f"there is no setting {quoted(key)}. {perhaps}"


def explained(setting: Setting) -> str:
    """What a setting means and may be, above it in a file; what is said already is not repeated."""
    may_be = in_file(setting.kind)
    noun = may_be.removeprefix("an ").removeprefix("a ")
    return setting.meaning if noun in setting.meaning else f"{setting.meaning}: {may_be}"


def variable_of(setting: Setting, prefix: str) -> str:
    """How a setting is called in the environment."""
    return prefix + setting.name.upper().replace("-", "_")


def quoted(words: str) -> str:
    """What somebody typed or wrote, safe and short."""
    return f'"{brief(words, SHOWN_LIMIT_CHARS)}"'


def line_of(key: str, text: str) -> str:
    """In which line a key stands: ", line 3"; "" if that is not clear."""
    key = re.escape(key)
    wanted = re.compile(rf"[ \t]*[\"']?{key}[\"']?[ \t]*[=.]|[ \t]*\[+[ \t]*{key}\b")
    for number, line in enumerate(text.split("\n"), 1):
        if wanted.match(line):
            return f", line {number}"
    return ""


def option_value(setting: Setting, said: object) -> Value:
    """What an option on the command line means, for what can be set.

    Raises:
        UsageError: it may not be.
    """
    value = setting.kind.read(said) if isinstance(said, str) else setting.kind.take(said)
    if value is None:
        option = "" if setting.positional else f"--{setting.name} "
        words = f"{option}{clean_line(str(said))}"
        use = setting.perhaps(str(said)) or f"use {setting.kind.may_be}."
        raise UsageError(f"{words} is not possible: {use}")
    return value


def _parsed(text: str, known: Mapping[str, Setting]) -> tuple[dict[str, object], list[str]]:
    """What is in a file, and what is wrong with it; then each line that is right by itself."""
    text = mended(text.removeprefix("\ufeff"))  # some editors on Windows write it
    try:
        return tomllib.loads(text), []
    except (ValueError, RecursionError) as error:
        at = line_in(error)
        where = f", line {at}" if at else ""
        what = re.sub(r" \(at [^)]*\)$", "", str(error)) if at else "this cannot be read"
    problems = [f"{where}: this is no TOML ({brief(what, SHOWN_LIMIT_CHARS)}); {THE_REST}"]
    found: dict[str, object] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("["):
            break
        try:
            found |= tomllib.loads(mended(line))
        except (ValueError, RecursionError):
            if (bare := without_quotes(line)) and bare.key in known:
                if number == at:
                    problems.clear()
                problems.append(f", line {number}: {_of_bare(bare, known[bare.key])}")
    return found, problems


def _of_bare(bare: Bare, setting: Setting) -> str:
    """What is wrong with a value without quotes."""
    if isinstance(setting.kind, Number):
        said = brief(f"{bare.key} = {bare.value}", SHOWN_LIMIT_CHARS)
        return f"{said} is left out: use {setting.kind.may_be}, in digits alone."
    return f"this needs quotes: {brief(bare.quoted, SHOWN_LIMIT_CHARS)}; {THE_REST}"


def _as_written(value: object) -> str:
    """What stands in a file, as it may have been written."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case dict():
            return "{…}" if value else "{}"
    try:
        if isinstance(value, list):
            return f"[{', '.join(map(_as_written, value[:SHOWN_LIMIT_CHARS]))}]"
        return str(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists
        return "something very long"
