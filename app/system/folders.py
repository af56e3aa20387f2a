"""The user, and the folders where their things are kept."""

import getpass
from pathlib import Path

import platformdirs

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


def data_folder() -> Path:
    """Where programs keep what this user wants to find again; it may not exist yet."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
