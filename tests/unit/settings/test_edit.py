"""Changing one setting in a file's text: nothing else changes."""

import tomllib
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UsageError
from app.settings.edit import changed

FILE = """\
# my settings
name = "ana"   # that is me

  bell = 'off' # not "so loud"
ignore = [
  "bo",  # him
  "cem",
]
text = '''
bell = 1
'''
"""


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("name", '"bo"', 'name = "ana"   #', 'name = "bo"   #'),
        ("bell", '"all"', "  bell = 'off' #", '  bell = "all" #'),
        ("ignore", "[]", 'ignore = [\n  "bo",  # him\n  "cem",\n]\n', "ignore = []\n"),
        ("name", None, 'name = "ana"   # that is me\n', ""),
        ("ignore", None, 'ignore = [\n  "bo",  # him\n  "cem",\n]\n', ""),
        ("none", None, "", ""),
    ],
)
def test_one_setting_changes(name: str, value: str | None, old: str, new: str) -> None:
    """Comments, order and blank lines stay; what only looks like the setting as well."""
    assert changed(FILE, name, value, "?") == FILE.replace(old, new, 1)


def test_what_was_not_there_comes_last_with_its_meaning() -> None:
    after = changed(FILE, "quiet", "true", "who comes and goes: on or off")
    assert after == FILE + "# who comes and goes: on or off\nquiet = true\n"
    assert changed(after, "quiet", None, "who comes and goes: on or off") == FILE
    assert changed(after, "quiet", None, "another") == after.replace("quiet = true\n", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "# ?\nx = 1\n"),
        ("y = 2", "y = 2\n# ?\nx = 1\n"),
        ("y = 2\r\n", "y = 2\r\n# ?\r\nx = 1\r\n"),
        ("\ufeffy = 2\n", "\ufeffy = 2\n# ?\nx = 1\n"),
        ("[table]\nx = 5\n", "# ?\nx = 1\n[table]\nx = 5\n"),
        ('"x" = 5 # a\n', '"x" = 1 # a\n'),
        ("x = 5", "x = 1\n"),
        ("x=5#a", "x=1#a\n"),
    ],
)
def test_as_the_file_is_written(before: str, after: str) -> None:
    assert changed(before, "x", "1", "?") == after


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x = ", "x"),
        ("x = 1\nx = 2", "x"),
        ("x.y = 1\nx.z = 2", "x"),
        ("y = [\n" + "1,\n" * 300 + "]", "x"),
        ("x = " + "[" * 5000, "x"),
    ],
)
def test_what_cannot_be_changed_safely_is_not(text: str, name: str) -> None:
    with pytest.raises(UsageError):
        changed(text, name, "1", "?")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), WORDS), unique_by=lambda it: it[0]),
    st.sampled_from("abcd"),
    st.booleans(),
)
def test_it_means_what_was_meant(lines: list[tuple[str, str]], name: str, out: bool) -> None:
    """Whatever words and comments there are."""
    text = "".join(f"{key} = '{word.replace(chr(39), '#')}' # {word}\n" for key, word in lines)
    before = tomllib.loads(text)
    after = tomllib.loads(changed(text, name, None if out else "5", "?"))
    if out:
        before.pop(name, None)
    else:
        before[name] = 5
    assert after == before


def nested(depth: int) -> str:
    return "x = " + "[" * depth + "]" * depth


def can_be_read(depth: int) -> bool:
    try:
        tomllib.loads(nested(depth))
    except (RecursionError, ValueError):
        return False
    return True


def test_what_can_just_be_read_is_changed_or_refused() -> None:
    """Lists in lists, so many that some steps of a change can still read them and others cannot."""
    deepest = bisect_left(range(2_000), True, key=lambda depth: not can_be_read(depth))
    refused = 0
    for depth in range(deepest - 30, deepest + 1):
        try:
            assert nested(depth) in changed(nested(depth), "name", "1", "my name")
        except UsageError:
            refused += 1
    assert 0 < refused < 31
