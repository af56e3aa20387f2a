"""A file of settings: read and written here, understood elsewhere."""

import os
from pathlib import Path

from app.system.whole_files import PRIVATE, write_whole

SETTINGS_LIMIT_BYTES = 64 * 1024


class SettingsError(Exception):
    """A file of settings cannot be read or written; says why, without the file's name."""


def read_settings(path: Path) -> str | None:
    """What is in the file; None if there is none.

    Raises:
        SettingsError: it cannot be read, is too large, or no text in UTF-8.
    """
    try:
        # A pipe or a device instead of a file would be waited for.
        if path.exists() and not path.is_file():
            raise SettingsError("this is no file")
        with path.open("rb") as file:
            data = file.read(SETTINGS_LIMIT_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise SettingsError(f"this cannot be read: {_reason(error)}") from None
    if len(data) > SETTINGS_LIMIT_BYTES:
        raise SettingsError(f"this is longer than {SETTINGS_LIMIT_BYTES // 1024} KiB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"line {line} is not UTF-8: save the file in that encoding") from None


def write_settings(path: Path, text: str) -> None:
    """Put the text in the place of what is in the file, at once or not at all.

    Raises:
        SettingsError: it cannot be written, or would be too large; it is as it was.
    """
    data = text.encode("utf-8")
    if len(data) > SETTINGS_LIMIT_BYTES:
        raise SettingsError(f"it would be longer than {SETTINGS_LIMIT_BYTES // 1024} KiB")
    try:
        path = path.resolve()  # a link stays a link
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else PRIVATE
        write_whole(path, data, mode=mode)
    except (OSError, RuntimeError) as error:
        raise SettingsError(f"it cannot be written: {_reason(error)}") from None


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        FileExistsError: it is there.
        SettingsError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise
        raise SettingsError(f"it cannot be written: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error) or os.strerror(5)
