"""What a batch has of each session: its span. Knows entries; nothing of where they are stored.

A session's ids ascend, so of each batch its lowest and highest id say enough: a new one is above
all that are stored, and what was said under an old one is in the one span around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import JournalError
from app.protocol.entries import Said


@dataclass(slots=True)
class Span:
    """What one session has said under ids in one batch.

    Attributes:
        from_: the session.
        low: its lowest id in the batch.
        first: the seq of the entry with it.
        high: its highest id.
        last: the seq of the entry with that.
    """

    from_: str
    low: int
    first: int
    high: int
    last: int


def spans_of(entries: Sequence[Said], seq: int) -> list[Span]:
    """See that entries are in order among themselves, and find what each session has of them.

    Args:
        entries: the batch.
        seq: that of the last entry before it.

    Returns:
        A span for each session that has used an id.

    Raises:
        JournalError: their seqs do not follow `seq` without holes, or ids do not ascend.
    """
    spans: dict[str, Span] = {}
    for number, entry in enumerate(entries, seq + 1):
        if entry.seq != number:
            raise JournalError(f"entry {entry.seq} came where {number} was expected")
        id = entry.id
        if id is None:
            continue
        span = spans.get(entry.from_)
        if span is None:
            spans[entry.from_] = Span(entry.from_, id, number, id, number)
        elif id > span.high:
            span.high, span.last = id, number
        else:
            raise not_above(number)
    return list(spans.values())


def not_above(seq: int) -> JournalError:
    """The error for an entry whose id is not above those its session has used before."""
    return JournalError(f"entry {seq} has an id that is not above those before it")
