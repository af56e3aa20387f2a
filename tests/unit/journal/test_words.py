"""Which characters a search in a database may go by."""

import re
import sys
import unicodedata

from app.journal.words import UNTANGLED, Words
from app.text import fold


def test_folding_keeps_the_ascii_of_untangled_characters_apart() -> None:
    """Of none of the others comes any ASCII, not even together with a letter before it."""
    is_untangled = re.compile(f"[{UNTANGLED}]").match
    characters = map(chr, [*range(128, 0xD800), *range(0xE000, sys.maxunicode + 1)])
    others = [char for char in characters if is_untangled(char)]
    assert len(others) > 100_000
    assert [char for char in others if re.search("[\0-\x7f]", fold(char))] == []
    marks = [char for char in others if unicodedata.category(char).startswith("M")]
    assert [
        char for char in marks for letter in "aceinou<>=" if fold(letter + char)[0] != letter
    ] == []


def test_what_is_looked_for() -> None:
    """In small letters; all that means something in a pattern is escaped, all but ASCII is open."""
    words = Words(["AbC", "50%_\\", "größe"])
    assert words.patterns == ["%abc%", "%50\\%\\_\\\\%", "%gr%sse%"]
    assert not words.ascii
    assert Words(["Straße"]).ascii
