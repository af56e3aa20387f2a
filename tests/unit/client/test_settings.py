"""The client's settings: what counts, and `:set`."""

import tomllib
from pathlib import Path

import pytest

from app.client.settings import Settings
from app.client.settings_table import BY_NAME, SETTINGS
from app.errors import UsageError


def settings(file: Path | None, *, options: dict[str, str] | None = None, **env: str) -> Settings:
    return Settings(dict(options or {}), env, file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "client.toml"


def test_what_stands_above_what(file: Path) -> None:
    file.write_text('name = "file"\nroom = "file"\nbell = "off"\nignore = ["bo"]\nhistory = 7\n')
    all_of_it = settings(file, options={"name": "ana"}, CHAT_NAME="env", CHAT_ROOM="env")
    assert [all_of_it.text(name) for name in ("name", "room", "bell")] == ["ana", "env", "off"]
    origins = [all_of_it.origin(name) for name in ("name", "room", "bell", "time")]
    assert origins == ["command line", "environment", "file", "default"]
    assert (all_of_it.words("ignore"), all_of_it.number("history")) == (("bo",), 7)
    assert all_of_it.is_on("title")
    assert all_of_it.problems == []


@pytest.mark.parametrize(
    ("options", "env", "color"),
    [
        ({}, {"NO_COLOR": "1"}, "never"),
        ({}, {"NO_COLOR": ""}, "256"),
        ({"color": "true"}, {"NO_COLOR": "1"}, "true"),
        ({}, {"NO_COLOR": "1", "CHAT_COLOR": "16"}, "16"),
    ],
)
def test_no_color(file: Path, options: dict[str, str], env: dict[str, str], color: str) -> None:
    """Present and not empty it stands above the file, and below what asks for colours here."""
    file.write_text("color = 256")
    assert settings(file, options=options, **env).text("color") == color


def test_what_is_wrong_is_told_with_its_file(file: Path) -> None:
    file.write_text("room = 5\nbell = 'off'\n")
    there = settings(file, CHAT_TIME="never")
    room = BY_NAME["room"].kind.may_be
    assert there.problems == [
        'CHAT_TIME="never" is left out: use off, short, seconds or long.',
        f"{file}, line 1: room = 5 is left out: use {room}.",
    ]
    assert (there.text("room"), there.text("bell")) == ("lobby", "off")
    file.write_bytes(b"\xff")
    assert f"{file}: line 1 is not UTF-8" in settings(file).problems[0]


def test_a_file_that_was_asked_for_must_exist(file: Path) -> None:
    assert settings(file).problems == []
    with pytest.raises(UsageError, match="There is no file"):
        Settings({}, {}, file, must_exist=True)


def test_list(file: Path) -> None:
    """Every setting, what it is, and where that comes from."""
    file.write_text('bell = "off"\n')
    lines = settings(file, CHAT_ROOM="build").settings_command("")
    assert [line.split()[0] for line in lines[:-1]] == [setting.name for setting in SETTINGS]
    assert any(line.split() == ["bell", "off", "file"] for line in lines)
    assert any(line.split() == ["room", "build", "environment"] for line in lines)
    assert any(line.startswith("quiet") and line.endswith("default") for line in lines)
    assert str(file) in lines[-1]
    assert all(len(line) < 80 for line in lines[:-1])


def test_explain(file: Path) -> None:
    told = "\n".join(settings(file).settings_command(" BELL "))
    for part in ("rings", "mention (default)", "off, mention, whisper or all", ":set bell default"):
        assert part in told


@pytest.mark.parametrize("path", [True, False], ids=["file", "no file"])
def test_change(file: Path, *, path: bool) -> None:
    """For now and for good, and whoever needs it is told."""
    there = settings(file if path else None)
    heard: list[str] = []
    there.watchers.append(heard.append)
    lines = there.settings_command("bell off")
    assert lines[0].startswith("bell is off now.")
    assert ("this run only" in lines[0]) == (not path)
    assert (there.text("bell"), heard) == ("off", ["bell"])
    assert there.origin("bell") == ("file" if path else "this run")
    if path:
        assert tomllib.loads(file.read_text("utf-8")) == {"bell": "off"}
        assert settings(file).text("bell") == "off"
        assert "# what rings" in file.read_text("utf-8")


def test_default_takes_it_out_of_the_file(file: Path) -> None:
    file.write_text("# mine\nbell = 'off'\nquiet = true\n")
    there = settings(file)
    assert there.settings_command("bell default") == ["bell is mention now."]
    assert (there.text("bell"), there.origin("bell")) == ("mention", "default")
    assert file.read_text() == "# mine\nquiet = true\n"
    assert settings(file, CHAT_TIME="off").settings_command("time default") == ["time is off now."]


def test_what_counts_from_the_next_start(file: Path) -> None:
    lines = settings(file).settings_command("theme light")
    assert lines == ["theme will be light. It counts from the next start on."]


def test_the_environment_stands_above_it_next_time(file: Path) -> None:
    there = settings(file, CHAT_BELL="all")
    lines = there.settings_command("bell off")
    assert there.text("bell") == "off"
    assert "CHAT_BELL" in lines[1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("bel off", 'There is no setting "bel". Did you mean bell?'),
        ("no-title on", 'There is no setting "no-title". Did you mean title?'),
        ("zzz", 'There is no setting "zzz". :set lists all there are.'),
        ("bell loud", 'bell cannot be "loud": it may be off, mention, whisper or all.'),
        ("name ana maria", "A name has no spaces: type :set name NAME."),
        ("name\tana maria", "A name has no spaces: type :set name NAME."),
        ("history 1001", 'history cannot be "1001": it may be a number from 0 to 1,000.'),
    ],
)
def test_what_cannot_be(file: Path, typed: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        settings(file).settings_command(typed)
    assert str(error.value) == told
    assert not file.exists()


def test_a_broken_file_is_left_as_it_is(file: Path) -> None:
    file.write_text("bell = \n")
    there = settings(file)
    lines = there.settings_command("bell off")
    assert there.text("bell") == "off"
    assert "for this run only" in lines[0]
    assert "no TOML" in lines[0]
    assert file.read_text() == "bell = \n"
    lines = there.settings_command("theme dark")
    assert "is left as it is" in lines[0]


def test_what_it_says_is_safe(file: Path) -> None:
    there = settings(file, CHAT_NAME="\x1b[31mred\u202e", CHAT_HIGHLIGHT="a,\x07b")
    for typed in ("", "name", "\x1b[1m", "bell \x1b[1m", "name x\x1b[1m", "highlight"):
        try:
            lines = there.settings_command(typed)
        except UsageError as error:
            lines = [str(error)]
        assert lines
        assert all(line.isprintable() for line in lines), lines
