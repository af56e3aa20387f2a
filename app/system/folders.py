"""The user, and the folders where their things are kept."""

import getpass
from pathlib import Path

import platformdirs

from app.text import clean_line

APP_NAME = "realtime-chat"


def user_name() -> str:
    """What the system calls its user; "" if it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def config_folder() -> Path:
    """Where this user's settings are kept; it may not exist yet."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False, roaming=True))


def log_folder() -> Path:
    """Where programs in this user's background leave their logs; it may not exist yet."""
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))


def state_folder() -> Path:
    """Where programs keep what only matters while they run; it may not exist yet."""
    return Path(platformdirs.user_state_dir(APP_NAME, appauthor=False))


def data_folder() -> Path:
    """Where programs keep what this user wants to find again; it may not exist yet."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def settings_file(program: str, beside: Path | None = None) -> Path:
    """Where a program's settings are.

    Args:
        program: `client` or `server`.
        beside: a folder whose file stands above the user's own, if there is one in it: that of a
            frozen program, for those who unpack and double-click it.
    """
    name = f"{program}.toml"
    if beside is not None and (beside / name).is_file():
        return beside / name
    return config_folder() / name


def shortened(path: Path) -> str:
    """A path for people: with ~ for the user's own folder, and clean."""
    try:
        inside = path.relative_to(Path.home())
    except (ValueError, RuntimeError):
        return clean_line(str(path))
    return clean_line(str(Path("~") / inside))
