"""Whether a text speaks of somebody."""

import pytest

from app.client.mentions import WORDS_LIMIT, mentions
from app.protocol.limits import TEXT_LIMIT_CHARS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ana", "ana"),
        ("hi Ana!", "ana"),
        ("@ana, look", "ana"),
        ("(ana)", "ana"),
        ("that was ana.", "ana"),
        ("ana...", "ana"),
        ("ana's", "ana"),
        ("was it you,ana?", "ana"),
        ("one\nana\ntwo", "ana"),
        ("ＡＮＡ", "ana"),
        ("ask ana-2", "ana-2"),
        ("ask a.b_c-d now", "a.b_c-d"),
        ("ask ana.", "ana."),
        ("hi ÉMILE", "émile"),
        ("STRASSE", "straße"),
        ("花子さん、どう", "花子"),
        ("Ana님 안녕", "ana"),
        ("สวัสดีมานะครับ", "มานะ"),
        ("ask (x) or +", "+"),
    ],
)
def test_a_name_is_found_as_a_word(text: str, name: str) -> None:
    """Whatever stands around it that is no part of a name."""
    assert mentions(text, [name])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("banana", "ana"),
        ("anatomy", "ana"),
        ("ana2", "ana"),
        ("ask ana-2", "ana"),
        ("ana.b", "ana"),
        ("mo-ana", "ana"),
        ("_ana", "ana"),
        ("ana", "ana-2"),
        ("axb", "a.b"),
        ("", "ana"),
        ("anything", ""),
        ("anything", "\x1b"),
    ],
)
def test_a_part_of_another_word_is_no_mention(text: str, name: str) -> None:
    """Nor of another name."""
    assert not mentions(text, [name])


def test_any_of_several_words() -> None:
    """Also of several words each; a bounded number of them."""
    assert mentions("the release is out", ["ana", "release"])
    assert mentions("it is  out of order", ["out of order"])
    assert not mentions("the release is out", [])
    assert not mentions("x", ["y"] * WORDS_LIMIT + ["x"])


def test_what_is_long_or_strange_takes_no_longer() -> None:
    """No more is looked at than can be said."""
    assert not mentions("x" * TEXT_LIMIT_CHARS + " ana", ["ana"])
    assert not mentions("e\u0301\u0323" * 30_000, ["ana"])
    assert not mentions("\u0301" * 60_000, ["ana"])
    assert not mentions("a-" * 30_000, ["a" * 5_000])
