"""What came of some commands: what a room hands out. Knows what is to be told, not how."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import overload

from msgspec import structs

from app.protocol.entries import Entry, Said
from app.protocol.replies import Reply, Welcome


@dataclass(slots=True)
class Opening:
    """Here connection `id` begins to read the log.

    Attributes:
        id: the connection's number.
        plain: whether it reads it in bare lines.
        welcome: what it is told first; None if it only listens.
        told: how many of the batch's replies come before it.
        resumes: whether the replay begins where the reader was; else it begins before the end.
        after: the seq after which its replay begins; None for what comes from here on, in the
            plain dialect with a few lines of what was said before.
    """

    id: int
    plain: bool
    told: int
    welcome: Welcome | None = None
    resumes: bool = False
    after: int | None = None

    def forget_said(self, seq: int, first: int) -> None:
        """See `Batch.forget_said`."""
        if self.welcome is None:
            return
        after = self.welcome.after
        if not self.resumes:
            after = max(first - 1, seq - (self.welcome.seq - after))  # as many as were wanted
        after = min(after, seq)
        self.welcome = structs.replace(self.welcome, seq=seq, after=after)
        self.after = None if self.after is None else after


@dataclass(slots=True)
class Parting:
    """Here connection `id` ends to read the log: it goes to another room.

    Attributes:
        id: the connection's number.
        told: how many of the batch's replies come before it.
    """

    id: int
    told: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question about what is stored; its answer keeps its place among the replies.

    Attributes:
        log: the id of the history that it is about.
        first: the seq of the oldest entry that may be told.
        last: that of the newest.
        limit: how many are wanted, the newest ones.
        words: what has to be in each; none if all are wanted.
        id: the question's.
    """

    log: str
    first: int
    last: int
    limit: int
    words: tuple[str, ...] = ()
    id: int | None = None


@dataclass(slots=True)
class Batch:
    """What came of some commands in one room.

    Attributes:
        events: what happened, in order; an `Opening` stands where a reader comes in, a `Parting`
            where one goes to another room.
        replies: what single connections are told, in order.
        closing: connections to close once they have what is theirs, and why.
    """

    events: list[Entry | Opening | Parting] = field(default_factory=list)
    replies: list[tuple[int, Reply | Lookup]] = field(default_factory=list)
    closing: list[tuple[int, str]] = field(default_factory=list)

    def said(self) -> list[Said]:
        """The entries that have to be stored."""
        return [event for event in self.events if isinstance(event, Said)]

    def forget_said(self, seq: int, first: int, heads: Mapping[str, int]) -> None:
        """Take out what was said, and answers that tell of it.

        Args:
            seq: that of the last stored entry of this room.
            first: that of the oldest one.
            heads: by room, that of the last stored entry of others.
        """
        self.events = [event for event in self.events if not isinstance(event, Said)]
        stay = [
            not (isinstance(reply, Said) and reply.seq > (heads[reply.room] if reply.room else seq))
            for _, reply in self.replies
        ]
        for event in self.events:
            if isinstance(event, Opening | Parting):
                event.told = sum(stay[: event.told])
            if isinstance(event, Opening):
                event.forget_said(seq, first)
        self.replies = [
            (id, _at_most(reply, seq) if isinstance(reply, Welcome | Lookup) else reply)
            for (id, reply), stays in zip(self.replies, stay, strict=True)
            if stays
        ]


@overload
def _at_most(reply: Welcome, seq: int) -> Welcome: ...
@overload
def _at_most(reply: Lookup, seq: int) -> Lookup: ...
def _at_most(reply: Welcome | Lookup, seq: int) -> Welcome | Lookup:
    if isinstance(reply, Lookup):
        return replace(reply, last=min(reply.last, seq))
    return structs.replace(reply, seq=min(reply.seq, seq), after=min(reply.after, seq))
