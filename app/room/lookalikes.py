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
is an I.

What ends a sentence counts for nothing at a name's end, be it a dot or a letter drawn as a sign
(ENDS): a name has its looks with it and without. Digits stay, so the Arabic zero does, a dot by its
skeleton: after a name it is another name, though not beside the same name with a dot. Nor does
anything count that only stretches or joins letters (UNSEEN). Dashes do, and whatever is seen within
a name: "ana-" is not "ana", and "a..b" is not "a.b".

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

ENDS = ".\ua4f8\ua4f9\ua4fa\ua4fb\ua4fc\ua4fd\ua78f\u1427\u18df\u01c3\u2d51"
"""Dots, and letters drawn as dots or other signs that end a sentence: the tones of Lisu, dots at
middle height, and two letters that are an exclamation mark."""

UNSEEN = frozenset(
    "\u0640\u07fa"  # they make the line between Arabic letters, or N'Ko ones, longer
    # They put the next consonant below or beside the last; with none there is nothing to be seen.
    "\u1039\u17d2\u1a60\u1bab\u2d7f\uaaf6\U00010a3f\U0001107f\U00011133\U000113d0\U0001193e"
    "\U00011a47\U00011a99\U00011d45\U00011d97\U00011f42"
    "\U0001bc9d"  # it chooses how thick a letter of shorthand is
)
"""Letters and marks of which hardly anything is to be seen."""

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
    forms = (name, bare(name))
    return tuple(dict.fromkeys(look for form in forms for look in _looks(form)))


def bare(name: str) -> str:
    """A name without what counts for nothing in it, or at its end."""
    if not name.isascii():
        name = "".join(char for char in name if char not in UNSEEN)
    return name.rstrip(ENDS)


def _looks(name: str) -> tuple[str, str, str]:
    if name.isascii():
        lower = name.lower()
        capitals = lower.replace("0", "o").replace("1", "i")
        return skeleton(lower), skeleton(name).lower(), capitals
    capitals = fold(_shape(name.upper(), _among_capitals()))
    return skeleton(fold(name)), fold(skeleton(name)), capitals


def skeleton(name: str) -> str:
    """Equal for names that look alike as they are written, case and all."""
    if name.isascii():  # what the table has of ASCII; most names do not need it
        return name.replace("m", "rn").replace("I", "l").replace("1", "l").replace("0", "O")
    return _shape(name, prototypes())


def _shape(text: str, table: Mapping[int, str]) -> str:
    text = "".join(char for char in text if char not in UNSEEN)
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
