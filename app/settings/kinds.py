"""The kinds of values that a setting may have: how they are read, shown and written. Pure."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.text import encodable

Value = str | int | float | bool | tuple[str, ...]

YES, NO = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
NONE = "none"
"""How an empty list is shown, and typed."""
WORDS_LIMIT = 1000
"""How many words a list may have, if it says nothing else."""
WORD_LIMIT_CHARS = 200
"""How long each of them may be, if it says nothing else."""


class Kind(Protocol):
    """What values a setting may have, and how they are written."""

    @property
    def may_be(self) -> str:
        """What it may be, in words: "a number from 0 to 1,000"."""

    def take(self, value: object) -> Value | None:
        """What a value in a file means; None if it may not be."""

    def read(self, words: str) -> Value | None:
        """What was typed means; None if it may not be."""


@dataclass(frozen=True, slots=True)
class Text:
    """Any text that fits: folders may be called anything.

    Attributes:
        may_be: what it may be, in words.
        empty: whether it may be "", as if nothing was said.
        fits: whether a text that is not empty may stand there.
    """

    may_be: str
    empty: bool = False
    fits: Callable[[str], bool] = lambda _: True

    def take(self, value: object) -> Value | None:
        """A string."""
        return self.read(value) if isinstance(value, str) else None

    def read(self, words: str) -> Value | None:
        """As it is."""
        if not words.strip():
            return words if self.empty else None
        return words if "\0" not in words and self.fits(words) else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    choices: tuple[str, ...]

    @property
    def may_be(self) -> str:
        """All of them."""
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    def take(self, value: object) -> Value | None:
        """A string; also the number or the truth that was meant to be one."""
        if isinstance(value, bool):
            return self.read("on" if value else "off") or self.read(str(value))
        if isinstance(value, int):
            numbers = {int(word): word for word in self.choices if word.isdecimal()}
            return numbers.get(value)
        return self.read(value) if isinstance(value, str) else None

    def read(self, words: str) -> Value | None:
        """Whatever its case."""
        return words.casefold() if words.casefold() in self.choices else None


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    may_be: str = "on or off"

    def take(self, value: object) -> Value | None:
        """True and false, or a word for it."""
        if isinstance(value, bool):
            return value
        return self.read(value) if isinstance(value, str) else None

    def read(self, words: str) -> Value | None:
        """A word for it."""
        word = words.casefold()
        return word in YES if word in YES + NO else None


@dataclass(frozen=True, slots=True)
class Number:
    """A number within limits; `whole` if without parts."""

    least: int
    most: int
    whole: bool = True
    special: str = ""
    """What a number in it means that is none: "0 for no limit"."""

    @property
    def may_be(self) -> str:
        """Its limits."""
        special = f" ({self.special})" if self.special else ""
        return f"a number from {self.least:,} to {self.most:,}{special}"

    def take(self, value: object) -> Value | None:
        """A number."""
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return None
        return value if self.least <= value <= self.most else None

    def read(self, words: str) -> Value | None:
        """Digits of ASCII, and a point where parts may be."""
        if not re.fullmatch(r"[0-9]{1,18}" if self.whole else r"[0-9]{1,18}(\.[0-9]{1,9})?", words):
            return None
        return self.take(int(words) if words.isdecimal() else float(words))


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words: at most `most`, of at most `longest` characters each.

    Attributes:
        what: what they are: "names".
        blanks: whether blanks stand between them as well as commas, so that none has one.
    """

    what: str
    most: int = WORDS_LIMIT
    longest: int = WORD_LIMIT_CHARS
    blanks: bool = False

    @property
    def may_be(self) -> str:
        """What they are, how many, and what stands between them."""
        between = "blanks or commas" if self.blanks else "commas"
        limits = f"at most {self.most:,}, each up to {self.longest:,} characters"
        return f"{self.what} with {between} between them ({limits})"

    def take(self, value: object) -> Value | None:
        """A list of strings, or one string with commas."""
        if isinstance(value, str):
            return self.read(value)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            return None
        parts = (word.split() if self.blanks else [word.strip()] for word in value)
        words = tuple(word for part in parts for word in part if word)
        fits = len(words) <= self.most and all(len(word) <= self.longest for word in words)
        return words if fits else None

    def read(self, words: str) -> Value | None:
        """Words with commas between them; nothing is an empty list, and so is NONE."""
        return () if words.strip().casefold() == NONE else self.take(words.split(","))


def in_file(kind: Kind) -> str:
    """What a setting may be, in the words of a file, where nothing is typed."""
    return "true or false" if isinstance(kind, Switch) else kind.may_be


def show(value: Value) -> str:
    """A value as people read and type it."""
    match value:
        case bool():
            return "on" if value else "off"
        case tuple():
            return ", ".join(value) or NONE
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def as_toml(value: Value) -> str:
    """A value as it stands in a file."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(encodable(value), ensure_ascii=False).replace("\x7f", "\\u007f")
        case tuple():
            return f"[{', '.join(map(as_toml, value))}]"
        case _:
            return str(value)
