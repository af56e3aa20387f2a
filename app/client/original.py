"""Talking to servers that know bare lines only, such as the original system's. Pure.

Such a server sends to everybody, its sender too, for each piece of at most 1024 bytes that it
read: `📢 Broadcast: Client 127.0.0.1:53122: hello` (the first part coloured) and an empty line.
Two lines that it read at once come as one broadcast, whose second line has nothing before it.
"""

import re

from app.protocol.entries import Said
from app.protocol.requests import ClientMessage, Say
from app.text import clean

_SGR = re.compile(r"\x1b\[[0-9;:]*m")
_BROADCAST = re.compile(r"(?:📢 )?Broadcast: Client (\S+):(?: (.*))?")


def encode_bare(message: ClientMessage) -> bytes:
    """A message as bare lines; b"" for what such a server has no word for."""
    if not isinstance(message, Say):
        return b""
    text = f"* {message.text}" if message.kind == "action" else message.text
    return text.encode("utf-8", "replace") + b"\n"


def decode_bare(line: bytes, at: int) -> Said | str | None:
    """What a line from such a server says.

    Args:
        line: as it came, without its end.
        at: the time, in ms since 1970, since such a server tells none.

    Returns:
        What somebody said; a text of which it is not known whose it is; None for an empty line.
    """
    text = _SGR.sub("", line.decode("utf-8", "replace")).rstrip()
    if not text:
        return None
    broadcast = _BROADCAST.fullmatch(text)
    if broadcast is None:
        return clean(text)
    who, said = broadcast.groups()
    return Said(seq=0, at=at, from_=who, name=who, text=clean(said or ""))
