"""What is set in the server: by its command line, the environment and the file; checked."""

import argparse
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import UsageError
from app.server.config import Config
from app.server.settings_table import PREFIX, SETTINGS
from app.settings.file import SettingsError, read_settings, write_new
from app.settings.kinds import Value, as_toml
from app.settings.options import (
    file_asked_for,
    said_in,
)
from app.settings.table import (
    COMMAND_LINE,
    DEFAULT,
    ENVIRONMENT,
    FILE,
    Chosen,
    choose,
    explained,
    from_environment,
    from_toml,
)
from app.system.folders import settings_file
from app.system.programs import this_origin
from app.text import clean_line

STRENGTH = (COMMAND_LINE, ENVIRONMENT, FILE, DEFAULT)
PATHS = ("data", "log-file")
MIB = 1024 * 1024
HEADER = """\
# Settings of the chat server. Each is commented out and shows the default: take the # away before
# those you change. The environment (CHAT_SERVER_PORT=7000) and the command line stand above them.
# A folder or file that is named here is meant from where this file is.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for.

    Attributes:
        config: what the server itself wants to know.
        data: the folder to keep what is said in; None for the user's own.
        no_history: whether nothing is kept.
        no_console: whether nothing is said to people.
        log_file: the file to log to; None for stderr.
        log_level: how much to log.
        problems: what is wrong in the environment and the file, a line each.
        settings: the file that was read; None if none was.
    """

    config: Config
    data: str | None
    no_history: bool
    no_console: bool
    log_file: str | None
    log_level: str
    problems: Sequence[str]
    settings: Path | None


def usual_file() -> Path:
    """Where the server's settings are: beside a frozen program if they are there."""
    return settings_file("server", this_origin().folder())


def read_options(said: argparse.Namespace, environ: Mapping[str, str] | None = None) -> Options:
    """What is asked for on the command line, in the environment and in the file.

    Raises:
        UsageError: the command line makes no sense, or names a file that is not there.
    """
    command_line = said_in(said, SETTINGS)
    environ = os.environ if environ is None else environ
    environment, problems = from_environment(SETTINGS, PREFIX, environ)
    path = file_asked_for(said, usual_file())
    file: dict[str, Value] = {}
    read = None
    if path is not None:
        where = clean_line(str(path))
        try:
            text = read_settings(path)
            if text is None and said.config is not None:
                raise UsageError(f"There is no file {where}. --write-config makes one.")
            file, more = from_toml(SETTINGS, text or "", where)
            problems += more
            read = None if text is None else path
        except SettingsError as error:
            problems.append(f"{where}: {error}. It is left out.")
    if read is not None:
        file |= {name: _beside(read, str(file[name])) for name in PATHS if name in file}
    layers = ((COMMAND_LINE, command_line), (ENVIRONMENT, environment), (FILE, file))
    chosen = choose(SETTINGS, *layers)
    keeps = _keeps(chosen, problems)
    return _options(chosen, problems, read, no_history=not keeps)


def write_example(said: argparse.Namespace) -> Path:
    """Write a file of settings in which everything is explained, and nothing is set.

    Raises:
        UsageError: there is one already, or it cannot be written.
    """
    path = file_asked_for(said, usual_file())
    if path is None:
        raise UsageError("--write-config and --no-config do not go together.")
    where = clean_line(str(path))
    try:
        write_new(path, example())
    except FileExistsError:
        raise UsageError(f"{where} is there already, and is left as it is.") from None
    except SettingsError as error:
        raise UsageError(f"{where}: {error}.") from None
    return path


def example() -> str:
    """A file of settings in which everything is explained, and nothing is set."""
    parts = [HEADER]
    for setting in SETTINGS:
        words = f" (by default {setting.default_words})" if setting.default_words else ""
        parts.append(
            f"# {explained(setting)}{words}\n# {setting.name} = {as_toml(setting.default)}\n"
        )
    return "\n".join(parts)


def _beside(file: Path, path: str) -> str:
    """A path that stands in a file, from where the file is."""
    with suppress(RuntimeError):  # nobody has this home
        return str(file.parent / Path(path).expanduser())
    return path


def _keeps(chosen: dict[str, Chosen], problems: list[str]) -> bool:
    """Whether what is said is kept in a folder: `data` and `durable` do not go with no history.

    What is said in a stronger place counts; two on one command line make no sense.
    """
    history = chosen["history"]
    if history.value:
        return True
    for name in ("data", "durable"):
        other = chosen[name]
        if other.origin == DEFAULT or other.value is False:
            continue
        stronger = STRENGTH.index(other.origin) - STRENGTH.index(history.origin)
        if stronger == 0 and history.origin == COMMAND_LINE:
            why = f"--{name} and --no-history do not go together: nothing would be stored."
            raise UsageError(why)
        if stronger < 0:
            return True
        if stronger == 0:
            problems.append(f"{name} is left out, since history is off in the same {FILE}.")
    return False


def _options(
    chosen: dict[str, Chosen], problems: list[str], read: Path | None, *, no_history: bool
) -> Options:
    def number(name: str) -> float:
        value = chosen[name].value
        assert isinstance(value, int | float)
        return value

    def text(name: str) -> str:
        return str(chosen[name].value)

    config = Config(
        host=text("host"),
        port=int(number("port")),
        rate_messages_per_s=number("rate"),
        durable=bool(chosen["durable"].value) and not no_history,
        keep_messages=int(number("keep")),
        keep_days=number("keep-days"),
        log_file_limit_bytes=int(number("log-size") * MIB),
        log_files_kept=int(number("log-keep")),
    )
    return Options(
        config=config,
        data=text("data") or None,
        no_history=no_history,
        no_console=not chosen["console"].value,
        log_file=text("log-file") or None,
        log_level=text("log-level"),
        problems=problems,
        settings=read,
    )
