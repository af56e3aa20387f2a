"""Answering `history` and `search` from what is stored, in steps that are short by the clock.

Knows the journal's reader and the answers; nothing of connections, threads, and who is next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.journal.journal import Reader
from app.protocol.entries import Said
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import encode_json
from app.protocol.replies import Earlier, Found
from app.room.batch import Lookup

ANSWER_LIMIT_BYTES = LINE_LIMIT_BYTES - 1024
"""How long the entries of one answer may be together, with room for what stands around them."""
SEARCH_STEP_S = 0.02
"""About how long is searched before others have their turn."""
SEARCH_LEAST_ENTRIES, SEARCH_FIRST_ENTRIES, SEARCH_MOST_ENTRIES = 10, 100, 5_000
"""How many entries are searched in that time."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know, as far as it is not answered yet.

    Attributes:
        lookup: what is still to be looked at.
        entries: how many entries a search looks at next.
        found: what it has found so far, the newest first.
    """

    lookup: Lookup
    entries: int
    found: tuple[Said, ...] = ()


class Lookups:
    """Looks up.

    Args:
        reader: the journal's.
        clock: tells monotonic seconds.
    """

    def __init__(self, reader: Reader, clock: Callable[[], float]) -> None:
        """Nothing is looked up yet."""
        self._reader = reader
        self._clock = clock

    def question(self, lookup: Lookup) -> Question:
        """A question of which nothing is answered yet."""
        return Question(lookup, SEARCH_FIRST_ENTRIES)

    def step(self, question: Question) -> Earlier | Found | Question:
        """The answer, or what is left of the question for another step.

        Raises:
            JournalError: what is stored cannot be read.
        """
        if question.lookup.words:
            return self._search(question)
        return self._look_back(question.lookup)

    def _look_back(self, lookup: Lookup) -> Earlier:
        first = max(lookup.first, lookup.last - lookup.limit + 1)
        entries = self._reader.between(
            lookup.log, first, lookup.last, lookup.limit, lookup.limit * LINE_LIMIT_BYTES
        )
        entries = _newest(entries)
        more = bool(entries) and entries[0].seq > lookup.first
        return Earlier(entries=entries, more=more, id=lookup.id)

    def _search(self, question: Question) -> Found | Question:
        """Search some more, from the newest back."""
        lookup = question.lookup
        first = max(lookup.first, lookup.last - question.entries + 1)
        wanted = lookup.limit - len(question.found)
        began = self._clock()
        new = self._reader.search(lookup.log, lookup.words, first, lookup.last, wanted)
        entries = _next_step(question.entries, self._clock() - began)
        found = (*question.found, *new)
        enough = len(found) >= lookup.limit or _size_bytes(found) > ANSWER_LIMIT_BYTES
        if first > lookup.first and not enough:
            return Question(replace(lookup, last=first - 1), entries, found)
        newest = _newest(found[::-1])
        more = enough and bool(newest) and newest[0].seq > lookup.first
        return Found(entries=newest, more=more, id=lookup.id)


def _newest(entries: Sequence[Said]) -> list[Said]:
    """Of entries, oldest first, as many of the last ones as one line holds."""
    room = ANSWER_LIMIT_BYTES
    start = len(entries)
    while start > 0 and (room := room - len(encode_json(entries[start - 1]))) >= 0:
        start -= 1
    return list(entries[start:])


def _size_bytes(entries: Sequence[Said]) -> int:
    return sum(len(encode_json(entry)) for entry in entries)


def _next_step(entries: int, seconds: float) -> int:
    """How many entries to search next, where so many took so long."""
    if seconds > SEARCH_STEP_S:
        return max(SEARCH_LEAST_ENTRIES, int(entries * SEARCH_STEP_S / seconds))
    if seconds < SEARCH_STEP_S / 4:
        return min(SEARCH_MOST_ENTRIES, entries * 2)
    return entries
