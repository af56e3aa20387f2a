"""What a search compares. Knows text; nothing of where entries are stored.

Both sides have a limit: few characters fold to very many (one Arabic ligature to 18), and what
comparing costs grows with both.
"""

from app.protocol.entries import Said
from app.protocol.limits import SEARCH_LIMIT_CHARS, TEXT_LIMIT_CHARS
from app.text import fold

FOLDED_LIMIT_CHARS = 2 * TEXT_LIMIT_CHARS + 200
"""How much of a folded name and text is searched; what people write does not come to so much."""
_LONGEST = "\ufdfa"
_LONGEST_CHARS = 18
"""The ligature that folds to the most, and to how much. Others fold to eight at most."""


def searched(entry: Said) -> str:
    """What a search looks for folded words in: an entry's name and text, folded.

    Of more than FOLDED_LIMIT_CHARS the rest is left out, and not found.
    """
    return fold(_beginning(f"{entry.name} {entry.text}"))[:FOLDED_LIMIT_CHARS]


def sought(word: str) -> str:
    """What a search looks for: a word, folded.

    Of more than SEARCH_LIMIT_CHARS the rest is left out, so that it is found where it begins alike.
    """
    return fold(word)[:SEARCH_LIMIT_CHARS]


def _beginning(text: str) -> str:
    """Enough of `text` for FOLDED_LIMIT_CHARS: folding takes its time, and the hub waits for it."""
    count = FOLDED_LIMIT_CHARS // _LONGEST_CHARS + 1
    if text.isascii() or text.count(_LONGEST) <= count:
        return text
    return _LONGEST.join(text.split(_LONGEST, count)[:count]) + _LONGEST
