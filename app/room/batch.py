"""What came of some commands: what a room hands out. Knows what is to be told, not how."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from app.protocol.messages import Entry, Reply, Said, Welcome


@dataclass(slots=True)
class Opening:
    """Here connection `id` begins to read the log.

    Attributes:
        id: the connection's number.
        plain: whether it reads it in bare lines.
        welcome: what it is told first; None if it only listens.
        told: how many of the batch's replies come before it.
        after: the seq after which its replay begins; None for what comes from here on, in the
            plain dialect with a few lines of what was said before.
    """

    id: int
    plain: bool
    told: int
    welcome: Welcome | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question about what is stored; its answer keeps its place among the replies.

    Attributes:
        first: the seq of the oldest entry that may be told.
        last: that of the newest.
        limit: how many are wanted, the newest ones.
        words: what has to be in each; none if all are wanted.
        id: the question's.
    """

    first: int
    last: int
    limit: int
    words: tuple[str, ...] = ()
    id: int | None = None


@dataclass(slots=True)
class Batch:
    """What came of some commands.

    Attributes:
        events: what happened, in order; an `Opening` stands where a reader comes in.
        replies: what single connections are told, in order.
        closing: connections to close once they have what is theirs, and why.
    """

    events: list[Entry | Opening] = field(default_factory=list)
    replies: list[tuple[int, Reply | Lookup]] = field(default_factory=list)
    closing: list[tuple[int, str]] = field(default_factory=list)

    def said(self) -> list[Said]:
        """The entries that have to be stored."""
        return [event for event in self.events if isinstance(event, Said)]

    def forget_said(self, seq: int) -> None:
        """Take out what was said, and answers that tell of it; `seq` is the last stored entry."""
        self.events = [event for event in self.events if not isinstance(event, Said)]
        for event in self.events:
            if isinstance(event, Opening) and event.welcome:
                event.welcome = _at_most(event.welcome, seq)
                event.after = None if event.after is None else min(event.after, seq)
        self.replies = [
            (id, _at_most(reply, seq) if isinstance(reply, Welcome) else reply)
            for id, reply in self.replies
            if not (isinstance(reply, Said) and reply.seq > seq)
        ]


def _at_most(welcome: Welcome, seq: int) -> Welcome:
    return replace(welcome, seq=min(welcome.seq, seq), after=min(welcome.after, seq))
