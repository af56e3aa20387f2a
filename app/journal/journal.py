"""What a journal is: the stored history of rooms.

An entry is stored before anybody sees it. The hub is the only writer. A journal knows entries
(`Said`) and the room they belong to; nothing of who is connected.
"""

from collections.abc import Sequence
from typing import Protocol

from app.protocol.messages import Said


class RoomJournal(Protocol):
    """One room's stored history. All calls come from one thread at a time."""

    @property
    def log(self) -> str:
        """The random id of this history; another id means another history."""

    @property
    def seq(self) -> int:
        """The seq of the last stored entry; 0 if there is none."""

    def append(self, entries: Sequence[Said]) -> None:
        """Store entries, all or none of them; their seqs follow `seq` without holes.

        Raises:
            JournalError: nothing of them is stored.
        """

    def after(self, seq: int, limit: int) -> list[Said]:
        """At most `limit` stored entries after `seq`, oldest first.

        Raises:
            JournalError: they cannot be read.
        """

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id; None if nothing is stored."""

    def last_id(self, from_: str) -> int:
        """The highest id under which a session has stored something; -1 if none."""

    def at(self, seq: int) -> int | None:
        """When the entry with this seq was said; None if it is not stored any more."""


class Journal(Protocol):
    """The stored histories of all rooms."""

    def room(self, name: str) -> RoomJournal:
        """The history of one room, begun now if there is none.

        Raises:
            JournalError: it cannot be opened.
        """

    def close(self) -> None:
        """Let go of everything; what was appended stays stored."""
