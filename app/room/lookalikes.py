"""What names look like, so that no two look alike. Knows letters; nothing of who is called what.

Unicode (UTS #39, section 4) calls two texts confusable if they have one skeleton: each character
replaced by what confusables.txt says it looks like. Names are equal in whatever case they are
written, and people write them in each; so a name has three looks, and shares none with another:

- the skeleton without case: Cyrillic "аса" is "Aca", and "rnike" is "Mike";
- the skeleton of the name as it stands, and then without case: "lvan" is "Ivan", for the small l
  looks like the capital I that was written;
- its capitals, and then without case: Greek "μικε" and Cyrillic "том" are "mike" and "tom", whose
  capitals are the same, while small letters differ.

Among capitals an I looks like no l, though confusables.txt, which knows no case, says so: "ali"
would be "all". There the ASCII letters stay themselves, and what else it calls an l (Greek Ι, a 1)
is an I. Dots at the end count for nothing: they end sentences.

Looks are compared letter by letter. A name in capitals may be kept from somebody by one that it
does not look like (NEIL by Nell), which costs less than a look-alike that is let in.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from app.room.confusables import prototypes
from app.text import fold

KNOWN_LIMIT_NAMES = 256
"""Of how many names it is kept what they look like; each is asked several times in a row."""

# Fonts draw both like an l; confusables.txt says so of the capital one, and "i" of the small one.
_SMALL_PALOCHKA, _PALOCHKA = "\u04cf", "\u04c0"
# A mark twice over may be drawn as one. Before letters are replaced: some look like an apostrophe.
_REPEATED = re.compile(r"([^\w!-~])\1+")
# An i with a dot above is drawn as an i: its own dot goes (Unicode's "Soft_Dotted").
_DOTTED = re.compile(r"([ijIJ][^\w!-~]*?)\u0307+")


@lru_cache(KNOWN_LIMIT_NAMES)
def looks(name: str) -> tuple[str, ...]:
    """What two names must not have in common, or they look alike.

    Args:
        name: a checked one; `upper` makes it three times as long at most.
    """
    name = name.rstrip(".")
    if name.isascii():
        lower = name.lower()
        capitals = lower.replace("0", "o").replace("1", "i")
        found = (skeleton(lower), skeleton(name).lower(), capitals)
    else:
        capitals = fold(_shape(name.upper(), _among_capitals()))
        found = (skeleton(fold(name)), fold(skeleton(name)), capitals)
    return tuple(dict.fromkeys(found))


def skeleton(name: str) -> str:
    """Equal for names that look alike as they are written, case and all."""
    if name.isascii():  # what the table has of ASCII; most names do not need it
        return name.replace("m", "rn").replace("I", "l").replace("1", "l").replace("0", "O")
    return _shape(name, prototypes())


def _shape(text: str, table: Mapping[int, str]) -> str:
    text = unicodedata.normalize("NFD", text).replace(_SMALL_PALOCHKA, _PALOCHKA)
    text = _REPEATED.sub(r"\1", text).translate(table)
    return _DOTTED.sub(r"\1", unicodedata.normalize("NFD", text))


@cache
def _among_capitals() -> Mapping[int, str]:
    """What characters look like where all letters are capitals."""
    table = {char: look.replace("l", "I") for char, look in prototypes().items()}
    for char, look in prototypes().items():
        if look == "i":  # of some of these, only the small letter is listed
            table.setdefault(ord(chr(char).upper()), "I")
    return table
