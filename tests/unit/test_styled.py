"""Rows: nothing is lost, none is too wide, none begins where the client's own lines begin."""

import re
from unicodedata import category

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wcwidth import wcwidth

from app.styled import LINK_CHARS, Line, Pieces, graphemes, most_columns, plain_text, rows
from app.text import clean
from tests.unit.outside import FAMILY, FLAG_OF_ENGLAND, PERSIAN, anything

START: Pieces = [("time", "[14:03] "), ("name1", "ana"), ("", ": ")]
HANG = len("[14:03] ana: ")
LINK = "https://example.org/a_(b)/c?d=1&e=2#" + "f" * 60
FLAG = "\U0001f1e9\U0001f1ea"
HEART = "\u2764\ufe0f"
KEYCAP = "1\ufe0f\u20e3"
TONED = "\U0001f44d\U0001f3fd"

# Whatever a room or the client's sanitiser lets through, and what people write.
_PARTS = [
    *(" ", "  ", "\n", "a", "word", "漢字", "x" * 30, "-", "--", "!!", "[12:00] ana: I agree"),
    *(LINK, "\u2800", "█", "e\u0301", FAMILY, FLAG_OF_ENGLAND, FLAG, HEART, TONED, PERSIAN, "한"),
]
texts = st.lists(
    st.one_of(st.sampled_from(_PARTS), anything.map(lambda text: clean(text, newlines=True))),
    max_size=12,
).map(lambda parts: clean("".join(parts), newlines=True))
windows = st.one_of(st.integers(4, 40), st.integers(40, 120))


def shown(text: str, columns: int | None) -> list[str]:
    return [plain_text(row) for row in rows(Line([*START, ("said", text)], HANG), columns)]


def terminal_columns(text: str) -> int:
    """What a terminal that joins nothing gives to it; the widening mark takes effect."""
    return sum(max(0, wcwidth(char)) for char in text) + text.count(HEART)


def is_link(row: str) -> bool:
    return bool(row) and LINK_CHARS.issuperset(row)


def is_bare(row: str, columns: int) -> bool:
    """Whether it is a part of a link that stands alone, from the window's edge."""
    whole = bool(re.match("https?://", row)) and terminal_columns(row) <= columns
    return whole or (is_link(row) and len(row) > columns - hang_in(columns))


def hang_in(columns: int) -> int:
    return min(HANG, max(2, columns // 3))


@settings(max_examples=400)
@given(texts, windows)
def test_nothing_but_spaces_is_lost(text: str, columns: int) -> None:
    """The rows one after the other are the text, but for line ends and the spaces at a break."""
    hang = " " * hang_in(columns)
    first, *more = shown(text, columns)
    pattern = re.escape(first)
    for row in more:
        pattern += "[ \n]*" + re.escape(row.removeprefix(hang))
    assert re.fullmatch(pattern + " *", plain_text(START) + text)


@settings(max_examples=400)
@given(texts, windows)
def test_no_row_is_wider_than_the_window(text: str, columns: int) -> None:
    """But a link that is alone in its row, and begins at the edge."""
    for row in shown(text, columns):
        assert terminal_columns(row) <= columns or is_bare(row, columns), row


@settings(max_examples=400)
@given(texts, windows)
@example("x" * 38 + "-- ana left", 40)
@example("x" * 40 + "--ana-left", 40)
@example("x" * 40 + "!!", 40)
def test_all_rows_but_the_first_are_set_in(text: str, columns: int) -> None:
    """But a link, of which not even the terminal can make a line of the client's own."""
    hang = " " * hang_in(columns)
    for row in shown(text, columns)[1:]:
        if is_bare(row, columns):
            parts = [row[at : at + columns] for at in range(0, len(row), columns)]
            assert not [part for part in parts if part.startswith(("--", "!!"))]
        else:
            assert row.startswith(hang)


@pytest.mark.parametrize("filler", [*" x漢█\u2800", "e\u0301", HEART, FAMILY, FLAG, KEYCAP, "x "])
@pytest.mark.parametrize("forged", ["[12:00] ana: I agree", "-- ana left", "!! harm"])
def test_no_padding_brings_a_forged_line_to_the_edge(filler: str, forged: str) -> None:
    """Whatever the window's width, and however somebody fills the rows before."""
    for columns in (*range(4, 16), 26, 27, 40):
        for count in range(columns * 2):
            for row in shown(filler * count + forged, columns)[1:]:
                assert row.startswith("  ") or is_bare(row, columns)
                for at in range(0, len(row) if is_link(row) else 0, columns):
                    assert not row.startswith(("[", "--", "!!"), at)


@settings(max_examples=400)
@given(texts, windows)
def test_marks_stay_with_what_they_stand_on(text: str, columns: int) -> None:
    """No row begins with one or with a joiner, unless it stands on nothing."""
    alone = set(re.findall("(?<![^ \n]).", text))
    for row in shown(text, columns)[1:]:
        first = row.lstrip(" ")[:1]
        assert first in ("", *alone) or category(first) not in ("Mn", "Me")
        assert first not in ("\u200c", "\u200d")


@pytest.mark.parametrize(
    "grapheme",
    [
        *("e\u0301", "a" + "\u0301" * 8, HEART, KEYCAP, TONED, FLAG, FAMILY, FLAG_OF_ENGLAND),
        *("\u0915\u093e", "\u0e19\u0e49\u0e33", "\u1112\u1161\u11ab", "\uff76\uff9e"),
        "\U0001f469\U0001f3fd\u200d\U0001f680",
    ],
)
def test_graphemes_stay_whole(grapheme: str) -> None:
    """At every width, however many stand in a row."""
    assert [part for part, _ in graphemes(grapheme * 5, 40)] == [grapheme] * 5
    for columns in range(24, 60):
        for row in shown(grapheme * 40, columns):
            said = row.removeprefix(plain_text(START)).strip(" ")
            assert said == grapheme * (len(said) // len(grapheme))


@given(texts, windows)
def test_every_character_keeps_its_style(text: str, columns: int) -> None:
    """Through every break."""
    pieces: Pieces = [("one", text), ("", ": "), ("two", text)]
    found = rows(Line(pieces, 3), columns)
    for name in ("one", "two"):
        kept = "".join(part for row in found for style, part in row if style == name)
        assert re.sub("[ \n]", "", kept) == re.sub("[ \n]", "", text)


@given(texts)
def test_without_a_window_only_line_ends_break(text: str) -> None:
    """In a pipe a line is as long as it is; what somebody said in many lines is set in."""
    first, *more = text.split("\n")
    assert shown(text, None) == [plain_text(START) + first, *(" " * HANG + line for line in more)]


def test_breaking_at_spaces() -> None:
    """Words stay whole, and the spaces at the break go."""
    assert shown("here are a few  words more", 24) == [
        "[14:03] ana: here are a",
        " " * 8 + "few  words more",
    ]


@given(st.lists(st.sampled_from(["", "o", "so", "woods", "--o", "!!"])), st.integers(24, 120))
def test_ascii_breaks_where_other_scripts_do(words: list[str], columns: int) -> None:
    """Words of the same widths stand in the same rows."""
    text = " ".join(words)
    others = shown(text.replace("o", "ö"), columns)
    assert shown(text, columns) == [row.replace("ö", "o") for row in others]


def test_a_link_stays_whole() -> None:
    """It has a row for itself; what encloses it and what follows it do not stand there."""
    assert shown(f"see {LINK} or ({LINK}), or <{LINK}>!", 40) == [
        "[14:03] ana: see",
        LINK,
        " " * 13 + "or",
        f"({LINK}),",
        " " * 13 + "or <",
        LINK,
        " " * 13 + ">!",
    ]
    assert shown(f"look:\n{LINK}\n\nnice", 40) == [
        "[14:03] ana: look:",
        LINK,
        " " * 13,
        " " * 13 + "nice",
    ]


def test_a_link_that_fits_when_set_in() -> None:
    """It begins a row like any other word."""
    assert shown("see https://example.org/abc now", 36) == [
        "[14:03] ana: see",
        " " * 12 + "https://example.org/abc",
        " " * 12 + "now",
    ]


def test_text_without_spaces_fills_the_rows() -> None:
    """As Japanese and Chinese do."""
    assert shown("半分だけ書いた長い行", 20) == [
        "[14:03] ana: 半分だ",
        " " * 6 + "け書いた長い行",
    ]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_window_that_is_no_window(columns: int) -> None:
    """Everything is still there."""
    text = f"hi 漢字 {HEART} {LINK} [x]"
    whole = plain_text(START) + text
    assert "".join(shown(text, columns)).replace(" ", "") == whole.replace(" ", "")


def test_a_terminal_never_gives_more_columns_than_expected() -> None:
    """Or it would break the row itself. Here Python's tables meet newer ones."""
    for code in range(0x110000):
        char = chr(code)
        if clean(char) == char:
            assert most_columns(char) >= wcwidth(char), ascii(char)
    for joined in (HEART, KEYCAP, FLAG, FAMILY, TONED):
        assert most_columns(joined) >= 2


def test_chains_without_an_end_are_broken() -> None:
    """Joiners, flags and spacing marks cannot make something that is wider than a row."""
    for chain in (f"{FAMILY}\u200d" * 40 + "\U0001f467", "a" + "\u0903" * 200, FLAG * 90):
        assert max(terminal_columns(row) for row in shown(chain, 40)) <= 40


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/wiki/Z\u00fcrich/" + "a" * 20,
        "http://[2001:db8::1]:6000/" + "p" * 20,
        "https://example.org/" + "漢" * 12,
        "https://example.org/a--b!!c/" + "x" * 20,
    ],
)
@pytest.mark.parametrize("before", ["", "see ", "見て", "one two three four five six seven ("])
def test_a_link_that_fits_into_a_row_is_not_broken(link: str, before: str) -> None:
    """Whatever it has in it, and wherever it stands: it can be clicked and copied."""
    columns = terminal_columns(link)
    for wider in (0, 1, 7, 30):
        assert [row for row in shown(before + link, columns + wider) if link in row]


def test_the_text_has_two_thirds_of_a_narrow_window() -> None:
    """However long the name before it is."""
    assert [len(row) - len(row.lstrip()) for row in shown("one two three four five", 18)[1:]] == [
        *[6] * (len(shown("one two three four five", 18)) - 1)
    ]


LIST = ":kick NAME    let somebody go, for a while\n   set in, and too long for one row\n:op  that"


def test_a_list_goes_on_below_its_second_column() -> None:
    """Or below where it begins; up to half way, so that there is room for words."""
    line = Line([("", "-- " + LIST)], 3, listed=True)
    assert ["".join(text for _, text in row) for row in rows(line, 36)] == [
        "-- :kick NAME    let somebody go,",
        "                 for a while",
        "      set in, and too long for one",
        "      row",
        "   :op  that",
    ]
    below = Line([("", "   " + LIST)], 3, listed=True)
    assert ["".join(text for _, text in row) for row in rows(below, 24)][:3] == [
        "   :kick NAME    let",
        "     somebody go, for a",
        "     while",
    ]
    narrow = ["".join(text for _, text in row) for row in rows(line, 20)]
    assert max(map(len, narrow)) <= 20
    assert all(row.startswith("   ") for row in narrow[1:])


@pytest.mark.parametrize("columns", [5, 12, 40, 120])
def test_no_list_reaches_the_edge(columns: int) -> None:
    """Whatever stands in it."""
    for text in (
        "a\n" + " " * 90 + "b c d",
        "a  \n\nb",
        "x" * 50 + "  y z",
        "  ",
        "a\n日本  日本 " * 3,
    ):
        shown = rows(Line([("", text)], 3, listed=True), columns)
        assert "".join(plain_text(row) for row in shown).replace(" ", "") == text.replace(
            " ", ""
        ).replace("\n", "")
        assert all(plain_text(row)[:1] in ("", " ") for row in shown[1:])
