"""What a search compares. Knows text; nothing of where entries are stored."""

import re

from app.protocol.messages import Said
from app.text import fold

_SPECIAL = re.compile(r"[%_\\]")


def searched(entry: Said) -> str:
    """What a search looks for folded words in: an entry's name and text, folded."""
    return fold(f"{entry.name} {entry.text}")


def like(word: str) -> str:
    """A pattern for SQL's LIKE, escaped by a backslash: whatever has this word in it, folded."""
    return f"%{_SPECIAL.sub(_escaped, fold(word))}%"


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
