"""From lines that a connection sent to commands for the hub, as far as they may come now.

What one read has brought is admitted and decoded together, and line by line only where that does
not work out: measured, less than a third of the time.
"""

import logging
from dataclasses import dataclass, field

from app.errors import RemoteProtocolError
from app.protocol.dialects import Dialect
from app.protocol.framing import LineTooLong
from app.protocol.greetings import foreign_of
from app.protocol.plain_lines import Help
from app.protocol.replies import Error
from app.protocol.requests import Bye, ClientMessage
from app.server.connection import Connection
from app.server.decoding import decode, decode_all

WANTED_LIMIT_LINES = 500
"""How many lines of one connection are handed to the hub at once."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Intake:
    """What some lines came to.

    Attributes:
        commands: for the hub, in order; an error answers a line that makes no sense, in its turn.
        size: what the lines count, in bytes; for one that was too long, what is read at once.
        delay: the seconds until flood control lets the next line through; 0.0 if it may come now.
        reason: why the peer has to be let go; "" if it has not.
        farewell: what it is told then.
    """

    commands: list[ClientMessage | Help | Error] = field(default_factory=list)
    size: int = 0
    delay: float = 0.0
    reason: str = ""
    farewell: bytes = b""


def take_in(connection: Connection, now: float) -> Intake:
    """Take some of the lines that were received, one at least if flood control lets it.

    What comes after a `bye` is thrown away.

    Args:
        connection: one that has lines.
        now: in monotonic seconds.
    """
    lines, size, delay = connection.take_lines(now, WANTED_LIMIT_LINES)
    intake = Intake(size=size, delay=delay)
    commands = decode_all(connection, lines)
    if commands is not None and Bye not in map(type, commands):
        intake.commands += commands
        return intake
    for line in lines:
        _take_line(connection, line, intake)
        if intake.reason or (intake.commands and isinstance(intake.commands[-1], Bye)):
            intake.delay = 0.0
            break
    return intake


def _take_line(connection: Connection, line: bytes | LineTooLong, intake: Intake) -> None:
    try:
        commands = decode(connection, line)
    except RemoteProtocolError as error:
        log.info("connection %d: %s", connection.id, error.code)
        intake.commands.append(Error(code=error.code, text=error.text, id=error.id))
        return
    intake.commands += commands
    if connection.dialect is Dialect.FOREIGN and (foreign := foreign_of(line)):
        intake.reason, intake.farewell = foreign.reason, foreign.answer
