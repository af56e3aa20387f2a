"""What a journal is: the stored history of rooms.

An entry is stored before anybody sees it. The hub is the only writer; the archive reads beside it,
through a `Reader` of its own. A journal knows entries (`Said`) and the room they belong to; nothing
of who is connected.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.protocol.entries import Said


class RoomJournal(Protocol):
    """One room's stored history. All calls come from one thread at a time.

    Nothing of it is stored before its first entry, or `begin`.
    """

    @property
    def log(self) -> str:
        """The random id of this history; another id means another history."""

    @property
    def first(self) -> int:
        """The seq of the oldest entry that is still stored; `seq + 1` if none is."""

    @property
    def seq(self) -> int:
        """The seq of the last entry that was stored; 0 if there was none."""

    def begin(self) -> None:
        """Store that there is this history, so that its id holds; nothing happens if it is.

        Raises:
            JournalError: it is not stored.
        """

    def append(self, entries: Sequence[Said]) -> None:
        """Store entries, all or none of them; their seqs follow `seq` without holes.

        A session's ids must ascend, among these and from those that are stored.

        Raises:
            JournalError: nothing of them is stored.
        """

    def after(self, seq: int, limit: int) -> list[Said]:
        """At most `limit` stored entries after `seq`, oldest first.

        Raises:
            JournalError: they cannot be read.
        """

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id; None if nothing is stored.

        Raises:
            JournalError: it cannot be read; so do `last_id` and `at`.
        """

    def last_id(self, from_: str) -> int:
        """The highest id under which a session has stored something; -1 if none."""

    def at(self, seq: int) -> int | None:
        """When the entry with this seq was said; None if it is not stored (any more)."""

    def tidy(self, now: int) -> bool:
        """Do a small part of what keeps the room within its limits, in a few milliseconds.

        Where another program is writing, that is not waited for: it can be tried again later.

        Args:
            now: ms since 1970.

        Returns:
            Whether there is more to do.

        Raises:
            JournalError: it was not done.
        """


class Reader(Protocol):
    """Reads what is stored while the journal's own thread goes on. For one thread at a time."""

    def between(self, log: str, first: int, last: int, limit: int, limit_chars: int) -> list[Said]:
        """Stored entries of a history from seq `first` to `last`, oldest first.

        Args:
            log: the history's id, so that nobody gets those of a later room of the same name; of
                a history that is not stored there are none.
            first: the lowest seq.
            last: the highest seq.
            limit: at most so many entries.
            limit_chars: no more once their texts have reached this.

        Raises:
            JournalError: they cannot be read.
        """

    def search(
        self, log: str, words: Sequence[str], first: int, last: int, limit: int
    ) -> list[Said]:
        """Those of them that have each of the words in their text or name; the *newest* first.

        Case does not matter. Of what folds to very much only the beginning is compared.

        Raises:
            JournalError: they cannot be read.
        """

    def settle(self) -> None:
        """Do what is to be done now and then for what was stored, and may take long.

        Raises:
            JournalError: it was not done; it can be tried again later.
        """

    def close(self) -> None:
        """Let go of everything; nothing happens if that was done already.

        Raises:
            JournalError: it went wrong.
        """


class Journal(Protocol):
    """The stored histories of all rooms."""

    @property
    def unsettled(self) -> bool:
        """Whether it is time for a `Reader.settle`."""

    def rooms(self) -> Sequence[str]:
        """The names of all rooms that are stored, also of those without an entry.

        Raises:
            JournalError: they cannot be read.
        """

    def room(self, name: str) -> RoomJournal:
        """The history of one room, a new one if none is stored.

        Raises:
            JournalError: it cannot be opened.
        """

    def append(self, entries: Mapping[str, Sequence[Said]]) -> None:
        """Store entries of several rooms, by the rooms' names: all or none of them.

        Raises:
            JournalError: as `RoomJournal.append`; nothing is stored in any room.
        """

    def forget(self, name: str) -> None:
        """Let go of a room's history, all or none of it; its id is never used again.

        Raises:
            JournalError: it is still there.
        """

    def tidy(self, now: int) -> bool:
        """Do `RoomJournal.tidy` for some of the rooms: each has its turn.

        Returns:
            Whether one of these has more to do.

        Raises:
            JournalError: it was not done.
        """

    def reader(self) -> Reader:
        """A way to read beside the one that appends.

        Raises:
            JournalError: it cannot be opened.
        """

    def close(self) -> None:
        """Let go of everything; what was appended stays stored.

        Nothing happens if that was done already.

        Raises:
            JournalError: it went wrong.
        """
