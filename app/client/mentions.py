"""Whether a text speaks of somebody: their name, or another word, as a word of its own. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from app.protocol.limits import TEXT_LIMIT_CHARS
from app.text import clean, fold

HIGHLIGHT_LIMIT_WORDS = 100
WORDS_LIMIT = HIGHLIGHT_LIMIT_WORDS + 1
"""Besides these there is the name of whoever reads."""
WORD_LIMIT_CHARS = 200
# Scripts that have no spaces between words, or write endings at names: Thai, Lao, Burmese, Khmer,
# kana, Han, Hangul. At such a letter a word may end wherever it likes.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words is in a text, in whatever case or width.

    `ana` is in `@ana`, `Ana:` and `ana.`, and not in `banana`, `ana-2` or `ana.b`.

    Args:
        text: as it came, of any length: no more of it is looked at than can be said.
        words: the name of somebody, and what else they want to be told of; at most WORDS_LIMIT.
    """
    pattern = _pattern(tuple(words)[:WORDS_LIMIT])
    # Cleaned first: folding what carries very many marks would take long.
    return pattern is not None and bool(pattern.search(fold(clean(text[:TEXT_LIMIT_CHARS]))))


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    folded = [fold(clean(word[:WORD_LIMIT_CHARS])).strip() for word in words]
    found = [_as_word(word) for word in folded if word]
    return re.compile("|".join(found)) if found else None


def _as_word(word: str) -> str:
    before = "" if _is_unspaced(word[0]) else r"(?<!\w)(?<!\w[-.])"
    after = "" if _is_unspaced(word[-1]) else r"(?![-.]?\w)"
    # An ending in letters of an unspaced script ends the name as well: Ana님.
    after = after and rf"(?:(?=[{_UNSPACED}])|{after})"
    return f"{before}{re.escape(word)}{after}"


def _is_unspaced(char: str) -> bool:
    return re.match(f"[{_UNSPACED}]", char) is not None
