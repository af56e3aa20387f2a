"""`server --status`: asking the server that runs how it does, and proving that one may.

Loopback alone proves nothing on a machine with several users. So the server writes a token into a
file that only its own user may read, anew at each start, and who asks has to know it.
"""

import contextlib
import json
import logging
import secrets
import socket
import time
from pathlib import Path

import msgspec

from app.errors import ChatError
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import decode_server_json, encode_json
from app.protocol.replies import Error
from app.protocol.status import Status, StatusReport
from app.system.sockets import address_text
from app.system.whole_files import write_whole
from app.text import brief, clean_line

FILE = "status-token"
FILE_LIMIT_BYTES = 1024
ASK_LIMIT_S = 5.0
"""For so long the server is waited for in all."""
ABSENT, NOT_ALLOWED = 3, 4

log = logging.getLogger(__name__)


class _Kept(msgspec.Struct):
    """What is in the file.

    Attributes:
        token: what the server is to be told.
        host: where it listens.
        port: the same.
    """

    token: str
    host: str
    port: int


class NoStatus(ChatError):
    """The status cannot be had.

    Args:
        text: a sentence for people.
        status: what the program ends with: ABSENT or NOT_ALLOWED.
    """

    def __init__(self, text: str, status: int) -> None:
        """Keep the status beside the sentence."""
        super().__init__(text)
        self.status = status


class StatusToken:
    """The token of a server that runs; its file goes when it stops. A context manager.

    Args:
        folder: where the file is; made, for its owner alone, if it is not there.
        address: where the server listens.
    """

    def __init__(self, folder: Path, address: tuple[str, int]) -> None:
        """Make a new token; if it cannot be written, the log says so, and nobody knows it."""
        self.token = secrets.token_urlsafe(32)
        self._path = folder / FILE
        kept = _Kept(token=self.token, host=address[0], port=address[1])
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            data = msgspec.json.encode(kept) + b"\n"
            write_whole(self._path, data, synced=True, alone=True)
        except OSError as error:
            name = clean_line(str(self._path))
            reason = brief(error.strerror or str(error), 200)
            log.warning("--status will not work, since %s cannot be written: %s", name, reason)

    def __enter__(self) -> "StatusToken":
        """It is there."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the file, if it is still one's own."""
        with contextlib.suppress(NoStatus, OSError):
            if _read(self._path).token == self.token:
                self._path.unlink()


def ask_status(folder: Path, address: tuple[str, int]) -> str:
    """How the server does that keeps its token in a folder: one JSON object in one line.

    Args:
        folder: where the token is.
        address: where the server should listen if there is no token.

    Raises:
        NoStatus: there is none, or one may not ask, or it does not answer within ASK_LIMIT_S.
    """
    try:
        kept = _read(folder / FILE)
    except NoStatus as none:
        if none.status != ABSENT:
            raise
        at, where = address_text(*address), clean_line(str(folder))
        if _answers(address):
            text = f"Whatever listens at {at} keeps no token in {where}: it is somebody else's, is"
            text += " no chat server, or was started with another --data, or --no-history."
            raise NoStatus(text, NOT_ALLOWED) from None
        text = f"No server listens at {at}, and none keeps its files in {where}. Start one, or"
        raise NoStatus(f"{text} name its --port or its --data.", ABSENT) from None
    where = address_text(kept.host, kept.port)
    try:
        message = _exchange((kept.host, kept.port), Status(token=kept.token))
    except TimeoutError:
        text = f"The server at {where} does not answer within {ASK_LIMIT_S:g} seconds."
        raise NoStatus(text, ABSENT) from None
    except (OSError, ValueError, ChatError):
        raise NoStatus(f"No server answers at {where}: start one.", ABSENT) from None
    if isinstance(message, Error):
        code = NOT_ALLOWED if message.code == "not-allowed" else ABSENT
        raise NoStatus(f"The server at {where} refuses: {clean_line(message.text)}", code)
    figures = msgspec.to_builtins(message)
    figures.pop("type", None)
    return json.dumps(figures)


def _read(path: Path) -> _Kept:
    """What is in a token's file.

    Raises:
        NoStatus: there is none, or it may not be read, or makes no sense.
    """
    name = clean_line(str(path))
    try:
        if path.exists() and not path.is_file():
            raise ValueError("it may never come to an end")
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(FILE_LIMIT_BYTES), type=_Kept)
    except (FileNotFoundError, NotADirectoryError):
        raise NoStatus(f"{name} is not there.", ABSENT) from None
    except OSError as error:
        reason = clean_line(error.strerror or str(error))
        text = f"{name} cannot be read ({reason}): only who started the server may ask."
        raise NoStatus(text, NOT_ALLOWED) from None
    except ValueError:
        raise NoStatus(f"{name} is not a server's: start the server again.", NOT_ALLOWED) from None


def _answers(address: tuple[str, int]) -> bool:
    """Whether anything listens there."""
    with contextlib.suppress(OSError), socket.create_connection(address, ASK_LIMIT_S):
        return True
    return False


def _exchange(address: tuple[str, int], asked: Status) -> StatusReport | Error:
    """Ask, and give the answer.

    Raises:
        OSError: the connection broke, or (TimeoutError) it took too long.
        ChatError, ValueError: what came makes no sense.
    """
    until = time.monotonic() + ASK_LIMIT_S
    with socket.create_connection(address, ASK_LIMIT_S) as sock:
        sock.sendall(encode_json(asked))
        data = b""
        while len(data) <= 2 * LINE_LIMIT_BYTES:
            sock.settimeout(max(0.001, until - time.monotonic()))
            part = sock.recv(LINE_LIMIT_BYTES)
            if not part:
                break
            data += part
            for line in data.split(b"\n")[:-1]:
                if line.startswith(b"{"):  # neither the banner nor bare lines
                    message = decode_server_json(line)
                    if isinstance(message, StatusReport | Error):
                        return message
    raise ValueError("no answer")
