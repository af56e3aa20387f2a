"""What the first line tells: who speaks JSON, who bare lines, and who came to the wrong door.

Browsers, SSH and mail programs, port scanners: they are told where they are and let go, and nothing
that they send is said to the room. Knows no sockets and no rooms. Whatever no known protocol begins
with, and is text, is chat.
"""

import re
from dataclasses import dataclass

from app.protocol.dialects import Dialect, is_meant_as_json
from app.protocol.framing import LineTooLong

_REQUEST = re.compile(rb"[A-Z][A-Z-]{1,19} \S+ (?:HTTP/\d(?:\.\d)?|([A-Z]{2,10})/\d\.\d)\s*")
# A terminal acts on a bell, a backspace, shifts and escapes, and programs print them; it never
# does on these. Nearly every binary protocol has one of them in its first few bytes.
_NOT_TEXT = re.compile(rb"[\x00-\x06\x10-\x1a\x1c-\x1f]")
_TELNET = re.compile(rb"\xff(?:[\xfb-\xfe][^\x00]|[\xf0-\xf9])")
"""What PuTTY's telnet mode sends before the first line, and telnet for Ctrl+C: a person's."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Somebody who speaks something else.

    Attributes:
        reason: why it is let go, for the log.
        answer: one line for the people behind it, its end included.
    """

    reason: str
    answer: bytes


def _foreign(reason: str, what: str) -> Foreign:
    return Foreign(reason, f"This is a chat server, {what}: use its client, or nc.\n".encode())


_HTTP = _foreign("sent an HTTP request", "not a web server")
_TLS = _foreign("sent a TLS greeting", "without TLS")
_BINARY = _foreign("sent something that is not text", "for lines of text")
_BEGINNINGS = (
    (re.compile(rb"SSH-\d\."), _foreign("sent an SSH greeting", "not an SSH server")),
    (re.compile(rb"CAP LS(?: \d+)?\s*$"), _foreign("sent an IRC greeting", "not an IRC server")),
    (
        re.compile(rb"(?:EHLO|HELO|LHLO) \S+\s*$"),
        _foreign("sent an SMTP greeting", "not a mail server"),
    ),
    (
        re.compile(rb"PROXY (?:TCP[46] |UNKNOWN\b)"),
        _foreign("sent a PROXY header", "without the PROXY protocol"),
    ),
    # What follows could be a password, in a line of its own.
    (re.compile(rb"\*\d+\s*$"), _foreign("sent a Redis command", "not a Redis server")),
)


def dialect_of(first_line: bytes | LineTooLong) -> Dialect:
    """Which dialect the first line that a client sends belongs to.

    An object with a `type` is JSON even where it is broken, so that a secret in a misspelt
    `hello` is never said to the room.

    Args:
        first_line: without its ending, and not blank.
    """
    if isinstance(first_line, bytes) and is_meant_as_json(first_line):
        return Dialect.JSON
    return Dialect.PLAIN if foreign_of(first_line) is None else Dialect.FOREIGN


def foreign_of(first_line: bytes | LineTooLong) -> Foreign | None:
    """What else a client speaks whose first line is not JSON; None if that is chat.

    Args:
        first_line: as for `dialect_of`. Of one that is too long nobody knows what follows: it may
            be anything, such as the headers of a web page's request.
    """
    if isinstance(first_line, LineTooLong):
        return _too_long(first_line.limit)
    if request := _REQUEST.fullmatch(first_line):
        return _HTTP if request[1] is None else _request_in(request[1].decode())
    for beginning, foreign in _BEGINNINGS:
        if beginning.match(first_line):
            return foreign
    if first_line.startswith(b"\x16\x03"):
        return _TLS
    if _NOT_TEXT.search(_TELNET.sub(b"", first_line)):
        return _BINARY
    return None


def _request_in(protocol: str) -> Foreign:
    return _foreign(f"sent a request in {protocol}", f"not a server for {protocol}")


def _too_long(limit: int) -> Foreign:
    answer = f"That line is too long: the first one has at most {limit:,} bytes in a chat.\n"
    return Foreign("sent too long a first line", answer.encode())
