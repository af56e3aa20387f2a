"""What a room asks of its stored history, and where those who come back go on in it."""

from typing import Protocol

from app.protocol.messages import Resume, Said

AFRESH_LIMIT_ENTRIES = 50
"""What a client gets to see that comes back to another history than it knows."""


class Stored(Protocol):
    """What the room asks of its stored history; rarely, and never for a new message."""

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id."""

    def last_id(self, from_: str) -> int:
        """The highest id that a session has used; -1 if none."""

    def at(self, seq: int) -> int | None:
        """When the entry with this seq was said; None if it cannot be had any more."""


def replay_after(resume: Resume | None, stored: Stored, log: str, seq: int, stored_seq: int) -> int:
    """Behind which seq somebody who comes in begins to read.

    Args:
        resume: where they want to go on, if they were here before.
        stored: the room's history.
        log: its id.
        seq: the seq of its last entry.
        stored_seq: the seq of the last one that is stored already: nobody can have shown more.
    """
    if resume is None:
        return seq
    if resume.log == log and resume.seq <= stored_seq:
        at = stored.at(resume.seq) if resume.at else None
        # An entry that cannot be had any more, or was never shown, is not held against them.
        if at is None or at == resume.at:
            return resume.seq
    return max(0, seq - AFRESH_LIMIT_ENTRIES)
