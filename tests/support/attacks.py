"""The one list of texts that try to fool a terminal, of those that do not, and what no output has.

Each output of the programs is given the whole list; tests/support/outputs.py says by which test.
A new idea for an attack belongs here, and is tried everywhere then.
"""

import re
import unicodedata

FORGED = "hi\n[12:00] ana: I agree\n-- ana left\n!! Harm\nana> harm\n12:00 ana\n\n  harm"
"""Lines that look like other people's and like the system's."""
_PADDING = " " * 61
_FORGED_AFTER = {
    "return": "\r",
    "return and line end": "\r\n",
    "line tabulation": "\x0b",
    "form feed": "\x0c",
    "information separators": "\x1c",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "spaces": _PADDING,
    "spaces that do not break": _PADDING.replace(" ", "\u00a0"),
    "blanks of Braille": _PADDING.replace(" ", "\u2800"),
    "fillers": _PADDING.replace(" ", "\u3164"),
    "erasing": "\x08" * 80,
    "erasing with an escape": "\x1b[2K\x1b[1G",
}

ATTACKS = {
    "every C0 control": "".join(f"a{chr(number)}b" for number in (*range(32), 127)),
    "every C1 control": "".join(f"a{chr(number)}b" for number in range(0x80, 0xA0)),
    "cursor moves": "\x1b[777A\x1b[777B\x1b[777C\x1b[777D\x1b[7;7H\x1b[7;7f\x1b[77G\x1b[77dharm",
    "saved cursor": "\x1b7\x1b[sharm\x1b8\x1b[u",
    "erase": "\x1b[2J\x1b[3J\x1b[H\x1b[2K\x1b[77P\x1b[77X\x1b[77M\x1b[77Lharm",
    "scroll regions": "\x1b[1;2r\x1b[77S\x1b[77T\x1bD\x1bM\x1bEharm",
    "alternate screen": "\x1b[?1049h\x1b[?47hharm\x1b[?1049l",
    "modes": "\x1b[?25l\x1b[?5h\x1b[?7l\x1b[?1000h\x1b[4h\x1b[20h\x1b=\x1b>harm",
    "reset": "\x1bc\x1b[!p\x1b#8harm",
    "colours": "\x1b[38;5;199mred\x1b[8mhidden\x1b[38:2::1:2:3mharm",
    "questions": "\x1b[6n\x1b[c\x1b[>c\x1b[5n\x1b[21t\x1bZ\x05harm",
    "OSC 0 and 2: the title": "\x1b]0;harm\x07\x1b]2;harm\x1b\\\x1b]1;harm\x07",
    "OSC 4, 10, 11: colours": "\x1b]4;1;?\x07\x1b]10;?\x07\x1b]11;#ff0000\x07harm",
    "OSC 7, 9, 777, 1337": "\x1b]7;file://harm\x07\x1b]9;harm\x07\x1b]777;n;h\x07\x1b]1337;File=:\x07",
    "OSC 8: a link": "\x1b]8;;http://harm.example\x1b\\here\x1b]8;;\x1b\\",
    "OSC 52: the clipboard": "\x1b]52;c;aGFybQ==\x07\x1b]52;c;?\x07harm",
    "OSC without an end": "\x1b]0;harm",
    "DCS": '\x1bP+q544e\x1b\\\x1bP$q"p\x1b\\\x1bPqharm\x1b\\',
    "APC, PM and SOS": "\x1b_Gi=1;AAAA\x1b\\\x1b^harm\x1b\\\x1bXharm\x1b\\",
    "title stack": "\x1b[22;0t\x1b[23;0t\x1b[8;7;7tharm",
    "C1 as CSI, OSC and DCS": "\x9b2J\x9b77A\x9d0;harm\x9c\x90qharm\x9c\x9fharm\x9c",
    "character sets": "\x0e\x0f\x1b(0\x1b)0\x1bn\x1bo\x1b%@harm",
    "colour within an escape": "\x1b\x1b[0m[2J\x1b[0\x1b[0mmharm",
    "readline's marks": "\x01\x1b[31m\x02harm",
    "NUL": "\x00harm\x00\x00",
    "overwritten": "good\rharm",
    "erased": "good\x08\x08\x08\x08harm\x7f\x7f",
    "tabs": "\t\tharm\t",
    "bidi overrides": "\u202emrah\u202c \u202dharm\u202c \u202amrah\u202b",
    "bidi isolates": "\u2066harm\u2069 \u2067mrah\u2068\u2069",
    "bidi marks": "a\u200eb\u200fc\u061cd",
    "zero width": "a\u200bb\u2060c\ufeffd\u00ade\u034ff\u180eg",
    "joiners that join nothing": "a\u200db\u200cc\u200d",
    "invisible operators": "a\u2061b\u2062c\u2063d\u2064e",
    "deprecated format characters": "a\u206ab\u206bc\u206cd\u206de\u206ef\u206fg",
    "interlinear annotations": "a\ufff9b\ufffac\ufffbd",
    "fillers": "a\u3164b\u115fc\u1160d\uffa0e\u17b4f\u17b5g",
    "a tower of marks": "z" + "\u0301\u0316\u0488\u20dd" * 200,
    "marks alone": "\u0301" * 500,
    "half width marks": "\uff76" + "\uff9e" * 500,
    "a wide line": "漢" * 500,
    "a long word": "n" * 3000,
    "a chain of joined emoji": "👩\u200d" * 300 + "👩",
    "separators": "a\u2028b\u2029c\x85d",
    "tags": "a\U000e0041\U000e0042b\U000e0001c\U000e007f",
    "a flag of too many tags": "🏴" + "\U000e0061" * 500 + "\U000e007f",
    "lone surrogates": "a\ud83dbc\udc00d\udc9b2J\udcff",
    "noncharacters": "a\ufffeb\uffffc\ufdd0d\U0001fffee\U0010ffff",
    "private use": "a\ue000b\uf8ffc\U000f0000d\U00100000e",
    "unassigned": "a\u0378b\U000e0fffc",
    "musical format characters": "a\U0001d173b\U0001d17ac",
    "variation selectors": "a" + "\ufe0f\ufe00\U000e0100" * 100,
    "forged lines": FORGED,
    "forged lines behind empty ones": "\n\n\n" + FORGED + "\n\n\n",
    **{
        f"forged lines after {what}": FORGED.replace("\n", end)
        for what, end in _FORGED_AFTER.items()
    },
}
"""What an attack is called, and its text."""

HARMLESS = {
    "ASCII": "%s {0} <b>&amp; $(id) `id` \\x1b[2J",
    "Latin": "Ærøskøbing, žluťoučký kůň",
    "combining accents": "cafe\u0301 nai\u0308ve a\u0328\u0301",
    "emoji": "😀🎉❤\ufe0f☃",
    "families": "👨\u200d👩\u200d👧\u200d👦 and 👩\u200d🚀",
    "skin tones": "👍🏽 👩🏿\u200d🔬",
    "flags": "🇩🇪🇯🇵 🏳\ufe0f\u200d🌈",
    "a flag of tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Arabic": "مرحبا بالعالم",
    "Hebrew": "שלום עולם שָׁלוֹם",
    "Persian": "می\u200cخواهم",
    "Devanagari": "नमस्ते क्ष क्\u200dष",
    "Thai": "สวัสดีชาวโลก ที่",
    "Korean": "안녕하세요 각",
    "Chinese and Japanese": "你好 こんにちは ｶﾞ",
    "Vietnamese": "Tiếng Việt",
}
"""Texts that an output has to show as they are."""

# A chain of joined emoji that is wider than a row may be broken behind a joiner.
_JOINED = re.compile("(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f]|\r|\n|\x1b)")
_FLAG_OF_TAGS = re.compile("🏴[\U000e0020-\U000e007e]{1,8}\U000e007f")
_UNSEEN = re.compile("[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0]")
_MARKS_LIMIT = 8
_NO_OWN = re.compile(r"(?!)")
_FORGED_LINE = re.compile(
    r"(\[(\d{4}-\d\d-\d\d )?12:00\] )?ana: I agree|\[12:00\]|-- ana left"
    r"|!! Harm|ana> harm|12:00 ana"
)


def assert_harmless(written: bytes | str, own: re.Pattern[str] = _NO_OWN) -> None:
    """Check that an output holds printable text, line ends and its program's own sequences only.

    Args:
        written: all that was written, as it was.
        own: the sequences that the program itself may write.
    """
    text = written.decode("utf-8") if isinstance(written, bytes) else written
    rest = _FLAG_OF_TAGS.sub("", _JOINED.sub("", text))
    rest = own.sub("", rest.replace("\r\n", "\n")).replace("\n", "")
    assert rest.isprintable(), sorted({char for char in rest if not char.isprintable()})
    assert not _UNSEEN.search(rest), _UNSEEN.findall(rest)
    marks = 0
    for char in rest:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        assert marks <= _MARKS_LIMIT, f"a tower of marks: {char!r}"


def assert_nothing_forged(lines: list[str]) -> None:
    """Check that no line looks like one that FORGED would like to be somebody else's."""
    for line in lines:
        assert not _FORGED_LINE.match(line), f"{line!r} is forged"


def assert_whole(written: str) -> None:
    """Check that all of HARMLESS stand in what was written as they are."""
    missing = [what for what, text in HARMLESS.items() if text not in written]
    assert not missing, missing
