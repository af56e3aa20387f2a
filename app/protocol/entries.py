"""What happens in a room and is told to everybody in it, in one order; see docs/protocol.md.

Only what is `Said` is stored. Knows nothing of who is told, and when.
"""

from msgspec import field

from app.protocol.base import Kind, Message, Number


class Said(Message, frozen=True, kw_only=True, tag="said"):
    """Somebody said something: the one kind of entry that is stored, and so has a seq."""

    seq: Number
    """1, 2, 3 … without holes."""
    at: Number
    """When, in milliseconds since 1970, UTC."""
    from_: str = field(name="from")
    """The public hash of the session that said it; names change hands, this does not."""
    name: str
    text: str
    """Clean: printable characters, spaces and line ends."""
    kind: Kind = "text"
    id: Number | None = None
    """The `id` of the `say`. Together with one's own `from`: the acknowledgement."""
    room: str = ""
    """Only where it is not the room that one is in: the room of an acknowledged message that was
    written there. Its seq is that room's."""


class Joined(Message, frozen=True, kw_only=True, tag="joined"):
    """These came in; many at once are told as one."""

    at: Number
    count: Number
    """How many came in."""
    names: list[str]
    """At most 100 of their names."""


class Left(Message, frozen=True, kw_only=True, tag="left"):
    """These went; many at once are told as one."""

    at: Number
    count: Number
    names: list[str]
    to: str = ""
    """The room they went to; without it they left the server."""


class Renamed(Message, frozen=True, kw_only=True, tag="renamed"):
    """Somebody has another name now."""

    at: Number
    from_: str = field(name="from")
    """The public hash of the session that it is about."""
    name: str
    """The name up to now."""
    to: str
    """The name from now on."""


class Notice(Message, frozen=True, kw_only=True, tag="notice"):
    """The server has something to tell to people."""

    code: str
    """`stopping`: the server stops, and closes. `help`, `order`: an answer. `removed`: an order
    removes somebody, who is told to have `left` next. `host`: the host says something to
    everybody."""
    text: str
    about: str = ""
    """The name of the one whom an order is about, who is told separately."""


Entry = Said | Joined | Left | Renamed | Notice
"""What happens in a room and is told to everybody in it, in one order."""
