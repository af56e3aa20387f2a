"""The sanitiser: nothing from outside can do anything to a terminal but be read."""

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.characters import COMBINING_LIMIT_MARKS
from app.text import brief, clean, clean_line, cut, fold, listing, width
from tests.unit.outside import (
    FAMILY,
    FILLERS,
    FLAG_OF_ENGLAND,
    INVISIBLE,
    PERSIAN,
    ZWJ,
    ZWNJ,
    anything,
    unsafe,
)

# All but the many ideographs and syllables that are alike, the private ones and the empty planes.
CODES = (*range(0x3500), *range(0x9F00, 0xAD00), *range(0xD700, 0x20100), *range(0xE0000, 0xE0200))
ALL_CHARACTERS = [chr(code) for code in (*CODES, 0x10FFFF)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ~ text", "plain ~ text"),
        ("\x1b[2J\x1b]0;title\x07", "␛[2J␛]0;title␇"),
        ("a\0b\x7f", "a␀b␡"),
        ("a\tb", "a    b"),
        ("two\nlines\r", "two␊lines␍"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202edef\u2066", "abc\\u202edef\\u2066"),
        ("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029"),
        ("\ud800\udc80", "\\ud800\\udc80"),
        ("\U0010ffff\ue000", "\\U0010ffff\\ue000"),
        ("a\u00a0b\u1680c\u3000d", "a b c  d"),
        ("grüß Gott, 漢字, مرحبا", "grüß Gott, 漢字, مرحبا"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text: str, shown: str) -> None:
    """Controls become pictures, unprintable characters escapes, every space a plain one."""
    assert clean(text) == shown


@pytest.mark.parametrize("char", INVISIBLE)
def test_hints_without_a_look_are_removed(char: str) -> None:
    """Two texts that look the same become the same."""
    assert clean(f"a{char}b") == "ab"


@pytest.mark.parametrize("char", FILLERS)
def test_letters_that_nobody_sees_hide_nothing(char: str) -> None:
    """A filler is shown as its escape, or is gone where it is a mark."""
    is_mark = unicodedata.category(char) == "Mn"
    assert clean(f"a{char}b") == ("ab" if is_mark else f"a\\u{ord(char):04x}b")


def test_line_ends_are_kept_only_where_they_are_wanted() -> None:
    """`\\r\\n` is one line end; a `\\r` alone would go back to the line's start, so it is shown."""
    assert clean("é\r\nb\nc\rd", newlines=True) == "é\nb\nc␍d"
    assert clean("a\r\nb") == "a␍␊b"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        PERSIAN,
        FLAG_OF_ENGLAND,
        "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire: the selector is before the joiner
        "\U0001f469\U0001f3fd\u200d\U0001f680",  # the skin tone is before the joiner
        "\u2764\u200d\U0001f525",  # the same without a selector
        "\U0001f469\u200d\u2695\ufe0f",  # a symbol is after the joiner
        "a" * 20 + FLAG_OF_ENGLAND,
        "\U0001f3f4\U000e0020" + "\U000e007e" * 7 + "\U000e007f",
        "\u0915\u094d\u200d\u0937",  # Devanagari, half a letter
        "\U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea \u0e19\u0e49\u0e33",
    ],
)
def test_what_people_write_stays_whole(text: str) -> None:
    """Joiners and tags stay where emoji and scripts need them."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a{ZWJ}b", "ab"),
        (f"a{ZWNJ}b", "ab"),
        (f"{ZWJ}\U0001f467", "\U0001f467"),
        (f"\U0001f468{ZWJ}", "\U0001f468"),
        (f"\U0001f468{ZWJ}a", "\U0001f468a"),
        (f"\U0001f468{ZWNJ}\U0001f467", "\U0001f468\U0001f467"),
        (f"a{ZWJ}\U0001f467", "a\U0001f467"),
        (f"\u0628{ZWNJ}{ZWNJ}\u0628", f"\u0628{ZWNJ}\u0628"),
        (f"\u0628{ZWNJ}\u115f", "\u0628\\u115f"),
        (f"\U0001f468{ZWJ}\u2308", "\U0001f468\u2308"),
        (f"\u2308{ZWJ}\U0001f468", "\u2308\U0001f468"),
    ],
)
def test_joiners_elsewhere_go(text: str, shown: str) -> None:
    """A joiner that joins nothing would only make two different texts look the same."""
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\U000e0067\U000e007f", "\\U000e0067\\U000e007f"),
        ("\U0001f3f4\U000e0067", "\U0001f3f4\\U000e0067"),
        (f"{FLAG_OF_ENGLAND}\x1b", f"{FLAG_OF_ENGLAND}␛"),
        ("\U0001f3f4\U000e007f", "\U0001f3f4\\U000e007f"),
        (
            "\U0001f3f4" + 9 * "\U000e0067" + "\U000e007f",
            "\U0001f3f4" + 9 * "\\U000e0067" + "\\U000e007f",
        ),
    ],
)
def test_tags_outside_a_flag_are_shown(text: str, shown: str) -> None:
    """Tag characters have no look, so that whole sentences could hide in them."""
    assert clean(text) == shown


def test_no_tower_of_marks() -> None:
    """A character carries so many marks and no more; the next one may carry as many again."""
    tower = "\u0301" * 50
    kept = "\u0301" * COMBINING_LIMIT_MARKS
    assert clean(f"a{tower}b{tower}") == f"a{kept}b{kept}"
    assert clean("a" + f"\u0301{INVISIBLE[0]}" * 50) == f"a{kept}"
    assert clean("a" + "\u0301\u034f" * 50).count("\u0301") <= COMBINING_LIMIT_MARKS


def test_whatever_normalises_to_a_mark_is_counted_as_one() -> None:
    """In any order, some of which take normalising the square of their number."""
    marks = [char for char in ALL_CHARACTERS if is_sorted(unicodedata.normalize("NFKD", char)[0])]
    assert {"\u0301", "\u302e", "\U0001d165", "\u1b44", "\uff9e"} <= {*marks}
    for char, other in itertools.pairwise([*marks, *marks[:1]]):
        shown = clean("a" + f"{char}{other}" * 50)
        assert len(shown) <= 1 + COMBINING_LIMIT_MARKS, ascii(char + other)
        assert clean(shown) == shown


@pytest.mark.parametrize("sign", ["\u093e", "\u0903", "\u0bbe", "\u17b6", "\u102c", "\u0d3e"])
def test_vowel_signs_with_a_place_of_their_own_all_stay(sign: str) -> None:
    """They make no tower, and take nothing long."""
    text = "\u0915" + sign * 50
    assert clean(text) == text


def test_marks_of_half_a_width_stay_where_people_write_them() -> None:
    text = "ﾊﾟｿｺﾝ ｶﾞｷﾞｸﾞ"
    assert clean(text) == text
    assert width(text) == 12


MARKS = "a\u0301\u0344\u034f\u093e\u094d\u0f73\u1b44\u302e\uff9e\U0001d165\U0001d16d\u0915\n"
crowds = st.lists(st.sampled_from([*MARKS, ZWJ, ZWNJ, "\u302e" * 7, "\U0001d165" * 8]), max_size=40)


@settings(max_examples=500)
@given(crowds.map("".join))
def test_no_crowd_of_marks_is_left(text: str) -> None:
    """What is normalised is sorted in rows; none of them is long, and nothing undoes that."""
    shown = clean(text, newlines=True)
    assert clean(shown, newlines=True) == shown
    rows = itertools.groupby(unicodedata.normalize("NFKD", shown), is_sorted)
    # A mark may be made of two.
    assert (
        max((len([*row]) for marks, row in rows if marks), default=0) <= 2 * COMBINING_LIMIT_MARKS
    )


def is_sorted(char: str) -> bool:
    """Whether normalising sorts it among those it stands with."""
    return unicodedata.combining(char) != 0


def test_an_emoji_newer_than_this_python_is_shown() -> None:
    """The block kept for emoji is trusted; elsewhere an unassigned character is escaped."""
    new = [chr(code) for code in range(0x1F000, 0x1FB00) if not chr(code).isprintable()]
    assert new
    assert clean("".join(new)) == "".join(new)
    assert clean("\u0378") == "\\u0378"


def test_every_character_is_safe_alone_and_between_letters() -> None:
    """No character of any plane comes through that should not; cleaned, it stays as it is."""
    for char in ALL_CHARACTERS:
        shown = clean(f"{char}a{char}b{char}")
        assert not unsafe(shown), ascii(char)
        assert clean(shown) == shown, ascii(char)


@pytest.mark.parametrize(
    "text",
    [
        "a\u0301" * 2_000,
        ("a" + "\u0301" * COMBINING_LIMIT_MARKS) * 400,
        "\u0e19\u0e49\u0e33\u0e17\u0e35\u0e48" * 600,
        "e\u0302\u0323" * 1_000,
        "\U0001f3f4\U0001d165" * 2_000,
        f"{FAMILY} {PERSIAN} \u0915\u094d\u200d\u0937\n" * 100,
    ],
)
def test_what_is_clean_is_recognised_as_a_whole(text: str) -> None:
    """It is the same text and no copy: none of it was looked at for itself, which takes long."""
    assert clean(text, newlines=True) is text


@settings(max_examples=1_000)
@given(anything, st.booleans())
def test_nothing_unprintable_survives(text: str, newlines: bool) -> None:
    """Only printable characters, joiners in their places, tags in a flag, line ends if asked."""
    assert not unsafe(clean(text, newlines=newlines), newlines=newlines)


@settings(max_examples=1_000)
@given(anything, st.booleans())
def test_cleaning_twice_changes_nothing(text: str, newlines: bool) -> None:
    """What the room has cleaned is shown by a client exactly as it was stored."""
    shown = clean(text, newlines=newlines)
    assert clean(shown, newlines=newlines) == shown


@given(anything)
def test_one_line_is_one_line(text: str) -> None:
    """Whatever ends a line anywhere becomes a space, and the rest is clean."""
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert not unsafe(line)


def test_line_ends_become_spaces() -> None:
    """Words on two lines do not run together."""
    assert clean_line("one\r\ntwo\x85three\u2028four\n") == "one two three four"


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("ana", 3), ("é", 1), ("e\u0301", 1), ("漢字", 4), ("ｱｂ", 3)]
)
def test_width_counts_columns(text: str, columns: int) -> None:
    """Wide letters take two columns and marks none."""
    assert width(text) == columns


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana", "aNA"), ("STRASSE", "straße"), ("Ａｎａ", "ana"), ("é", "E\u0301"), ("ΣΑΣ", "σας")],
)
def test_folding_ignores_case_and_width(one: str, other: str) -> None:
    """Two names that differ only so are the same name."""
    assert fold(one) == fold(other)
    assert fold(one) != fold(other + "2")


def test_folding_twice_changes_nothing() -> None:
    """A folded name can be looked up by what it folded to, for every letter there is."""
    changed = [char for char in ALL_CHARACTERS if fold(fold(char)) != fold(char)]
    assert changed == []


@pytest.mark.parametrize(
    ("text", "limit", "left"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("", 1, "")],
)
def test_cutting_shows_that_something_went(text: str, limit: int, left: str) -> None:
    """At most so many characters are left, the ellipsis among them."""
    assert cut(text, limit) == left


@pytest.mark.parametrize(
    ("text", "limit", "left"),
    [
        (FAMILY, len(FAMILY), FAMILY),
        (f"ab{FAMILY}", 5, "ab\U0001f468…"),
        (PERSIAN, 4, "\u0645\u06cc…"),
        (f"a{FLAG_OF_ENGLAND}", 5, "a\U0001f3f4…"),
    ],
)
def test_cutting_leaves_no_half_of_what_was_joined(text: str, limit: int, left: str) -> None:
    """Nothing that has no look is left before the ellipsis."""
    assert cut(text, limit) == left


@given(anything, st.integers(1, 20))
def test_what_is_clean_is_clean_when_it_is_cut(text: str, limit: int) -> None:
    """Whoever cuts need not clean again."""
    shown = cut(clean(text), limit)
    assert len(shown) <= limit
    assert clean(shown) == shown


@pytest.mark.parametrize(
    ("names", "count", "told"),
    [
        ([], 0, ""),
        ([], 1, "1 other"),
        ([], 2, "2 others"),
        (["ana"], 1, "ana"),
        (["ana", "bo"], 2, "ana and bo"),
        (["ana", "bo", "cy"], 3, "ana, bo and cy"),
        (["ana"], 2, "ana and 1 other"),
        (["ana", "bo"], 13, "ana, bo and 11 others"),
    ],
)
def test_listing_tells_of_all_and_names_some(names: list[str], count: int, told: str) -> None:
    """The number is right even where only some are named."""
    assert listing(names, count) == told


def test_brief() -> None:
    """The beginning alone is looked at, and comes out safe and in one line."""
    assert brief("a\nb\x1b[2J", 40) == "a b␛[2J"
    assert brief("x" * 100_000, 5) == "xxxx…"
    assert brief("\u200b" * 100_000 + "x", 5) == ""
