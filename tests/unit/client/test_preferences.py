"""What of the settings holds for whoever reads."""

from pathlib import Path

import pytest

from app.client.conversation import Conversation
from app.client.outbox import Outbox
from app.client.preferences import follow
from app.client.reading import Reading
from app.client.settings import Settings
from app.errors import UsageError
from app.protocol.entries import Said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "client.toml"


def reading_with(settings: Settings) -> Reading:
    reading = Reading(Conversation("ana", "s" * 16, Outbox()))
    follow(reading, settings)
    return reading


def hears(reading: Reading, name: str) -> bool:
    """Whether what somebody says is shown."""
    return bool(reading.show([Said(seq=1, at=1, from_=name, name=name, text="x")]))


def test_what_the_file_says_holds(file: Path) -> None:
    file.write_text(
        'bell = "all"\ntime = "off"\nquiet = true\nignore = ["bo"]\nhighlight = ["tea"]\n'
    )
    reading = reading_with(Settings({}, {}, file))
    assert (reading.notifying.bell, reading.times, reading.quiet) == ("all", "off", True)
    assert (reading.highlight, hears(reading, "bo")) == (["tea"], False)


@pytest.mark.parametrize(
    "names",
    [[f"n{number}" for number in range(101)], ["bo", "x" * 201]],
    ids=["too many", "too long"],
)
def test_too_much_to_ignore_is_told_and_left_out(file: Path, names: list[str]) -> None:
    """In the file, where the rest counts, and typed, when nothing is changed."""
    file.write_text(f"bell = 'all'\nignore = {names}\n")
    settings = Settings({}, {}, file)
    reading = reading_with(settings)
    assert "line 2: ignore" in settings.problems[0]
    assert "(at most 100, each up to 200 characters)" in settings.problems[0]
    assert (reading.notifying.bell, hears(reading, names[0])) == ("all", True)
    before = file.read_text()
    with pytest.raises(UsageError, match=r"ignore cannot be .* \(at most 100, each up to"):
        settings.settings_command(f"ignore {','.join(names)}")
    assert (file.read_text(), hears(reading, names[0])) == (before, True)


def test_as_many_as_may_be_are_ignored(file: Path) -> None:
    """Whoever is ignored besides."""
    settings = Settings({}, {}, file)
    reading = reading_with(settings)
    reading.ignore("bo")
    settings.settings_command(f"ignore {','.join(f'n{number}' for number in range(100))}")
    assert not any(hears(reading, name) for name in ("bo", "n0", "n99"))


def test_who_is_not_in_the_settings_any_more_is_heard(file: Path) -> None:
    """But not who was asked for by hand."""
    settings = Settings({}, {}, file)
    reading = reading_with(settings)
    reading.ignore("eve")
    settings.settings_command("ignore bo, cem")
    settings.settings_command("ignore cem")
    assert [hears(reading, name) for name in ("bo", "cem", "eve")] == [True, False, False]
    settings.settings_command("ignore default")
    assert [hears(reading, name) for name in ("bo", "cem", "eve")] == [True, True, False]
