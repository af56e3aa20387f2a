"""Where a server is, as people write it. Pure."""

import re

from app.errors import UsageError
from app.protocol.defaults import DEFAULT_ADDRESS, DEFAULT_HOST, DEFAULT_PORT


def parse_address(address: str) -> tuple[str, int]:
    """`host`, `host:port`, `:port` or `[::1]:port`.

    Raises:
        UsageError: it is none of these.
    """
    parts = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]*))(?::(\d{1,5}))?", address)
    port = int(parts[3] or DEFAULT_PORT) if parts else 0
    if parts is None or not 1 <= port <= 65535:
        raise UsageError(
            f"{address} is no address: use HOST or HOST:PORT, as in {DEFAULT_ADDRESS}."
        )
    if address.isdecimal():  # which would be a host, by the letter of the standards
        raise UsageError(f"{address} alone is no address; for that port type :{address}")
    return parts[1] or parts[2] or DEFAULT_HOST, port


def is_address(words: str) -> bool:
    """Whether that is where a server may be."""
    try:
        parse_address(words)
    except UsageError:
        return False
    return True


def address_meant(words: str) -> str:
    """Which address somebody may have meant by what is none, as a question; "" for most."""
    meant = f":{words}"
    return f"did you mean {meant}?" if words.isdecimal() and is_address(meant) else ""
