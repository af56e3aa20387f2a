"""The kinds of values: what may be, in a file and typed, and how it is written."""

import tomllib

import pytest

from app.settings.kinds import Choice, Kind, Number, Switch, Text, Value, Words, as_toml, show

BELL = Choice(("off", "all"))
DEPTH = Choice(("auto", "16", "256"))
PORT = Number(0, 65535)
DAYS = Number(0, 100, whole=False, special="0 for ever")


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (Text("a name"), "ana", "ana"),
        (Text("a name"), " ", None),
        (Text("a name", empty=True), "", ""),
        (Text("a name"), "a\0b", None),
        (BELL, "ALL", "all"),
        (BELL, "loud", None),
        (Switch(), "on", True),
        (Switch(), "No", False),
        (Switch(), "perhaps", None),
        (PORT, "007", 7),
        (PORT, "65536", None),
        (PORT, "-1", None),
        (PORT, "1.5", None),
        (PORT, "٣", None),
        (PORT, "9" * 100, None),
        (DAYS, "0.5", 0.5),
        (DAYS, "nan", None),
        (DAYS, "1e1", None),
        (Words("names"), "ana, bo ,,cem", ("ana", "bo", "cem")),
        (Words("names"), "", ()),
        (Words("words"), "at noon, None", ("at noon", "None")),
        (Words("words"), "None", ()),
        (Words("names", blanks=True), "bo cem,  ana", ("bo", "cem", "ana")),
        (Words("names", blanks=True), "none", ()),
        (Words("names", 2, blanks=True), "bo cem ana", None),
        (Words("names"), "x," * 1001, None),
        (Words("names", 2, 3), "ana,,bob", ("ana", "bob")),
        (Words("names", 2, 3), "ana,bo,cem", None),
        (Words("names", 2, 3), "ana,dora", None),
    ],
)
def test_what_is_typed(kind: Kind, typed: str, meant: Value | None) -> None:
    assert kind.read(typed) == meant
    assert type(kind.read(typed)) is type(meant)


@pytest.mark.parametrize(
    ("kind", "given", "meant"),
    [
        (Text("a name"), 5, None),
        (BELL, "off", "off"),
        (BELL, False, "off"),
        (DEPTH, 256, "256"),
        (DEPTH, 2.5, None),
        (DEPTH, 17, None),
        (Switch(), True, True),
        (Switch(), "on", True),
        (Switch(), 1, None),
        (PORT, 80, 80),
        (PORT, True, None),
        (PORT, "80", None),
        (PORT, 1.0, None),
        (PORT, 2**64, None),
        (DAYS, 1, 1),
        (DAYS, float("nan"), None),
        (DAYS, float("inf"), None),
        (Words("names"), ["ana", " bo "], ("ana", "bo")),
        (Words("names"), "ana,bo", ("ana", "bo")),
        (Words("names"), ["ana", 5], None),
        (Words("names", 2, 3), ["a", "b", "c"], None),
        (Words("names", 2, 3), ["dora"], None),
        (Words("names"), {"ana": 1}, None),
    ],
)
def test_what_stands_in_a_file(kind: Kind, given: object, meant: Value | None) -> None:
    assert kind.take(given) == meant
    assert type(kind.take(given)) is type(meant)


@pytest.mark.parametrize(
    "value",
    ["ana", 'quo"te\\', "new\nline\x7f\x1b é 🎉", "", 5, 0.25, True, False, (), ("a", 'b"c, d')],
)
def test_what_is_written_is_read_again(value: Value) -> None:
    read = tomllib.loads(f"x = {as_toml(value)}")["x"]
    assert read == (list(value) if isinstance(value, tuple) else value)
    assert "\n" not in as_toml(value)


def test_half_a_character_can_be_written() -> None:
    """A command line may hold what is no text."""
    assert tomllib.loads(f"x = {as_toml('a' + chr(0xDC80))}")


@pytest.mark.parametrize(
    ("value", "shown"), [(True, "on"), (("a", "b"), "a, b"), ((), "none"), (20.0, "20"), (5, "5")]
)
def test_what_people_read(value: Value, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize("kind", [BELL, PORT, DAYS, Switch(), Text("a name"), Words("names")])
def test_each_says_what_it_may_be(kind: Kind) -> None:
    assert kind.may_be
    assert ("for ever" in kind.may_be) == (kind is DAYS)


def test_how_many_words_may_be_is_told() -> None:
    words = Words("words", 1_500, 3).may_be
    assert words == "words with commas between them (at most 1,500, each up to 3 characters)"
    names = Words("names", 9, 3, blanks=True).may_be
    assert names == "names with blanks or commas between them (at most 9, each up to 3 characters)"
