"""Lines and messages: what a peer's bytes mean."""

from collections.abc import Callable
from typing import TypeVar

from app.errors import RemoteProtocolError
from app.protocol.dialects import Dialect, is_banner
from app.protocol.entries import Joined, Notice, Said
from app.protocol.framing import LINE_LIMIT_BYTES, LineReader, LineTooLong
from app.protocol.greetings import dialect_of
from app.protocol.json_lines import (
    decode_json,
    decode_json_lines,
    decode_server_json,
    encode_json,
    encode_json_lines,
)
from app.protocol.limits import TEXT_LIMIT_CHARS
from app.protocol.plain_lines import Help, decode_plain, encode_plain
from app.protocol.replies import Error, Whispered
from app.protocol.requests import Say
from app.room.name_rules import suggest
from tests.support.targets.given import check_refusal, pieces, split, text_of
from tests.unit.outside import unsafe

T = TypeVar("T")
JSON_CODES = {"bad-encoding", "bad-json", "bad-field", "unknown-type"}


def framing(data: bytes) -> None:
    """However bytes are cut, the same lines come out, none over the limit."""
    size, whole = split(data)
    for limit in (size % 11, LINE_LIMIT_BYTES):
        expected = _lines_at_once(whole, limit)
        assert _lines_read([whole], limit) == expected
        assert _lines_read(list(pieces(whole, size)), limit) == expected


def _lines_at_once(whole: bytes, limit: int) -> tuple[list[bytes | None], bytes]:
    """The lines, None for one that is too long, and the rest; as plainly as can be."""
    *parts, rest = whole.split(b"\n")
    ended = [part[:-1] if part.endswith(b"\r") else part for part in parts]
    lines = [line if len(line) <= limit else None for line in ended]
    if len(rest.removesuffix(b"\r")) > limit:
        return [*lines, None], b""
    return lines, rest


def _lines_read(chunks: list[bytes], limit: int) -> tuple[list[bytes | None], bytes]:
    reader = LineReader(limit)
    lines = [
        None if isinstance(line, LineTooLong) else line
        for chunk in chunks
        for line in reader.feed(chunk)
    ]
    return lines, reader.finish()


def json(data: bytes) -> None:
    """A line is a message or the peer's fault; a message is the same after a journey."""
    lines = data.split(b"\n")
    asked = [ask for line in lines if (ask := _decoded(decode_json, line))]
    told = [tell for line in lines if (tell := _decoded(decode_server_json, line))]
    assert decode_json_lines(lines) == (asked if len(asked) == len(lines) else None)
    for line in lines:
        assert isinstance(dialect_of(line), Dialect)
        is_banner(line)
    for request in asked:
        assert decode_json(_one_line(encode_json(request))) == request
        assert dialect_of(encode_json(request)) is Dialect.JSON
    for answer in told:
        assert decode_server_json(_one_line(encode_json(answer))) == answer
    assert encode_json_lines(told) == b"".join(map(encode_json, told))


def _decoded(decode: Callable[[bytes], T], line: bytes) -> T | None:
    """The message in a line; None if it was refused in words that can be shown."""
    try:
        return decode(line)
    except RemoteProtocolError as error:
        check_refusal(error, JSON_CODES)
        return None


def _one_line(encoded: bytes) -> bytes:
    line = encoded.removesuffix(b"\n")
    assert len(line) + 1 == len(encoded)
    assert b"\n" not in line
    return line


def plain(data: bytes) -> None:
    """A bare line is a command or the peer's fault; what readers of bare lines get is clean."""
    for line in data.split(b"\n"):
        try:
            command = decode_plain(line)
        except RemoteProtocolError as error:
            check_refusal(error, {"bad-command", "already-here"})
            continue
        if isinstance(command, Say):
            assert command.text.strip()
        if command is not None and not isinstance(command, Help) and len(line) <= TEXT_LIMIT_CHARS:
            assert decode_json(encode_json(command)) == command
    text = text_of(data)
    name, other = suggest(text), suggest(text[::-1])
    for message in (
        Said(seq=1, at=0, from_="", name=name, text=text),
        Said(seq=1, at=0, from_="", name=name, text=text, kind="action"),
        Whispered(at=0, from_="", name=name, to=other, text=text),
        Joined(at=0, count=3, names=[name, other]),
        Notice(code="help", text=text),
        Error(code="bad-json", text=text),
    ):
        _check_record(encode_plain(message, lambda at: "14:03"))


def _check_record(encoded: bytes) -> None:
    """One record: UTF-8, nothing that controls, all lines but the first set in."""
    shown = encoded.decode("utf-8")
    assert shown.endswith("\n")
    first, *more = shown[:-1].split("\n")
    assert first.startswith(("[14:03] ", "-- ", "!! "))
    for line in (first, *more):
        assert not unsafe(line)
    assert all(line.startswith("   ") for line in more)
