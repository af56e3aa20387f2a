"""What the Tab key goes through. Pure; knows no terminal, and nothing of what is chosen from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from app.text import fold

CHOICES_LIMIT = 200
"""So many completions are looked at; the others are not offered."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that may stand for what was typed.

    Attributes:
        text: what is put in.
        back: how many characters before the cursor it takes the place of.
        meaning: what it is, in a few words; clean, one line.
        shown: what the list shows, and what is put in as far as all have it in common; "" where
            that is `text`.
    """

    text: str
    back: int
    meaning: str = ""
    shown: str = ""

    @property
    def label(self) -> str:
        """What the list shows."""
        return self.shown or self.text


class Choices:
    """The completions of one input line, and which of them stands there.

    It ends by itself as soon as text or cursor are not as it has left them.

    Args:
        complete: gives the completions of the text before the cursor, the likeliest first.
    """

    def __init__(self, complete: Callable[[str], Sequence[Completion]]) -> None:
        """Nothing is completed yet."""
        self._complete = complete
        self._found: list[Completion] = []
        self._at = -1
        self._before = self._after = ""
        self._left: tuple[str, int] = ("", -1)

    def step(self, text: str, cursor: int, by: int = 1) -> tuple[str, int]:
        """Go on to the next one, or with -1 back to the one before.

        At first, what all have in common is put in, if that is more than what stands there.

        Returns:
            The text and the cursor's place then; the same ones if there is nothing to complete.
        """
        if self.is_open(text, cursor):
            # What was there before they were gone through is one of them.
            self._at = (self._at + 1 + by) % (len(self._found) + 1) - 1
            return self._put()
        if by < 0:
            return text, cursor
        before, self._after = text[:cursor], text[cursor:]
        found = islice(self._complete(before), CHOICES_LIMIT)
        self._found = [choice for choice in found if choice.back <= len(before)]
        if not self._found:
            return text, cursor
        self._before, more = self._common(before)
        self._at = -1 if more and len(self._found) > 1 else 0
        text, cursor = self._put()
        if len(self._found) == 1:
            self._found = []
        return text, cursor

    def is_open(self, text: str, cursor: int) -> bool:
        """Whether they are gone through right now."""
        return bool(self._found) and (text, cursor) == self._left

    def around(self, limit: int) -> list[tuple[Completion, bool]]:
        """At most `limit` of them, those next to the chosen one, and whether it is that."""
        start = max(0, min(self._at - limit // 2, len(self._found) - limit))
        part = self._found[start : start + limit]
        return [(choice, start + number == self._at) for number, choice in enumerate(part)]

    def more(self, limit: int) -> int:
        """How many there are besides those that `around` gives."""
        return max(0, len(self._found) - limit)

    def _common(self, before: str) -> tuple[str, bool]:
        """`before` with what all have in common, and whether that is more."""
        back = self._found[0].back
        typed = before[len(before) - back :]
        common = _common_start([choice.label for choice in self._found])
        if len(common) <= back or any(choice.back != back for choice in self._found):
            return before, False
        if not fold(common).startswith(fold(typed)):
            return before, False
        self._found = [_longer(choice, len(common) - back) for choice in self._found]
        return before[: len(before) - back] + common, True

    def _put(self) -> tuple[str, int]:
        before, after = self._before, self._after
        if self._at >= 0:
            choice = self._found[self._at]
            before = before[: len(before) - choice.back] + choice.text
            if choice.text.endswith(" "):  # one is enough, in the middle of a line
                after = after.removeprefix(" ")
        self._left = before + after, len(before)
        return self._left


def _longer(choice: Completion, by: int) -> Completion:
    """The same completion where `by` characters more stand before the cursor."""
    return Completion(choice.text, choice.back + by, choice.meaning, choice.shown)


def _common_start(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    same = [a == b for a, b in zip(first, last, strict=False)]
    return first[: [*same, False].index(False)]
