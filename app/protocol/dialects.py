"""How one may talk, and what tells the dialects apart. Knows no messages, sockets and rooms.

`json` (`json_lines.py`): one JSON object a line, for our client and for programs. `plain`
(`plain_lines.py`): bare lines, for `nc`, telnet and all that sends text and prints what comes.

The first line that a client sends decides (`greetings.dialect_of`).
"""

import re
from enum import Enum

from app.protocol.base import VERSION

BANNER = f"* realtime-chat/{VERSION} - type a line and press Enter to talk, :help for more"
"""The first line that a server sends: for people to read and for programs to recognise."""

_BANNER = re.compile(rb"\* realtime-chat/\d")


class Dialect(Enum):
    """How a connection talks."""

    JSON = "json"
    PLAIN = "plain"
    FOREIGN = "foreign"
    """Something else, such as a browser's: it is told so, and let go."""


def is_meant_as_json(line: bytes) -> bool:
    """Whether a line is JSON, or would be without a mistake."""
    return line.lstrip()[:1] == b"{" and b'"type"' in line


def is_banner(line: bytes) -> bool:
    """Whether a server's line is the banner of a server that speaks JSON."""
    return _BANNER.match(line) is not None
