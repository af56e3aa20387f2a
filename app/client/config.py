"""Every limit and deadline of the client in one place, and the name that was used last."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from app.protocol.defaults import DEFAULT_HOST, DEFAULT_PORT
from app.system.whole_files import write_whole
from app.text import clean_line, cut

NAME_FILE = "name"
NAME_LIMIT_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a client may be told. Times are in seconds."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    connect_s: float = 5.0
    """How long one try to connect may take."""
    banner_s: float = 1.0
    """How long to wait for the server's first line before talking to it in bare lines."""
    retry_first_s: float = 0.25
    retry_growth: float = 1.6
    retry_limit_s: float = 5.0
    """Pauses between tries grow up to this; each is shortened at random, down to a half."""
    linger_s: float = 1.0
    """How long leaving may take over what is still to be sent."""
    give_up_s: float = 5.0
    """How long a pipe whose input has ended waits for a server to take the rest."""
    mark_after_s: float = 0.3
    """A message that the server has not echoed by then is marked."""


def load_name(folder: Path) -> str:
    """The name that was used last; "" if there is none."""
    with contextlib.suppress(OSError, UnicodeError):
        return cut(clean_line((folder / NAME_FILE).read_text("utf-8").strip()), NAME_LIMIT_CHARS)
    return ""


def save_name(folder: Path, name: str) -> None:
    """Remember a name for the next time. A folder that cannot be written is no reason to stop."""
    with contextlib.suppress(OSError, RuntimeError):
        folder.mkdir(parents=True, exist_ok=True)
        # A link stays a link: some keep all their settings elsewhere.
        write_whole((folder / NAME_FILE).resolve(), f"{name}\n".encode())
