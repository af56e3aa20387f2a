"""The table of confusable letters: as its generator makes it, and not changed by hand."""

import hashlib
import unicodedata
from pathlib import Path

import confusables as generator
import pytest

from app.room.confusables import prototypes

MODULE = Path(generator.MODULE).read_text(encoding="utf-8")
UNICODE_OF_THE_TABLE = "14.0.0"
"""The Unicode of the Python that made it: which characters are written as themselves."""
SHA256 = "9e42adfe5e5de57e64ae100507dd104c2814aefc7db49b10cff736742450e93a"
"""Of all pairs, as `build/confusables.py` made them of Unicode's own file."""


def as_unicode_writes_it() -> str:
    """The table in the form of confusables.txt, with what the generator asks of it."""
    lines = ["# Date: 2024-08-14, 23:05:00 GMT", "# Version: 16.0.0"]
    for char, look in sorted(prototypes().items()):
        lines.append(f"{char:04X} ;\t{' '.join(f'{ord(part):04X}' for part in look)} ;\tMA\t# …")
    return "\n".join(lines)


def test_the_pairs_are_unicodes() -> None:
    """Who makes the table of a newer file puts the new sum here."""
    pairs = "".join(f"{char:x};{look}\n" for char, look in sorted(prototypes().items()))
    assert hashlib.sha256(pairs.encode()).hexdigest() == SHA256


@pytest.mark.skipif(
    unicodedata.unidata_version != UNICODE_OF_THE_TABLE,
    reason="a Python with another Unicode writes some characters differently",
)
def test_the_module_is_as_the_generator_writes_it() -> None:
    """Letter by letter; so no line of it was changed by hand."""
    assert generator.module(as_unicode_writes_it()) == MODULE


def test_what_a_look_looks_like_is_itself() -> None:
    """So one step is enough."""
    table = prototypes()
    assert {look for look in table.values() if look.translate(table) != look} == set()
    assert {char for char, look in table.items() if chr(char) == look} == set()


def test_what_everybody_knows_is_in_the_table() -> None:
    """Latin, Greek and Cyrillic letters, and digits."""
    assert "ΑаеоО0І1рсху".translate(prototypes()) == "AaeoOOllpcxy"


def test_letters_alone_are_replaced() -> None:
    """What no name can have is left out, and the marks - _ . are no other's look-alikes."""
    assert "-_. /<>".translate(prototypes()) == "-_. /<>"
    assert all(unicodedata.is_normalized("NFD", chr(char)) for char in prototypes())


def test_the_source_turns_nothing_round() -> None:
    """It can be read in any editor: no right-to-left letters, and no marks on a quote."""
    assert {char for char in MODULE if unicodedata.bidirectional(char) in ("R", "AL")} == set()
    assert {char for char in MODULE if unicodedata.combining(char)} == set()
