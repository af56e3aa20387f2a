"""From where settings come, what stands above what, and what is said of what is wrong."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UsageError
from app.settings.edit import changed
from app.settings.kinds import Choice, Number, Switch, Text, Words
from app.settings.table import (
    PROBLEMS_LIMIT,
    Setting,
    choose,
    explained,
    from_environment,
    from_toml,
    option_value,
)

TABLE = (
    Setting(name="name", kind=Text("a name", empty=True), default="", meaning="a name"),
    Setting(name="keep-days", kind=Number(0, 100), default=7, meaning="how long"),
    Setting(name="bell", kind=Choice(("off", "all")), default="all", meaning="what rings"),
    Setting(name="plain", kind=Switch(), default=False, meaning="plain lines"),
    Setting(name="ignore", kind=Words("names"), default=(), meaning="whom to ignore"),
)
ALL = [setting.name for setting in TABLE]


def test_what_stands_above_what() -> None:
    """The first that says something counts, also if it says what the default is."""
    chosen = choose(
        TABLE,
        ("command line", {"bell": "all"}),
        ("environment", {"bell": "off", "keep-days": 1}),
        ("file", {"bell": "off", "keep-days": 2, "plain": True}),
    )
    told = {name: (one.value, one.origin) for name, one in chosen.items()}
    assert told == {
        "name": ("", "default"),
        "keep-days": (1, "environment"),
        "bell": ("all", "command line"),
        "plain": (True, "file"),
        "ignore": ((), "default"),
    }


def test_the_environment() -> None:
    """Capitals, and no hyphens; an empty variable says nothing; what is wrong is left out."""
    environ = {"X_KEEP_DAYS": "3", "X_BELL": "loud", "X_PLAIN": "", "BELL": "off", "X_ELSE": "x"}
    values, problems = from_environment(TABLE, "X_", environ)
    assert values == {"keep-days": 3}
    assert problems == ['X_BELL="loud" is left out: use off or all.']


def test_a_file() -> None:
    text = 'name = "ana"\nkeep-days = 5\nbell = "off"\nplain = true\nignore = ["bo"]\n'
    values, problems = from_toml(TABLE, text, "file")
    assert values == {
        "name": "ana",
        "keep-days": 5,
        "bell": "off",
        "plain": True,
        "ignore": ("bo",),
    }
    assert problems == []


@pytest.mark.parametrize("text", ["\ufeffkeep-days = 5", "\r\nkeep-days = 5\r\n"])
def test_what_editors_on_windows_write(text: str) -> None:
    assert from_toml(TABLE, text, "file") == ({"keep-days": 5}, [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("bel = 1", 'file, line 3: there is no setting "bel". Did you mean bell?'),
        (
            "x = 1",
            'file, line 3: there is no setting "x". There are: ' + ", ".join(ALL) + ".",
        ),
        ('bell = "loud"', 'file, line 3: bell = "loud" is left out: use off or all.'),
        (
            "plain = [[1]]",
            "file, line 3: plain = [[1]] is left out: use true or false.",
        ),
        (
            "bell = 0x" + "f" * 5000,
            "file, line 3: bell = something very long is left out: use off or all.",
        ),
        ("bell = true", "file, line 3: bell = true is left out: use off or all."),
        (
            "[bell]",
            "file, line 3: take the line [bell] away; until then what is below it does not count.",
        ),
        (
            "[x]",
            "file, line 3: take the line [x] away; until then what is below it does not count.",
        ),
        ("bell = {}", "file, line 3: bell = {} is left out: use off or all."),
        ("bell = 5", "file, line 3: bell = 5 is left out: use off or all."),
        ('plain = ["a", 1.5]', 'file, line 3: plain = ["a", 1.5] is left out: use true or false.'),
        (
            "bell = loud",
            'file, line 3: this needs quotes: bell = "loud"; the other lines count.',
        ),
        (
            "ignore = " + "[" * 5000,
            "file: this is no TOML (this cannot be read); the other lines count.",
        ),
        (
            "x = " + "9" * 5000,
            "file: this is no TOML (this cannot be read); the other lines count.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_left_out(line: str, problem: str) -> None:
    """File, line and key, and what would be right; the rest counts."""
    values, problems = from_toml(TABLE, f'keep-days = 5\nname = "ana"\n{line}\n', "file")
    assert problems == [problem]
    assert values == {"keep-days": 5, "name": "ana"}


def test_a_number_with_quotes_is_told_without() -> None:
    _, problems = from_toml(TABLE, 'keep-days = "5"', "file")
    assert problems == [
        'file, line 1: keep-days = "5" is left out: write keep-days = 5, without quotes.'
    ]
    _, problems = from_toml(TABLE, "keep-days = 99999", "file")
    assert problems == ["file, line 1: keep-days = 99999 is left out: use a number from 0 to 100."]


def test_each_line_without_quotes_is_told() -> None:
    """On and off need none; a number is no text."""
    text = "name = ana\nplain = on\nkeep-days = 1,000\nbell = all # loud\n"
    values, problems = from_toml(TABLE, text, "file")
    assert values == {"plain": True}
    assert problems == [
        'file, line 1: this needs quotes: name = "ana"; the other lines count.',
        "file, line 3: keep-days = 1,000 is left out: use a number from 0 to 100, in digits alone.",
        'file, line 4: this needs quotes: bell = "all"; the other lines count.',
    ]


def test_nothing_is_said_twice_above_a_setting() -> None:
    told = [explained(setting) for setting in TABLE]
    assert told == [
        "a name",
        "how long: a number from 0 to 100",
        "what rings: off or all",
        "plain lines: true or false",
        "whom to ignore: names with commas between them (at most 1,000, each up to 200 characters)",
    ]


def test_lines_behind_a_broken_one_count() -> None:
    values, problems = from_toml(TABLE, 'bell = "off\nplain = true\nname = "ana"', "file")
    assert values == {"plain": True, "name": "ana"}
    assert len(problems) == 1


def test_many_problems_are_counted() -> None:
    text = "".join(f"x{number} = 1\n" for number in range(100))
    _, problems = from_toml(TABLE, text, "file")
    assert len(problems) == PROBLEMS_LIMIT + 1
    assert problems[-1] == "file: there are 90 more problems of this kind."


@given(st.text(max_size=40) | st.text("abel=[]{}\"'.\n\\#1", max_size=40))
def test_any_text_may_stand_there(text: str) -> None:
    """It is told, in lines, and nothing else happens; the same for a change."""
    _, problems = from_toml(TABLE, text, "file")
    assert all(problem.isprintable() for problem in problems)
    with contextlib.suppress(UsageError):
        after = changed(text, "bell", '"off"', "?")
        assert from_toml(TABLE, after, "file")[0]["bell"] == "off"


def test_a_value_is_told_safe_and_short() -> None:
    _, problems = from_toml(TABLE, f'bell = "\\u001b[31m{"x" * 1000}"', "file")
    assert "\x1b" not in problems[0]
    assert len(problems[0]) < 150


def test_an_option() -> None:
    bell = TABLE[2]
    assert option_value(bell, "OFF") == "off"
    with pytest.raises(UsageError, match="--bell loud is not possible: use off or all"):
        option_value(bell, "loud")
