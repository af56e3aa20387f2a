"""What all targets share: bytes in pieces, bytes as text, and what a refusal may say."""

from collections.abc import Iterator

from app.errors import Refused, RemoteProtocolError
from tests.unit.outside import unsafe


def split(data: bytes) -> tuple[int, bytes]:
    """The first byte, and the others."""
    return (data[0], data[1:]) if data else (0, b"")


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """`data` in pieces: of one size for an even `size`, of growing ones for an odd one."""
    at, step = 0, size // 2 + 1
    while at < len(data):
        yield data[at : at + step]
        at += step
        step += step * (size % 2)


def text_of(data: bytes) -> str:
    """Any text; what is not UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def check_refusal(error: RemoteProtocolError | Refused, codes: set[str]) -> None:
    """It has one of these codes, and words that can be shown."""
    assert error.code in codes
    assert not unsafe(error.text)
    assert len(error.text) < 300
    number = getattr(error, "id", None)
    assert number is None or 0 <= number <= 2**53
