"""What a search looks for. Knows text; nothing of where entries are stored."""

import re
from collections.abc import Sequence

from app.protocol.messages import Said
from app.text import fold

UNTANGLED = (
    "\x01-\x7f\u00c0-\u00de\u00e0-\u012f\u014a-\u017e\u0386-\u1d2b\u2010-\u2016\u2018-\u2023"
    "\u2190-\u245f\u24eb-\u2a73\u3041-\u309a\u309d-\u31ff\u3400-\ua7f1\uac00-\ud7a3\ufe00-\ufe0f"
    "\U0001f200-\U0001fbef\U00020000-\U0003ffff"
)
"""Ranges of characters of which folding keeps ASCII apart from the rest: an ASCII letter becomes
its small form, and of the others comes no ASCII. Not so `ß` (ss), `…`, wide letters and accents
that stand alone. A text of these only can be searched for the ASCII in a word letter by letter."""

_ESCAPED = re.compile(r"([%_\\])")
_OTHERS = re.compile(r"[^\x00-\x7f]+")


class Words:
    """Words that must all be in an entry's name or text, whatever their case and width.

    Args:
        words: as somebody wrote them.

    Attributes:
        ascii: whether nothing else is in them, once they are folded.
        patterns: for each word a pattern of SQL's LIKE, escaped by a backslash, which every
            entry matches that has the word and is of `UNTANGLED` characters only.
    """

    def __init__(self, words: Sequence[str]) -> None:
        """Fold them."""
        self._words = [fold(word) for word in words]
        self.ascii = all(word.isascii() for word in self._words)
        self.patterns = [f"%{_pattern(word)}%" for word in self._words]

    def are_in(self, entry: Said) -> bool:
        """Whether an entry has each of them."""
        text = fold(f"{entry.name} {entry.text}")
        return all(word in text for word in self._words)


def _pattern(word: str) -> str:
    return _OTHERS.sub("%", _ESCAPED.sub(r"\\\1", word))
