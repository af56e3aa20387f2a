"""Where bans are kept: `bans.json` in the data folder. Knows files; nothing of what a ban does."""

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from app.room.bans import BANS_LIMIT, Ban
from app.room.name_rules import NAME_LIMIT_COLUMNS
from app.room.orders import REASON_LIMIT_CHARS
from app.system.whole_files import write_whole
from app.text import brief, clean_line

FILE = "bans.json"
FILE_LIMIT_BYTES = 4 * 1024 * 1024
"""Of a longer file nothing is read: it is none of ours."""
UNTIL_THE_END = "It holds until the server stops"

log = logging.getLogger(__name__)


class _Kept(msgspec.Struct):
    """What is in the file."""

    bans: list[Ban]
    version: int = 1


class BansFile:
    """Keeps bans over restarts.

    What cannot be read is left as it is: nothing is kept then until somebody has seen to it.

    Args:
        path: the file; it need not be there. None to keep nothing.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Nothing was read."""
        self._path = path
        self._why_not = "" if path else f"{UNTIL_THE_END}, which keeps nothing."

    def load(self) -> list[Ban]:
        """The bans that are kept; none if they cannot be read, which the log then tells."""
        if self._path is None:
            return []
        try:
            if self._path.exists() and not self._path.is_file():
                raise ValueError("it is no file")  # and may never come to an end
            with self._path.open("rb") as file:
                data = file.read(FILE_LIMIT_BYTES + 1)
            if len(data) > FILE_LIMIT_BYTES:
                raise ValueError("it is too long")
            return read(data)
        except FileNotFoundError:
            return []
        except (OSError, ValueError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            name = clean_line(str(self._path))
            self._why_not = f"{UNTIL_THE_END}, since {FILE} cannot be read."
            log.error(
                "NOBODY IS BANNED: %s cannot be read (%s). Mend it or move it away, and start the"
                " server again; until then it is left as it is, and new bans are not kept.",
                name,
                brief(reason or "", 200),
            )
            return []

    def save(self, bans: Iterable[Ban], *, ended: bool = False) -> str:
        """Keep these in place of the ones before; "" or, for people, what became of it if not.

        Args:
            bans: all that hold.
            ended: whether there is one less: then nothing is lost where none are kept.
        """
        if self._path is None or self._why_not:
            return "" if ended else self._why_not
        data = msgspec.json.format(msgspec.json.encode(_Kept(bans=list(bans))), indent=1)
        try:
            write_whole(self._path, data + b"\n", synced=True, alone=True)
        except OSError as error:
            reason = brief(error.strerror or str(error), 200)
            log.error("bans cannot be kept in %s: %s", clean_line(str(self._path)), reason)
            return f"{UNTIL_THE_END}: it could not be kept ({reason})."
        return ""


def read(data: bytes) -> list[Ban]:
    """The bans in what a file holds, their words clean.

    Raises:
        ValueError, RecursionError: it cannot be read.
    """
    kept = msgspec.json.decode(data, type=_Kept)  # its errors are ValueErrors
    if kept.version != 1:
        raise ValueError("it was written by a newer version")
    return [_checked(ban) for ban in kept.bans[:BANS_LIMIT]]


def _checked(ban: Ban) -> Ban:
    """Somebody may have written the file by hand."""
    return msgspec.structs.replace(
        ban,
        name=brief(ban.name, 2 * NAME_LIMIT_COLUMNS),
        session=brief(ban.session, 64),
        address=brief(ban.address, 64),
        reason=brief(ban.reason, REASON_LIMIT_CHARS),
        by=brief(ban.by, 2 * NAME_LIMIT_COLUMNS),
    )
