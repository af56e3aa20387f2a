"""What a room asks of its stored history, and where those who come in begin to read it."""

from typing import Protocol

from app.errors import JournalError, Refused
from app.protocol.entries import Said
from app.protocol.limits import HISTORY_LIMIT_ENTRIES, PAGE_LIMIT_ENTRIES, SEARCH_LIMIT_CHARS
from app.protocol.requests import Hello, History, Join, Resume, Search
from app.room.batch import Lookup
from app.text import clean_line

AFRESH_ENTRIES = 50
"""What a client gets to see that comes back to another history than it knows, unless it says."""


class Stored(Protocol):
    """What the room asks of its stored history; rarely, and never for a new message.

    Each of the three raises `JournalError` if it cannot be read.
    """

    @property
    def first(self) -> int:
        """The seq of the oldest entry that is still stored; one behind the last if none is."""

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id."""

    def last_id(self, from_: str) -> int:
        """The highest id that a session has used; -1 if none."""

    def at(self, seq: int) -> int | None:
        """When the entry with this seq was said; None if it cannot be had any more."""


def replay_after(hello: Hello | Join, stored: Stored, log: str, seq: int, stored_seq: int) -> int:
    """Behind which seq somebody who comes in begins to read.

    Args:
        hello: what they said when they came.
        stored: the room's history.
        log: its id.
        seq: the seq of its last entry.
        stored_seq: the seq of the last one that is stored already: nobody can have shown more.
    """
    wanted = hello.history
    if hello.resume:
        if _knows(hello.resume, stored, log, stored_seq):
            return hello.resume.seq
        wanted = AFRESH_ENTRIES if wanted is None else wanted
    return max(stored.first - 1, seq - min(wanted or 0, HISTORY_LIMIT_ENTRIES))


def _knows(resume: Resume, stored: Stored, log: str, stored_seq: int) -> bool:
    """Whether what a client has shown last is an entry of this history."""
    if resume.log != log or resume.seq > stored_seq:
        return False
    try:
        at = stored.at(resume.seq) if resume.at else None
    except JournalError:
        at = None
    # An entry that cannot be had any more, or was never shown, is not held against them.
    return at is None or at == resume.at


def look_back(request: History, log: str, first: int, seq: int) -> Lookup:
    """What `history` asks for.

    Args:
        request: what is wanted.
        log: the id of the history it is about.
        first: the seq of the oldest entry there is.
        seq: that of the newest.
    """
    return Lookup(log, first, _last(request.before, seq), _limit(request.limit), id=request.id)


def look_for(request: Search, log: str, first: int, seq: int) -> Lookup:
    """What `search` asks for; arguments as for `look_back`.

    Raises:
        Refused: `empty-text` or `text-too-long`.
    """
    if len(request.text) > SEARCH_LIMIT_CHARS:
        raise Refused("text-too-long", f"Look for {SEARCH_LIMIT_CHARS} characters at most.")
    words = tuple(clean_line(request.text).split())
    if not words:
        raise Refused("empty-text", "Say what to look for: a word, or some.")
    return Lookup(log, first, _last(request.before, seq), _limit(request.limit), words, request.id)


def _last(before: int | None, seq: int) -> int:
    return seq if before is None else min(before - 1, seq)


def _limit(wanted: int) -> int:
    return max(1, min(wanted, PAGE_LIMIT_ENTRIES))
