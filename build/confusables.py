"""Makes `app/room/confusables.py`: which letters look alike, from Unicode's own table.

Run by hand, when Unicode has a new version of it:

    python3 build/confusables.py confusables.txt

The table is part of UTS #39, "Unicode Security Mechanisms", and is published under
https://www.unicode.org/Public/security/ (16.0.0 is in use); ICU's source has a copy. It is
Unicode's work, under the Unicode License V3: see `licences/unicode.txt`.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

MODULE = Path(__file__).resolve().parents[1] / "app" / "room" / "confusables.py"
COLUMNS = 100
INDENT = "    "

# Also what this Python's Unicode does not know yet ("Cn"): a newer one may let it into names.
IN_NAMES = frozenset(("Lu", "Ll", "Lt", "Lo", "Lm", "Nd", "Mn", "Mc", "Cn"))
PLAIN = frozenset(("Lu", "Ll", "Lt", "Lo", "Lm", "Nd", "Pd", "Pc", "Po"))
LEFT_TO_RIGHT = frozenset(("L", "EN", "ES", "CS", "ON"))

HEAD = '''"""Which letters look alike. Made by `build/confusables.py`; not to be changed by hand.

From confusables.txt {version} ({date}) of UTS #39, "Unicode Security Mechanisms". Only what can
stand in a name, in its normal form NFKD, is left of it. Copyright (c) {year} Unicode, Inc.; used
under the Unicode License V3, https://www.unicode.org/license.txt.
"""

from functools import cache


@cache
def prototypes() -> dict[int, str]:
    """For `str.translate`: of each character that looks like something else, what that is.

    It is read from the text below when it is first needed; that takes about a millisecond.
    """
    parts = _GROUPS.split("|")
    groups = zip(parts[::2], parts[1::2], strict=True)
    return {{ord(char): looks for looks, chars in groups for char in chars}}


# What they look like, and then all the characters that do.
_GROUPS = (
'''


def main(source: Path) -> None:
    """Write the module from Unicode's file."""
    text = source.read_text(encoding="utf-8-sig")
    MODULE.write_text(module(text), encoding="utf-8", newline="\n")


def module(text: str) -> str:
    """The module's text."""
    groups: dict[str, str] = {}
    for char, looks in sorted(pairs(text)):
        groups[looks] = groups.get(looks, "") + char
    # Sorted, so that a new version can be compared with the one before.
    table = "|".join(f"{looks}|{chars}" for looks, chars in sorted(groups.items()))
    assert table.count("|") == 2 * len(groups) - 1, "what looks like a bar looks like an l"
    return HEAD.format(**facts(text)) + "".join(map("{}\n".format, lines(table))) + ")\n"


def facts(text: str) -> dict[str, str]:
    """The version of a table, and when it was made."""
    version = re.search(r"^# Version: (\S+)", text, re.MULTILINE)
    date = re.search(r"^# Date: ((\d{4})-\d\d-\d\d)", text, re.MULTILINE)
    assert version, "Unicode's file says which version it is"
    assert date, "Unicode's file says when it was made"
    return {"version": version[1], "date": date[1], "year": date[2]}


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Each character of the table that can stand in a name, and what it looks like."""
    for line in text.splitlines():
        fields = line.partition("#")[0].split(";")
        if len(fields) == 3:
            char, looks = (_characters(field) for field in fields[:2])
            allowed = unicodedata.category(char) in IN_NAMES or char in "-_."
            if allowed and unicodedata.is_normalized("NFKD", char):
                yield char, looks


def lines(table: str) -> Iterator[str]:
    """A text as literals one below the other."""
    line = ""
    for piece in map(written, table):
        if _columns(line + piece) > COLUMNS - len(INDENT) - 2:
            yield f'{INDENT}"{line}"'
            line = ""
        line += piece
    yield f'{INDENT}"{line}"'


def written(char: str) -> str:
    """A character as it stands in a literal: itself, if it is seen and turns nothing round."""
    alone = unicodedata.category(char) in PLAIN and char not in '"\\'
    if char in " |" or (alone and unicodedata.bidirectional(char) in LEFT_TO_RIGHT):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _characters(field: str) -> str:
    return "".join(chr(int(number, 16)) for number in field.split())


def _columns(text: Iterable[str]) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python3 build/confusables.py <Unicode's confusables.txt>")
    main(Path(sys.argv[1]))
