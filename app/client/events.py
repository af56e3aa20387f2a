"""What happens to the client's connection. Knows no sockets, and has no words for people."""

from dataclasses import dataclass

from app.protocol.replies import ServerMessage
from app.protocol.requests import ClientMessage

REMOVING = frozenset({"kicked", "banned", "locked"})
"""Errors, about no message, with which one is not wanted there: the link waits to be told to try
again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """There is a connection, with a number; `bare` if the server knows bare lines only."""

    bare: bool
    connection: int


@dataclass(frozen=True, slots=True)
class Received:
    """The server said these."""

    messages: list[ServerMessage]


@dataclass(frozen=True, slots=True)
class Heard:
    """A server of bare lines said these."""

    lines: list[bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """These are on their way to a server of bare lines, which acknowledges nothing."""

    messages: list[ClientMessage]


@dataclass(frozen=True, slots=True)
class Failed:
    """No connection could be made; the link tries again. `reason` is the system's word."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone; the link tries to have it back."""

    reason: str


@dataclass(frozen=True, slots=True)
class Retrying:
    """The link tries again in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Crashed:
    """A bug ended the link; whoever gets this raises it, so that no half client is left."""

    error: BaseException


Event = Opened | Received | Heard | Written | Failed | Lost | Retrying | Crashed
