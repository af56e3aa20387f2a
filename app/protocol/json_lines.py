"""One JSON object a line, encoded and decoded: for our client and for programs.

Knows the messages, no sockets and no rooms. What cannot be decoded is a `RemoteProtocolError` and
nothing else, whatever the bytes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.errors import LocalProtocolError, RemoteProtocolError
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.replies import ServerMessage
from app.protocol.requests import ClientMessage
from app.text import brief

_encoder = msgspec.json.Encoder()
_client_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_server_decoder: msgspec.json.Decoder[ServerMessage] = msgspec.json.Decoder(ServerMessage)


class _Envelope(msgspec.Struct):
    """What can still be told of a message that is not as it should be."""

    type: Any = None
    id: Any = None


_envelope_decoder = msgspec.json.Decoder(_Envelope)
_CLIENT_TYPES = {str(kind.__struct_config__.tag) for kind in ClientMessage.__args__}


def encode_json(message: ClientMessage | ServerMessage) -> bytes:
    """One message as a line, its end included.

    Raises:
        LocalProtocolError: the line would be longer than a peer accepts.
    """
    line = _encoder.encode(message)
    _check_length(len(line))
    return line + b"\n"


def encode_json_lines(messages: Sequence[ServerMessage]) -> bytes:
    """Messages as lines, their ends included.

    Raises:
        LocalProtocolError: as `encode_json`.
    """
    lines = _encoder.encode_lines(messages)
    if len(lines) > LINE_LIMIT_BYTES:  # else none of them can be
        _check_length(max(map(len, lines.split(b"\n"))))
    return lines


def _check_length(size: int) -> None:
    if size > LINE_LIMIT_BYTES:
        raise LocalProtocolError(f"a {size:,} byte line would be over the wire's limit")


def decode_json(line: bytes) -> ClientMessage:
    """What a client's line says.

    Raises:
        RemoteProtocolError: `bad-encoding`, `bad-json`, `unknown-type` or `bad-field`.
    """
    try:
        return _client_decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _broken(line, error, _CLIENT_TYPES) from None


def decode_json_lines(lines: Iterable[bytes]) -> list[ClientMessage] | None:
    """What a client's lines say; None if one makes no sense, which `decode_json` then tells."""
    try:
        return list(map(_client_decoder.decode, lines))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def decode_server_json(line: bytes) -> ServerMessage:
    """What a server's line says.

    Raises:
        RemoteProtocolError: as `decode_json`. A newer server may say `unknown-type`: ignore it.
    """
    try:
        return _server_decoder.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _broken(line, error, _SERVER_TYPES) from None


_SERVER_TYPES = {str(kind.__struct_config__.tag) for kind in ServerMessage.__args__}


def _broken(line: bytes, error: Exception, types: set[str]) -> RemoteProtocolError:
    """The best that can be said of a line that could not be decoded."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return RemoteProtocolError("bad-encoding", "That line is not UTF-8; not sent.")
    try:
        envelope = _envelope_decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return RemoteProtocolError("bad-json", "That line is not a JSON object; not sent.")
    number = envelope.id if type(envelope.id) is int and 0 <= envelope.id <= 2**53 else None
    if isinstance(envelope.type, str) and envelope.type not in types:
        kind = brief(envelope.type, 40)
        return RemoteProtocolError("unknown-type", f"No message has the type “{kind}”.", number)
    reason = brief(str(error), 200)
    return RemoteProtocolError("bad-field", f"A field is wrong: {reason}.", number)
