"""What the lines of a connection ask for, in the dialect that its first one decides.

Knows what a plain connection's first line stands for; nothing of floods, and of who carries it out.
"""

from collections.abc import Sequence

from app.protocol.base import VERSION
from app.protocol.dialects import Dialect
from app.protocol.framing import LineTooLong
from app.protocol.greetings import dialect_of
from app.protocol.json_lines import decode_json, decode_json_lines
from app.protocol.plain_lines import Help, decode_plain
from app.protocol.requests import Bye, ClientMessage, Hello, Join, Nick
from app.room.orders import is_order
from app.server.connection import Connection


def decode_all(
    connection: Connection, lines: Sequence[bytes | LineTooLong]
) -> list[ClientMessage] | None:
    """What lines ask for, if all are messages in JSON; None if `decode` has to be asked."""
    if connection.dialect is not Dialect.JSON:
        return None
    whole = [line for line in lines if isinstance(line, bytes)]
    return decode_json_lines(whole) if len(whole) == len(lines) else None


def decode(connection: Connection, line: bytes | LineTooLong) -> list[ClientMessage | Help]:
    """What a line asks for; nothing for a blank one. The first line decides the dialect.

    What is foreign asks for nothing. A plain connection says hello by its first line, whatever
    that is.

    Raises:
        RemoteProtocolError: it makes no sense; tell the peer, and go on.
    """
    if isinstance(line, bytes) and not line.strip():
        return []
    if connection.dialect is None:
        connection.dialect = dialect_of(line)
    if connection.dialect is Dialect.FOREIGN:
        return []
    if isinstance(line, LineTooLong):
        raise line
    if connection.dialect is Dialect.JSON:
        return [decode_json(line)]
    command = decode_plain(line, is_order)
    if command is None:
        return []
    if connection.introduced or isinstance(command, Bye):
        return [command]
    connection.introduced = True
    if isinstance(command, Nick):
        return [Hello(v=VERSION, name=command.name)]
    if isinstance(command, Join):
        return [Hello(v=VERSION, name="", room=command.room)]
    return [Hello(v=VERSION, name=""), command]
