"""Every message that travels, as a typed structure; docs/protocol.md says the same for people.

One JSON object a line, `type` first. Every integer is between 0 and 2^53, so that every
language's JSON can hold it. Unknown fields are ignored, which lets newer peers say more.
Texts from a peer are as they came: whoever shows or stores them cleans them (`app.text`).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from app.protocol.base import Message, Number
from app.protocol.status import Status, StatusReport

VERSION = 1
"""The version of this protocol, in the banner, in `hello` and in `welcome`."""

TEXT_LIMIT_CHARS = 4_000
TEXT_LIMIT_LINES = 100
NAMES_LIMIT = 100
"""How many names one message lists at most; its `count` is always the whole number."""
HISTORY_LIMIT_ENTRIES = 1_000
"""With how many entries a client may begin."""
PAGE_LIMIT_ENTRIES = 100
"""How many entries one `history` or `found` has at most; long ones are fewer, so that the line
keeps its limit."""
SEARCH_LIMIT_CHARS = 200

Secret = Annotated[str, Meta(min_length=16, max_length=64)]
Kind = Literal["text", "action"]


# --- client to server -----------------------------------------------------------------------


class Resume(Struct, frozen=True, kw_only=True):
    """The last stored entry that a client has shown."""

    log: str
    """The log id that `welcome` gave."""
    seq: Number
    at: Number
    """That entry's time, by which the server knows that it is the same entry; 0 if the client
    came in at this seq and has not shown the entry."""


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """The first line of a client that speaks JSON."""

    v: Number
    """The protocol's version that the client speaks: 1."""
    name: str
    """The name it would like; it is made valid, and unique, and `welcome` says what became."""
    session: Secret | None = None
    """A secret of this running client: random, 16 to 64 characters. Without it nothing that is
    sent twice is recognised, and a name is lost with its connection."""
    room: str = "lobby"
    """The room to come into."""
    resume: Resume | None = None
    """Go on after this entry."""
    history: Number | None = None
    """Begin with so many of the last entries, at most HISTORY_LIMIT_ENTRIES; by default with none.
    With a `resume` that belongs to another history, begin with so many of this one; by default
    with 50."""


class Say(Message, frozen=True, kw_only=True, tag="say"):
    """Say something to everybody in the room."""

    text: str
    """1 to 4,000 characters in at most 100 lines."""
    id: Number | None = None
    """The session's own counter; comes back in the `said` that acknowledges this, or in an
    `error`. A `say` that is sent again with its id is answered and not said twice."""
    kind: Kind = "text"
    """`text`, or `action` for what `:me waves` means."""
    room: str = ""
    """The room it was written in; without it the one that one is in."""


class Whisper(Message, frozen=True, kw_only=True, tag="whisper"):
    """Say something to one person: delivered at most once, not stored."""

    to: str
    text: str
    id: Number | None = None


class Nick(Message, frozen=True, kw_only=True, tag="nick"):
    """Take another name. Answered with `renamed` to everybody, or with an `error`."""

    name: str
    id: Number | None = None


class Join(Message, frozen=True, kw_only=True, tag="join"):
    """Go to another room, which is begun if there is none of that name. Answered with `welcome`."""

    room: str
    resume: Resume | None = None
    """Go on after this entry, the last of that room that was shown here."""
    history: Number | None = None
    """As in `hello`."""
    id: Number | None = None


class Rooms(Message, frozen=True, kw_only=True, tag="rooms"):
    """Ask which rooms there are, and who is where. Answered with `rooms`, one page a question."""

    after: str = ""
    """The last room of the page before; without it the first page."""
    id: Number | None = None


class Who(Message, frozen=True, kw_only=True, tag="who"):
    """Ask who is here. Answered with `members`, one page a question."""

    after: str = ""
    """The last name of the page before; without it the first page."""


class History(Message, frozen=True, kw_only=True, tag="history"):
    """Ask for entries that were said before. Answered with `history`."""

    before: Number | None = None
    """Only those with a lower seq; without it the last ones."""
    limit: Number = 50
    """How many; at most PAGE_LIMIT_ENTRIES come at once."""
    id: Number | None = None


class Search(Message, frozen=True, kw_only=True, tag="search"):
    """Look for words in all that is stored. Answered with `found`."""

    text: str
    """An entry is found if each of these words is in its text or its name, in whatever case."""
    before: Number | None = None
    """Only in those with a lower seq; without it in all."""
    limit: Number = 20
    """How many; at most PAGE_LIMIT_ENTRIES come at once."""
    id: Number | None = None


class Order(Message, frozen=True, kw_only=True, tag="order"):
    """Keep order: what the host may type, and those whom the host has made operators.

    Answered with a `notice` of the code `order`, or with an `error`.
    """

    text: str
    """A command and what it needs, such as `kick ana shouting`."""
    id: Number | None = None


class Ping(Message, frozen=True, kw_only=True, tag="ping"):
    """Ask for a sign of life. Answered with `pong`."""

    id: Number | None = None


class Bye(Message, frozen=True, kw_only=True, tag="bye"):
    """Leave. The server sends what is still to be sent, and closes."""


ClientMessage = (
    Hello
    | Say
    | Whisper
    | Nick
    | Join
    | Rooms
    | Who
    | History
    | Search
    | Order
    | Status
    | Ping
    | Bye
)


# --- server to client -----------------------------------------------------------------------


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


class Whispered(Message, frozen=True, kw_only=True, tag="whispered"):
    """A whisper, to the one it is for, and back to its sender as the acknowledgement."""

    at: Number
    from_: str = field(name="from")
    name: str
    to: str
    text: str
    id: Number | None = None


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


class Notice(Message, frozen=True, kw_only=True, tag="notice"):
    """The server has something to tell to people."""

    code: str
    """`stopping`: the server stops, and closes. `help`, `order`: an answer. `host`: the host says
    something to everybody."""
    text: str


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


Entry = Said | Joined | Left | Renamed | Notice
"""What happens in a room and is told to everybody in it, in one order."""

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
