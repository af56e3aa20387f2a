"""Words without quotes in a file of TOML."""

import tomllib

import pytest

from app.errors import UsageError
from app.settings.edit import changed
from app.settings.mending import MENDED_LIMIT_LINES, mended, without_quotes


def test_on_and_off_are_meant() -> None:
    text = 'quiet = on # always\n title=Off\nname = "on"\r\nascii = no\nplain = yes'
    assert tomllib.loads(mended(text)) == {
        "quiet": True,
        "title": False,
        "name": "on",
        "ascii": False,
        "plain": True,
    }
    assert "# always" in mended(text)


@pytest.mark.parametrize(
    "text",
    [
        'name = """\nquiet = on\n"""\nplain = true\n',
        "name = ana\n",
        "quiet = on off\n",
        "# quiet = on\n",
        "quiet = on\nname = [\n",
        "[" * 5000,
        "",
    ],
)
def test_nothing_else_is_changed(text: str) -> None:
    assert mended(text).replace("quiet = true\nname = [", "quiet = on\nname = [") == text


def test_it_ends() -> None:
    """However many lines there are."""
    lines = "".join(f"x{n} = on\n" for n in range(MENDED_LIMIT_LINES + 5))
    assert mended(lines).count("true") == MENDED_LIMIT_LINES


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("name = ana", 'name = "ana"'),
        ("  address=127.0.0.1:6200 # here", 'address = "127.0.0.1:6200"'),
        ("data = C:\\chat\r", "data = 'C:\\chat'"),
        ("ignore = bo, cem", 'ignore = "bo, cem"'),
    ],
)
def test_how_a_line_should_be_written(line: str, quoted: str) -> None:
    bare = without_quotes(line)
    assert bare
    assert bare.quoted == quoted
    assert tomllib.loads(quoted)


@pytest.mark.parametrize(
    "line", ['name = "ana"', "name = 'ana", "x = [a]", "name =", "", "# a = b"]
)
def test_lines_that_have_quotes_or_no_value(line: str) -> None:
    assert without_quotes(line) is None


def test_a_change_writes_true_and_false() -> None:
    """So that a file which is read can be changed, too."""
    assert changed("quiet = on\n", "plain", "true", "how").startswith("quiet = true\n")
    assert changed("quiet = on\n", "quiet", "false", "how") == "quiet = false\n"
    with pytest.raises(UsageError, match='line 1 needs quotes: name = "ana"'):
        changed("name = ana\n", "quiet", "true", "how")
