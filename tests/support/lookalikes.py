"""The one list of attacks against names: what tries to look like somebody's, or like the server's.

It knows nothing of the code under test: `reads_as` and `shown_as` have tables of their own, of what
is in the list. Both leave out all marks, which no rule for names does.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

VICTIMS = ("mike", "ana", "Ivan", "boo-1", "анна", "том", "Μαρία", "חנה", "أحمد", "राज")
"""They are there already; none of them reads like another."""

TAKEN, BAD, RESERVED = "name-taken", "bad-name", "name-reserved"


@dataclass(frozen=True)
class Attack:
    """One name that somebody asks for.

    Attributes:
        code: with which it is refused.
        name: what is asked for.
    """

    code: str
    name: str


def _all(kind: str, code: str, names: Iterable[str]) -> dict[str, Attack]:
    return {f"{kind} {number}": Attack(code, name) for number, name in enumerate(names, 1)}


_INVISIBLE = (
    *"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u200b\u200c\u200d\u200e\u200f\u2060",
    *"\u2061\u2062\u2063\u2064\u206a\u2800\u3164\ufe0f\ufeff\uffa0\U00016fe4\U0001d173\U000e0020",
    *"\U000e0061\U000e0100",
)
_LISU_TONES = "\ua4f8\ua4f9\ua4fa\ua4fb\ua4fc\ua4fd"
"""They are drawn as . , .. ., and so on."""
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

ATTACKS = {
    **_all("the same", TAKEN, ["mike", " mike ", "mike\t", "ana", "анна", "Μαρία", "חנה", "राज"]),
    **_all("case", TAKEN, ["MIKE", "mIkE", "АННА", "аннА", "ТОМ", "μαρίΑ", "ivan", "IVAN"]),
    **_all("width", TAKEN, ["ｍｉｋｅ", "ＭＩＫＥ", "ａｎａ", "Ｉｖａｎ", "ｂｏｏ－１", "boo－１"]),
    **_all("styled letters", TAKEN, ["𝐦𝐢𝐤𝐞", "𝓂𝒾𝓀ℯ", "𝕞𝕚𝕜𝕖", "ⓜⓘⓚⓔ", "ᵐⁱᵏᵉ", "ₐₙₐ", "𝟏𝐯𝐚𝐧"]),
    **_all("Latin", TAKEN, ["mıke", "MİKE", "mɪke", "ɑnɑ", "ɑna", "mɩke", "Ɩvan", "ɪvan", "ıvan"]),
    **_all("Cyrillic", TAKEN, ["МІКЕ", "МіКЕ", "міке", "МІКе"]),
    **_all("Greek", TAKEN, ["ΜΙΚΕ", "μικε", "Μικε", "ΑΝΑ", "ανα", "ΤΟΜ", "τομ", "Τομ"]),
    **_all("to Cyrillic", TAKEN, ["AHHA", "aHHa", "ahha", "TOM", "tom", "Tom", "toM", "t0m"]),
    **_all("to Greek", TAKEN, ["Mapía", "MAPÍA", "mapía"]),
    **_all("other scripts", TAKEN, ["ꓟꓲꓗꓰ", "ꓮꓠꓮ", "ꓔꓳꓟ", "ⲦⲞⲘ", "ⲧⲟⲙ"]),
    **_all("mixed scripts", BAD, ["mіke", "mikе", "МIKE", "анnа", "Μike", "tоm", "аnа", "Ivаn"]),
    **_all("mixed scripts beyond Latin", BAD, ["аννа", "Мαρία", "חנ٥", "राজ", "ααна", "том०"]),
    **_all("digits for letters", TAKEN, ["m1ke", "M1KE", "1van", "b0o-1", "b00-1", "т0м"]),
    **_all("letters for digits", TAKEN, ["boo-I", "boo-l", "BOO-I", "bOO-i"]),
    **_all("letters for letters", TAKEN, ["rnike", "Rnike", "RNIKE", "lvan", "lVAN", "lvAN"]),
    **_all("invisible inside", BAD, (f"mi{char}ke" for char in _INVISIBLE)),
    **_all("invisible at the end", BAD, (f"mike{char}" for char in _INVISIBLE)),
    **_all("invisible before", BAD, (f"{char}ana" for char in _INVISIBLE)),
    **_all("joiners where they join", BAD, ["أح\u200cمد", "أح\u200dمد", "أحمد\u200d", "रा\u200dज"]),
    **_all("bidi controls", BAD, (f"{char}ekim" for char in _BIDI)),
    **_all("bidi controls inside", BAD, (f"an{char}a" for char in _BIDI)),
    **_all("a dot on a dotted i", TAKEN, ["mi\u0307ke", "mi\u0307\u0307ke", "mı\u0307ke"]),
    **_all("marks twice", TAKEN, ["Μαρι\u0301\u0301α", "ΜΑΡΙ\u0301\u0301Α", "Μαρί\u0301α"]),
    **_all(
        "marks of others", BAD, ["mike\u064e", "mi\u0eb4ke", "ana\u1039", "an\u17d2a", "том\u05b0"]
    ),
    **_all("too many marks", BAD, ["mike" + "\u0307" * 6, "a\u0301" * 2 + "\u0323" * 9]),
    **_all("marks alone", BAD, ["\u0301", "\u0301mike", "\u20dd", "mike\u20dd"]),
    **_all(
        "fillers alone",
        BAD,
        ["\u3164", "\u3164\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u17b4"],
    ),
    **_all("nothing", BAD, [" ", "\u00a0", "\u3000", "\u200b", "...", "-", "_"]),
    **_all("wide", BAD, ["mike" + "w" * 21, "漢" * 13, "\ufdfd" * 3, "\ufdfa" * 9, "ana" * 4_000]),
    **_all("spaces", BAD, ["mi ke", "mike mike", "an\u00a0a", "an\u2003a", "an\u3000a"]),
    **_all("dots at the end", TAKEN, ["mike.", "mike...", "Mike..", "анна.", "том.", "Ivan."]),
    **_all(
        "letters drawn as dots, at the end",
        TAKEN,
        [*(f"ꓟꓲꓗꓰ{char}" for char in _LISU_TONES), "ꓮꓠꓮ\ua4f8\ua4f8", "ꓔꓳꓟ.\ua4f8", "Mike\ua78f"],
    ),
    **_all("letters drawn as other signs, at the end", TAKEN, ["mike\u01c3", "Ivan\u01c3\u01c3."]),
    **_all("letters drawn as dots, before", BAD, [f"{char}ꓟꓲꓗꓰ" for char in _LISU_TONES]),
    **_all("letters drawn as dots, alone", BAD, ["\ua4f8", "\ua4fa\ua4f8", "\ua78f", "\u1427"]),
    **_all("stretched", TAKEN, ["أحمـد", "أحـــمد", "أحمدـ", "أحمدـ.", "أحمد.ـ"]),
    **_all("stretches before, or alone", BAD, ["ـأحمد", "ـ", "ـــ", "\u07fa"]),
    **_all("blank letters", BAD, ["\U00013441", "\U00013442\U00013442", "mike\U00013441"]),
    **_all(
        "other signs",
        BAD,
        ["mike:", "mike,", "mike'", "<mike>", "*mike", "@mike", "mike→", "-mike"],
    ),
    **_all(
        "reserved", RESERVED, ["server", "system", "host", "admin", "all", "you", "me", "notice"]
    ),
    **_all("reserved, case", RESERVED, ["SERVER", "System", "hOsT", "ADMIN", "All", "ALL", "Me"]),
    **_all("reserved, width", RESERVED, ["ｓｅｒｖｅｒ", "ＨＯＳＴ", "𝐬𝐲𝐬𝐭𝐞𝐦", "ſystem", "ⓗⓞⓢⓣ"]),
    **_all(
        "reserved, digits", RESERVED, ["h0st", "adm1n", "ADM1N", "n0tice", "n0t1ce", "a11", "al1"]
    ),
    **_all("reserved, rn", RESERVED, ["systern", "adrnin", "rnoderator", "rne", "sornebody"]),
    **_all("reserved, l and I", RESERVED, ["aII", "aIl", "AII", "Al1", "AIl", "ADMꞮN"]),
    **_all(
        "reserved, Cyrillic",
        RESERVED,
        ["ѕуѕтем", "ЅУЅТЕМ", "ноѕт", "НОЅТ", "ме", "МЕ", "аӏӏ", "аӀӀ"],
    ),
    **_all("reserved, Greek", RESERVED, ["ΜΕ", "με"]),
    **_all("reserved, other scripts", RESERVED, ["ꓢꓰꓣꓦꓰꓣ", "ꓧꓳꓢꓔ", "ꓮꓡꓡ", "ꓟꓰ"]),
    **_all("reserved, dots", RESERVED, ["server.", "Host...", "AII.", "ADMIN.", "all\u01c3"]),
    **_all(
        "reserved, letters drawn as dots",
        RESERVED,
        ["ꓢꓰꓣꓦꓰꓣ\ua4f8", "ꓮꓓꓟꓲꓠ\ua4f8", "ꓧꓳꓢꓔ\ua4fd", "ꓮꓡꓡ\ua4fa\ua4f9", "ꓟꓰ.\ua4f8"],
    ),
    **_all("reserved, mixed", BAD, ["sеrver", "hоst", "sуstem", "ѕerver", "аdmin", "hοst"]),
    **_all(
        "reserved, invisible", BAD, ["ser\u200bver", "host\u2060", "sys\u00adtem", "\u3164server"]
    ),
}
"""What an attack is called, and the attack. All are valid UTF-8 without a line's end."""

_IN_ANY_CASE = {
    "a": "аαɑꓮ",
    "e": "еεꓰ",
    "h": "нηꓧ",
    "i": "іιıɩɪӏl1ꓲ",
    "k": "кκꓗ",
    "m": "мμꓟⲙ",
    "n": "νꓠ",
    "o": "оο0ꓳⲟ",
    "p": "рρ",
    "r": "ꓣ",
    "s": "ѕꓢ",
    "t": "тτꓔⲧ",
    "v": "ꓦ",
    "y": "у",
}
_AS_WRITTEN = {
    "A": "АΑꓮ",
    "E": "ЕΕꓰ",
    "H": "НΗꓧ",
    "K": "КΚꓗ",
    "L": "ꓡ",
    "M": "МΜꓟⲘ",
    "N": "Νꓠ",
    "O": "ОΟ0ꓳⲞ",
    "R": "ꓣ",
    "S": "Ѕꓢ",
    "T": "ТΤꓔⲦ",
    "V": "ꓦ",
    "Y": "Υ",
    "a": "аαɑ",
    "e": "е",
    "i": "іιıɩɪ",
    "l": "I1ІΙꓲӀӏƖ",
    "o": "оοⲟ",
    "p": "рρ",
    "s": "ѕ",
    "v": "ν",
    "y": "у",
}
_UNREAD = re.compile("[\u115f\u1160\u17b4\u17b5\u2800.\u0640\ua4f8-\ua4fd\ua78f\u01c3]")


def reads_as(name: str) -> str:
    """How a hasty reader reads a name, who minds neither case nor marks."""
    return _read(unicodedata.normalize("NFKC", name).casefold(), _IN_ANY_CASE)


def shown_as(name: str) -> str:
    """What of a name is to be seen: equal for names that nobody can tell apart as they stand."""
    return _read(name, _AS_WRITTEN)


def _read(text: str, letters: dict[str, str]) -> str:
    alike = {ord(other): letter for letter, others in letters.items() for other in others}
    text = unicodedata.normalize("NFKD", text)
    seen = "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Cf"))
    return _UNREAD.sub("", seen.translate(alike).replace("rn", "m"))
