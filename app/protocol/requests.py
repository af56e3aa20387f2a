"""What a client says to a server, as typed structures; see docs/protocol.md.

`status.py` has one more. Knows nothing of what comes of it. Texts are as a peer sent them: whoever
shows or stores them cleans them (`app.text`).
"""

from typing import Annotated

from msgspec import Meta, Struct

from app.protocol.base import Kind, Message, Number
from app.protocol.defaults import LOBBY
from app.protocol.status import Status

Secret = Annotated[str, Meta(min_length=16, max_length=64)]


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
    room: str = LOBBY
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
