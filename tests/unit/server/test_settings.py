"""What is set in the server, by its command line, the environment and the file."""

import tomllib
from pathlib import Path

import pytest

from app.errors import UsageError
from app.server.options import server_parser
from app.server.settings import Options, example, read_options, write_example
from app.server.settings_table import SETTINGS


def read(file: Path, *words: str, **env: str) -> Options:
    return read_options(server_parser().read(["--config", str(file), *words]), env)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (file := tmp_path / "server.toml").write_text("")
    return file


def test_what_stands_above_what(file: Path) -> None:
    file.write_text('port = 1\nkeep = 5000\nkeep-days = 0.5\nlog-level = "error"\n')
    options = read(file, "--port", "3", CHAT_SERVER_PORT="2", CHAT_SERVER_KEEP_DAYS="7")
    assert options.config.port == 3
    assert (options.config.keep_messages, options.config.keep_days) == (5000, 7)
    assert (options.log_level, options.settings, options.problems) == ("error", file, [])


def test_numbers_are_taken_as_they_are(file: Path) -> None:
    """Not as they are shown to people, who are told fewer digits."""
    config = read(file, "--keep-days", "1234.5678", "--rate", "999999.5").config
    assert (config.keep_days, config.rate_messages_per_s) == (1234.5678, 999999.5)
    config = read(file, "--keep", "123456789").config
    assert config.keep_messages == 123456789


def test_everything_can_stand_in_the_file(file: Path) -> None:
    file.write_text(
        'host = "::1"\nport = 0\ndata = "there"\ndurable = true\nrate = 0\nconsole = false\n'
        'log-file = "x.log"\nlog-size = 2\nlog-keep = 5\n'
    )
    options = read(file)
    config = options.config
    assert (config.host, config.port, config.rate_messages_per_s) == ("::1", 0, 0)
    assert (config.durable, options.no_console, options.no_history) == (True, True, False)
    assert (config.log_file_limit_bytes, config.log_files_kept) == (2 * 1024 * 1024, 5)
    # From where the file is, not from where somebody happens to start the server.
    assert (options.data, options.log_file) == (
        str(file.parent / "there"),
        str(file.parent / "x.log"),
    )


def test_by_default(file: Path) -> None:
    options = read(file)
    assert (options.config.port, options.data, options.log_file) == (6000, None, None)
    assert (options.no_history, options.no_console, options.log_level) == (False, False, "info")
    assert options.config.log_files_kept == 3
    assert read_options(server_parser().read(["--no-config"]), {}).settings is None


def test_no_history_and_what_does_not_go_with_it(file: Path) -> None:
    """What is said in a stronger place counts; two on one command line make no sense."""
    file.write_text("history = false\n")
    assert read(file).no_history
    assert not read(file, "--data", "x").no_history
    assert not read(file, "--history").no_history
    file.write_text('data = "x"\ndurable = true\n')
    options = read(file, "--no-history")
    assert (options.no_history, options.config.durable) == (True, False)
    file.write_text("durable = true\nhistory = false\n")
    options = read(file)
    assert (options.no_history, options.config.durable) == (True, False)
    assert "durable" in options.problems[0]
    for words in (["--data", "x"], ["--durable"]):
        with pytest.raises(UsageError, match="do not go together"):
            read(file, "--no-history", *words)


def test_what_is_wrong_is_told_and_left_out(file: Path) -> None:
    file.write_text("port = 70000\nrate = 5\nno-history = true\n")
    options = read(file, CHAT_SERVER_KEEP="5")
    assert (options.config.port, options.config.rate_messages_per_s) == (6000, 5)
    assert "CHAT_SERVER_KEEP" in options.problems[0]
    assert f"{file}, line 1: port" in options.problems[1]
    assert "Did you mean history?" in options.problems[2]


def test_a_file_that_was_asked_for_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        read(tmp_path / "nothing.toml")


def test_the_example(tmp_path: Path) -> None:
    """Nothing is set in it, everything is explained, and each line that is set is right."""
    path = tmp_path / "new" / "server.toml"
    said = server_parser().read(["--config", str(path), "--write-config"])
    assert write_example(said) == path
    text = path.read_text("utf-8")
    assert tomllib.loads(text) == {}
    with pytest.raises(UsageError, match="there already"):
        write_example(said)
    lines = [line.removeprefix("# ") for line in example().splitlines()]
    start = lines.index(next(line for line in lines if line.startswith("host = ")))
    values = tomllib.loads("\n".join(line for line in lines[start:] if " = " in line))
    assert list(values) == [setting.name for setting in SETTINGS]
    assert {name: values[name] for name in ("port", "history")} == {"port": 6000, "history": True}
