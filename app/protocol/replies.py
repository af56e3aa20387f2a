"""What a server tells one connection, as typed structures; see docs/protocol.md.

`status.py` has one more; what everybody in a room is told is in `entries.py`. Knows nothing of who
asked. Texts are as a peer sent them: whoever shows them cleans them (`app.text`).
"""

from msgspec import Struct, field

from app.protocol.base import Message, Number
from app.protocol.entries import Joined, Left, Notice, Renamed, Said
from app.protocol.status import StatusReport


class Limits(Struct, frozen=True, kw_only=True):
    """What the server accepts, so that a client can tell before it sends."""

    line_bytes: Number
    text_chars: Number
    text_lines: Number


class Welcome(Message, frozen=True, kw_only=True, tag="welcome"):
    """The answer to `hello`: the room as it is now, oneself in it.

    One's own `joined` is told to the others only.
    """

    v: Number
    name: str
    """The name that one has got."""
    from_: str = field(name="from")
    """One's own short public hash: `said` entries with this `from` are one's own."""
    room: str
    log: str
    """The id of the room's stored history; seqs of another log do not compare."""
    seq: Number
    """The seq of the last stored entry; what comes up to it is replay."""
    count: Number
    """How many are here, oneself among them."""
    names: list[str]
    """At most 100 of their names."""
    limits: Limits
    after: Number
    """The replay begins behind this seq: where the client wanted to resume, or where the last
    entries begin that it asked for; else at `seq`, with nothing."""


class Whispered(Message, frozen=True, kw_only=True, tag="whispered"):
    """A whisper, to the one it is for, and back to its sender as the acknowledgement."""

    at: Number
    from_: str = field(name="from")
    name: str
    to: str
    text: str
    id: Number | None = None


class CaughtUp(Message, frozen=True, kw_only=True, tag="caught_up"):
    """The replay has ended; what follows is live."""

    seq: Number


class Gap(Message, frozen=True, kw_only=True, tag="gap"):
    """Entries `first` to `last` cannot be had any more."""

    first: Number
    last: Number


class Members(Message, frozen=True, kw_only=True, tag="members"):
    """Who is here: one page of names, in the order of the alphabet."""

    count: Number
    """How many are here in all, oneself among them."""
    names: list[str]
    more: bool = False
    """Whether another page follows; ask with `who` and `after`."""


class RoomInfo(Struct, frozen=True, kw_only=True):
    """One room, in a list of them."""

    name: str
    count: Number
    """How many are there."""
    names: list[str]
    """At most 20 of their names."""


class RoomList(Message, frozen=True, kw_only=True, tag="rooms"):
    """The answer to `rooms`: one page, in the order of the alphabet."""

    rooms: list[RoomInfo]
    more: bool = False
    """Whether another page follows; ask with `rooms` and `after`."""
    id: Number | None = None


class Earlier(Message, frozen=True, kw_only=True, tag="history"):
    """The answer to `history`: the last entries before the one that was named, oldest first."""

    entries: list[Said]
    more: bool = False
    """Whether there are earlier ones; ask with `before` the first of these."""
    id: Number | None = None


class Found(Message, frozen=True, kw_only=True, tag="found"):
    """The answer to `search`: the last entries with these words, oldest first."""

    entries: list[Said]
    more: bool = False
    """Whether there may be earlier ones; ask with `before` the first of these."""
    id: Number | None = None


class Pong(Message, frozen=True, kw_only=True, tag="pong"):
    """The answer to `ping`."""

    id: Number | None = None


class Error(Message, frozen=True, kw_only=True, tag="error"):
    """Something that was asked for was not done. The connection stays, unless it says so."""

    code: str
    """A stable word; docs/protocol.md lists them."""
    text: str
    """A sentence for people."""
    id: Number | None = None
    """The `id` of the message that this is about."""


Reply = (
    Welcome
    | Said
    | Whispered
    | CaughtUp
    | Gap
    | Members
    | RoomList
    | Earlier
    | Found
    | Notice
    | StatusReport
    | Pong
    | Error
)
"""What is told to one connection (`Said`: what was sent twice is answered with what is stored)."""

ServerMessage = Reply | Joined | Left | Renamed
"""All that a server says."""
