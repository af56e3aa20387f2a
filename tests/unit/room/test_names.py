"""Who may be called what: nobody takes a name that is, or looks like, another's."""

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.room.name_rules import ASKED_LIMIT_CHARS, NAME_LIMIT_COLUMNS, RESERVED, check, key, suggest
from app.room.names import SUFFIX_TRIES, Names
from app.text import clean, width
from tests.unit.outside import anything

NormalForm = Literal["NFC", "NFD", "NFKC", "NFKD"]
Normalize = Callable[[NormalForm, str], str]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("ana", "ana"),
        (" Ana_B-2.x ", "Ana_B-2.x"),
        ("7of9", "7of9"),
        ("Müller", "Müller"),
        ("Mu\u0308ller", "Müller"),
        ("Ａｎａ", "Ana"),
        ("Анна", "Анна"),
        ("Анна-7", "Анна-7"),
        ("ひらカタ漢字ー", "ひらカタ漢字ー"),
        ("東京Tokyo", "東京Tokyo"),
        ("김ana漢", "김ana漢"),
        ("佐々木", "佐々木"),
        ("สมชาย์", "สมชาย์"),
        ("राज", "राज"),
        ("か\u309a", "か\u309a"),
        ("أحمد٣", "أحمد٣"),
        ("x" * 24, "x" * 24),
        ("q\u0301\u0301\u0301w\u0301", "q\u0301\u0301\u0301ẃ"),
        ("漢" * 12, "漢" * 12),
        ("server-7", "server-7"),
    ],
)
def test_names_of_all_scripts_are_allowed(wanted: str, name: str) -> None:
    """A name is taken in its normal form, without spaces around it."""
    assert check(wanted) == name
    assert check(name) == name


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("", "needs at least one"),
        (" \t ", "needs at least one"),
        ("x" * 25, "at most 24"),
        ("漢" * 13, "at most 24"),
        ("two words", "letters, digits"),
        ("a\nb", "letters, digits"),
        ("a\x1b[2J", "letters, digits"),
        ("a\u202eb", "letters, digits"),
        ("a\u200bb", "letters, digits"),
        ("ب\u200cب", "letters, digits"),
        ("a\u3164", "letters, digits"),
        ("a\ufe0f", "letters, digits"),
        ("ana\U000e0100", "letters, digits"),
        ("\u1820\u180b", "letters, digits"),
        ("a/b", "letters, digits"),
        ("a²³½", "letters, digits"),
        ("I❤U", "letters, digits"),
        ("a,b", "letters, digits"),
        ("\ud800", "letters, digits"),
        ("-ana", "begins with"),
        ("...", "begins with"),
        ("\u0301a", "begins with"),
        ("q" + "\u0301" * 4, "at most 3 marks"),
        ("аna", "one script"),
        ("anα", "one script"),
        ("ひ김", "one script"),
        ("a٣", "one script"),
        ("ana\u064e", "letters' script"),
        ("77\u17d2", "letters' script"),
        ("\U00018b00\U00016fe4", "letters, digits"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(wanted: str, told: str) -> None:
    """The sentence says what is wrong; the code is the same for all."""
    with pytest.raises(Refused, match=told) as caught:
        check(wanted)
    assert caught.value.code == "bad-name"


@pytest.mark.parametrize("name", ["server", "SERVER", "Ｓｅｒｖｅｒ", "you", "Admin", "ſystem"])
def test_nobody_speaks_in_the_servers_name(name: str) -> None:
    """Reserved in whatever case and width."""
    with pytest.raises(Refused) as caught:
        check(name)
    assert caught.value.code == "name-reserved"


def test_every_reserved_name_is_a_name() -> None:
    """Otherwise reserving it would mean nothing."""
    assert all(suggest(name) == name and key(name) == name for name in RESERVED)


def checked(text: str) -> tuple[str | None, str]:
    """The name that comes of a wish, or the code with which it is refused."""
    try:
        return check(text), ""
    except Refused as refusal:
        return None, refusal.code


@settings(max_examples=500)
@given(anything)
def test_a_checked_name_is_safe_and_stable(text: str) -> None:
    """It is clean, short, in normal form, and can be asked for again."""
    name, code = checked(text)
    if name is None:
        assert code in ("bad-name", "name-reserved")
        return
    assert clean(name) == name
    assert 0 < width(name) <= NAME_LIMIT_COLUMNS
    assert unicodedata.normalize("NFKC", name) == name
    assert check(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DOMAIN\\Ana Müller", "Ana-Müller"),
        ("ana.b@example.org", "ana.b"),
        ("@ana", "ana"),
        ("ana²™", "ana2TM"),
        ("ana", "ana"),
        ("-_.ana.-", "ana"),
        ("ana\u202e\x1b[2J", "ana2J"),
        ("one\r\ntwo", "one-two"),
        ("x" * 300, "x" * 24),
        ("漢" * 30, "漢" * 12),
        ("anna Анна", "anna"),
        ("a*\u0308", "ä"),
        ("❤", "guest"),
        ("", "guest"),
        ("\\", "guest"),
        ("...", "guest"),
        ("\u3164", "guest"),
    ],
)
def test_a_name_is_made_of_any_text(text: str, name: str) -> None:
    """A system's user name is mapped, not refused."""
    assert suggest(text) == name


@settings(max_examples=500)
@given(anything)
def test_a_suggested_name_is_valid(text: str) -> None:
    """Whatever it was made of, it would be granted as it is, unless it is reserved."""
    name = suggest(text)
    assert checked(name) in ((name, ""), (None, "name-reserved"))


@pytest.mark.parametrize("tangle", ["\u0301\u0316" * 30_000, "\ufdfa" * 20_000, "x" * 60_000])
def test_nobody_can_make_names_cost_much(tangle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unicode's normal forms take long for a long tangle: only its beginning is looked at."""
    sizes = []

    def normalize(form: NormalForm, text: str, real: Normalize = unicodedata.normalize) -> str:
        sizes.append(len(text))
        return real(form, text)

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    names = Names()
    assert names.owner(tangle) is None
    assert checked(tangle) == (None, "bad-name")
    assert max(sizes) <= 18 * ASKED_LIMIT_CHARS  # one character has eighteen in its normal form
    sizes.clear()
    names.assign(tangle, 1)
    assert max(sizes) <= ASKED_LIMIT_CHARS


def test_a_name_has_one_owner_until_it_is_free() -> None:
    """In whatever case; taking one's own name again is no harm."""
    names = Names()
    names.take("Ana", 1)
    names.take("ANA", 1)
    with pytest.raises(Refused, match="taken") as caught:
        names.take("ana", 2)
    assert caught.value.code == "name-taken"
    assert (names.owner("aNa"), names.owner("bo")) == (1, None)
    names.free("ana", 2)
    assert names.owner("ana") == 1
    names.free("ana", 1)
    names.free("ana", 1)
    names.take("ana", 2)
    assert names.owner("Ana") == 2


def test_a_name_can_be_handed_over() -> None:
    """The same session on a new connection keeps its name, and the old one cannot free it."""
    names = Names()
    names.take("ana", 1)
    names.hand_over("Ana", 2)
    names.free("ana", 1)
    assert names.owner("ana") == 2


def test_a_taken_name_gets_a_number() -> None:
    """The next free one like it, in whatever case the wish was."""
    names = Names()
    assert [names.assign(name, owner) for owner, name in enumerate(["ana", "ana", "ANA"])] == [
        "ana",
        "ana-2",
        "ANA-3",
    ]
    names.free("ana-2", 1)
    assert names.assign("ana", 9) == "ana-2"
    assert names.assign("ana", 10, lambda name: name != "ana-4") == "ana-5"
    assert names.owner("ANA-2") == 9


def test_a_reserved_wish_gets_a_number_too() -> None:
    """A user called `admin` gets in, but not as one."""
    assert Names().assign("Admin", 1) == "Admin-2"


def test_who_has_no_wish_is_a_guest() -> None:
    """Guests are counted, and a guest's name that somebody took is left out."""
    names = Names()
    names.take("guest-2", 7)
    assert [names.assign(" ", owner) for owner in range(3)] == ["guest-1", "guest-3", "guest-4"]


def test_many_of_one_name_are_all_different() -> None:
    """Also beyond the small numbers, and where the number takes the room of letters."""
    names = Names()
    count = SUFFIX_TRIES + 50
    given = [names.assign("漢" * 12, owner) for owner in range(count)]
    assert len({key(name) for name in given}) == count
    assert all(width(name) <= NAME_LIMIT_COLUMNS and check(name) == name for name in given)
    assert [names.owner(name) for name in given] == list(range(count))


@given(st.lists(st.one_of(anything, st.sampled_from(["ana", "Ana", "you", "guest-1", ""]))))
def test_assigned_names_are_always_unique_and_valid(wishes: list[str]) -> None:
    """Whatever people ask for, nobody is called what another is called."""
    names = Names()
    given = [names.assign(wish, owner) for owner, wish in enumerate(wishes)]
    assert len({key(name) for name in given}) == len(wishes)
    assert [check(name) for name in given] == given
    assert [names.owner(name) for name in given] == list(range(len(wishes)))


@pytest.mark.parametrize("asked", ["Mike", "mike", "rnike", "Мike", "ＭＩＫＥ", "Mike."])
def test_who_is_meant_by_a_name_that_only_looks_like_it(asked: str) -> None:
    """No two names look alike, so that it can be one person at most."""
    names = Names()
    names.take("Mike", 1)
    names.take("ana", 2)
    assert names.like(asked) == 1
    assert names.like("Mika") is None
    assert names.like("") is None
