"""Files that people may have written by hand: settings, and bans."""

import tomllib
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from app.client.settings_table import SETTINGS as CLIENT_SETTINGS
from app.errors import UsageError
from app.room.bans import Bans, shown
from app.room.name_rules import NAME_LIMIT_COLUMNS
from app.room.orders import REASON_LIMIT_CHARS
from app.server.bans import read
from app.server.settings_table import SETTINGS as SERVER_SETTINGS
from app.settings.edit import changed
from app.settings.kinds import Value, as_toml
from app.settings.mending import mended
from app.settings.table import PROBLEMS_LIMIT, Setting, explained, from_toml
from app.text import brief
from tests.support.targets.given import split, text_of
from tests.unit.outside import unsafe

PROBLEM_LIMIT_CHARS = 1_000


def settings(data: bytes) -> None:
    """What counts may be; what does not is told in short sentences; one setting can be changed.

    The first byte says whose file it is, and which setting is changed.
    """
    number, rest = split(data)
    table = CLIENT_SETTINGS if number % 2 else SERVER_SETTINGS
    text = rest.decode("utf-8", "replace")  # no other file is read
    right = mended(text)
    assert mended(right) == right
    with suppress(ValueError, RecursionError):
        tomllib.loads(text)
        assert right == text
    values, problems = from_toml(table, text, "here.toml")
    assert len(problems) <= 2 * PROBLEMS_LIMIT + 1
    for problem in problems:
        assert problem.startswith("here.toml")
        assert not unsafe(problem)
        assert len(problem) < PROBLEM_LIMIT_CHARS
    for setting in table:
        if setting.name in values:
            _check_value(table, setting, values[setting.name])
    setting = table[number // 2 % len(table)]
    _change(table, setting, text, values)


def _check_words(words: str) -> None:
    assert words
    assert not unsafe(words)


def _check_value(table: Sequence[Setting], setting: Setting, value: Value) -> None:
    """Written into a file it is the same again."""
    line = f"{setting.name} = {as_toml(value)}"
    assert from_toml(table, line, "") == ({setting.name: value}, [])


def _change(
    table: Sequence[Setting], setting: Setting, text: str, values: dict[str, Value]
) -> None:
    """One setting is another one then, or none, and all else is as it was."""
    for value in (as_toml(setting.default), None):
        try:
            after = changed(text, setting.name, value, explained(setting))
        except UsageError as error:
            _check_words(str(error))
            continue
        meant = {name: it for name, it in values.items() if name != setting.name}
        if value is not None:
            meant[setting.name] = setting.default
        # The default may be what nobody can write: "" for nothing.
        found, _ = from_toml(table, after, "")
        assert {**found, setting.name: None} == {**meant, setting.name: None}
        assert found.get(setting.name) in (meant.get(setting.name), None)
        assert changed(after, setting.name, value, explained(setting)) == after


def bans(data: bytes) -> None:
    """A file of bans is read, and what it says is clean; or it is refused in words."""
    try:
        kept = read(data)
    except (ValueError, RecursionError) as error:
        _check_words(brief(str(error), 200))
        return
    for ban in kept:
        words = (ban.name, ban.session, ban.address, ban.reason, ban.by, shown(ban, 0))
        assert not any(map(unsafe, words))
        assert len(ban.name) <= 2 * NAME_LIMIT_COLUMNS
        assert len(ban.reason) <= REASON_LIMIT_CHARS
    written = msgspec.json.encode({"bans": kept, "version": 1})
    assert read(written) == kept
    rules = Bans()
    rules.load(kept, 0)
    for ban in rules:
        assert rules.find(0, ban.name, ban.session, ban.address)
    for word in (text_of(data[:40]), "127.0.0.1", "::1"):
        rules.find(0, word, word, word)
    for ban in list(rules):
        rules.remove(name=ban.name, session=ban.session, address=ban.address)
    assert not len(rules)
