"""What is set in the client, and `:set`, which lists and changes it. Who needs a value asks here.

The file is read and written by `app.settings.file` only.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.client.settings_table import BY_NAME, PREFIX, SETTINGS
from app.errors import UsageError
from app.nearest import did_you_mean
from app.settings.edit import changed
from app.settings.file import SettingsError, read_settings, write_settings
from app.settings.kinds import Value, as_toml, show
from app.settings.table import (
    COMMAND_LINE,
    DEFAULT,
    ENVIRONMENT,
    FILE,
    THIS_RUN,
    Chosen,
    Setting,
    choose,
    explained,
    from_environment,
    from_toml,
    quoted,
    variable_of,
)
from app.text import brief, clean_line

VALUE_LIMIT_CHARS = 30
"""How much of a value `:set` lists."""
LIST_LIMIT_CHARS = 100
"""A longer list is not told as something to be typed."""
NAME_COLUMNS = 10
HEADER = "# Settings of the chat client. In the client, :set lists and changes them.\n\n"
NO_COLOR = "NO_COLOR"
"""In the environment, and not empty: no colours. See https://no-color.org."""


class Settings:
    """What is set, and where that comes from.

    Args:
        command_line: what it says.
        environ: the environment.
        path: the file; None for none.
        must_exist: whether the file was asked for by its name.

    Attributes:
        problems: what is wrong in the environment and the file, a line each.
        watchers: are called with a setting's name when it was changed.

    Raises:
        UsageError: the file must exist, and does not.
    """

    def __init__(
        self,
        command_line: Mapping[str, Value],
        environ: Mapping[str, str],
        path: Path | None,
        *,
        must_exist: bool = False,
    ) -> None:
        """Read the file."""
        self._path = path
        self._environment, self.problems = from_environment(SETTINGS, PREFIX, environ)
        if environ.get(NO_COLOR):
            self._environment.setdefault("color", "never")
        file: dict[str, Value] = {}
        if path is not None:
            where = clean_line(str(path))
            try:
                text = read_settings(path)
                if text is None and must_exist:
                    raise UsageError(f"There is no file {where}. Leave out --config, or make it.")
                file, problems = from_toml(SETTINGS, text or "", where)
                self.problems += problems
            except SettingsError as error:
                self.problems.append(f"{where}: {error}. It is left out.")
        layers = ((COMMAND_LINE, command_line), (ENVIRONMENT, self._environment), (FILE, file))
        self._chosen = choose(SETTINGS, *layers)
        self.watchers: list[Callable[[str], None]] = []

    def origin(self, name: str) -> str:
        """Where a setting comes from."""
        return self._chosen[name].origin

    def text(self, name: str) -> str:
        """A setting that is a text or a choice."""
        return str(self._chosen[name].value)

    def is_on(self, name: str) -> bool:
        """A setting that is on or off."""
        return bool(self._chosen[name].value)

    def number(self, name: str) -> int:
        """A setting that is a whole number."""
        value = self._chosen[name].value
        assert isinstance(value, int)
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A setting that is a list of words."""
        value = self._chosen[name].value
        assert isinstance(value, tuple)
        return value

    # --- for this run -----------------------------------------------------------------------

    def for_now(self, name: str, value: Value) -> None:
        """Change a setting for this run, and no file.

        Args:
            name: the setting.
            value: one that its kind allows.
        """
        self._chosen[name] = Chosen(value, THIS_RUN)
        self._tell_watchers(name)

    def keeping(self, name: str) -> str:
        """What to type to keep what holds for this run only; "" if it is kept, or cannot be."""
        chosen = self._chosen[name]
        is_lost = self._path is not None and chosen.origin == THIS_RUN
        return f":set {name} {show(chosen.value)}" if is_lost else ""

    def keeping_words(self, name: str, words: Sequence[str]) -> str:
        """What to type so that a list is kept like this; "" if nothing can be kept, or not so."""
        typed = ",".join(words)
        is_list = not any("," in word for word in words)
        if self._path is None or len(typed) > LIST_LIMIT_CHARS or not is_list:
            return ""
        return f":set {name} {typed or 'default'}"

    # --- :set -------------------------------------------------------------------------------

    def settings_command(self, rest: str) -> list[str]:
        """Carry out `:set` with what was typed behind it; give the lines to show, cleaned.

        Raises:
            UsageError: there is no such setting, or it may not be that.
        """
        name, words = [*rest.split(maxsplit=1), "", ""][:2]
        name, words = name.casefold(), words.strip()
        if not name:
            return self.list_settings()
        if name not in BY_NAME:
            perhaps = did_you_mean(name.removeprefix("no-"), BY_NAME) or ":set lists all there are."
            raise UsageError(f"There is no setting {quoted(name)}. {perhaps}")
        return self.change(name, words) if words else self.explain(name)

    def list_settings(self) -> list[str]:
        """All settings, what they are, and where that comes from."""
        rows = []
        for setting in SETTINGS:
            chosen = self._chosen[setting.name]
            shown = _shown(setting, chosen)
            name = f"{setting.name:<{NAME_COLUMNS}}"
            rows.append(f"{name} {shown:<{VALUE_LIMIT_CHARS}} {chosen.origin}")
        file = f"The file is {clean_line(str(self._path))}" if self._path else "No file is used"
        return [*rows, f"{file}. :set NAME says more, :set NAME VALUE changes it."]

    def explain(self, name: str) -> list[str]:
        """What a setting means, is, and may be."""
        setting, chosen = BY_NAME[name], self._chosen[name]
        return [
            f"{name}: {setting.meaning}.",
            f"It is {_shown(setting, chosen)} ({chosen.origin}); it may be {setting.kind.may_be}.",
            f"Back to {setting.shown_default}: :set {name} default",
        ]

    def change(self, name: str, words: str) -> list[str]:
        """Change a setting, for now and in the file; `default` takes it out of the file.

        Raises:
            UsageError: it may not be that.
        """
        setting = BY_NAME[name]
        value: Value | None = None
        if words.casefold() != "default":
            if fault := setting.fault(words):
                raise UsageError(fault)
            value = setting.kind.read(words)
            if value is None:
                use = setting.perhaps(words) or f"it may be {setting.kind.may_be}."
                raise UsageError(f"{name} cannot be {quoted(words)}: {use}")
        kept = self._save(setting, value)
        if value is not None:
            self._chosen[name] = Chosen(value, THIS_RUN if kept else FILE)
        elif name in self._environment:
            self._chosen[name] = Chosen(self._environment[name], ENVIRONMENT)
        else:
            self._chosen[name] = Chosen(setting.default, DEFAULT)
        shown = _shown(setting, self._chosen[name])
        told = f"{name} is {shown} now." if setting.at_once else f"{name} will be {shown}."
        lines = [told if setting.at_once or kept else f"{told} It counts from the next start on."]
        if kept:
            lines = [f"{told} That is for this run only: {kept}." if setting.at_once else kept]
        elif value is not None and name in self._environment:
            variable = variable_of(setting, PREFIX)
            lines.append(f"At the next start the environment stands above it: {variable}.")
        self._tell_watchers(name)
        return lines

    def _tell_watchers(self, name: str) -> None:
        for watcher in self.watchers:
            watcher(name)

    def _save(self, setting: Setting, value: Value | None) -> str:
        """Change the file; give why that did not work, "" if it did."""
        if self._path is None:
            return "no file of settings is used"
        where = clean_line(str(self._path))
        try:
            text = read_settings(self._path)
            said = None if value is None else as_toml(value)
            after = changed(text or HEADER, setting.name, said, explained(setting))
            if after != (text or HEADER):
                write_settings(self._path, after)
        except (SettingsError, UsageError) as error:
            return f"{where} is left as it is, {clean_line(str(error))}"
        return ""


def _shown(setting: Setting, chosen: Chosen) -> str:
    """A value in a list."""
    if chosen.value == setting.default:
        return setting.shown_default
    return brief(show(chosen.value), VALUE_LIMIT_CHARS)
