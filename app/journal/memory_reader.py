"""Reading what is kept in memory, beside the thread that appends.

While it searches, nobody else has the interpreter, and all who talk wait for that at each of their
steps; so it rests about as long as it looks.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from app.journal.memory_room import KEPT_LIMIT_CHARS, KEPT_LIMIT_ENTRIES, MemoryRoomJournal
from app.journal.pages import up_to
from app.journal.words import searched, sought
from app.protocol.entries import Said

KEPT_FOLDED_LIMIT_ROOMS = 4
"""Of how many rooms that is kept which searches compare: of those that were searched last."""
KEPT_FOLDED_LIMIT_CHARS = 2 * KEPT_LIMIT_CHARS
"""How much is kept of what searches compare; few letters fold to more than themselves."""
LOOK_S = 0.001
"""About how long a search looks at entries before it rests, and lets others go on."""
REST_LIMIT_S = 0.005
"""How long it rests at most; else for as long as it has looked."""


class _Folded:
    """What searches compare of a room's entries, as far as it is kept. For one thread."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._texts: dict[int, str] = {}  # by seq
        self._first = 0
        self._chars = 0

    def of(self, entry: Said) -> str:
        """An entry's name and text, folded."""
        text = self._texts.get(entry.seq)
        if text is None:
            text = searched(entry)
            if self._chars + len(text) <= KEPT_FOLDED_LIMIT_CHARS:
                self._texts[entry.seq] = text
                self._chars += len(text)
        return text

    def forget_before(self, first: int) -> None:
        """Keep nothing of what has a seq below `first`."""
        few = first - self._first < len(self._texts)
        for seq in range(self._first, first) if few else list(self._texts):
            if seq < first:
                self._chars -= len(self._texts.pop(seq, ""))
        self._first = first


class MemoryReader:
    """Reads what is kept beside the thread that appends.

    Args:
        histories: the journal's rooms by their logs' ids.
        clock: tells monotonic seconds.
        rest: waits for so many seconds, without the interpreter.
    """

    def __init__(
        self,
        histories: Mapping[str, MemoryRoomJournal],
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        """Nothing is to be opened."""
        self._histories = histories
        self._clock = clock
        self._rest = rest
        self._looked_s = 0.0  # since the last rest, in however many searches
        self._folded: dict[MemoryRoomJournal, _Folded] = {}

    def between(self, log: str, first: int, last: int, limit: int, limit_chars: int) -> list[Said]:
        """Kept entries of a history from seq `first` to `last`, oldest first."""
        return up_to(self._kept(log, first, last, limit), limit_chars)

    def search(
        self, log: str, words: Sequence[str], first: int, last: int, limit: int
    ) -> list[Said]:
        """Those of them that have each of the words in their text or name; the newest first."""
        journal = self._histories.get(log)
        if journal is None:
            return []
        folded = self._folded[journal] = self._folded.pop(journal, _Folded())
        if len(self._folded) > KEPT_FOLDED_LIMIT_ROOMS:
            del self._folded[next(iter(self._folded))]
        folded.forget_before(journal.first)
        wanted = [sought(word) for word in words]
        found: list[Said] = []
        began = self._clock()
        for entry in reversed(journal.kept(first, last, KEPT_LIMIT_ENTRIES)):
            if len(found) >= limit:
                break
            text = folded.of(entry)
            if all(word in text for word in wanted):
                found.append(entry)
            began = self._rest_after(began)
        self._looked_s += self._clock() - began
        return found

    def settle(self) -> None:
        """Do nothing: nothing is written anywhere."""

    def close(self) -> None:
        """Do nothing: nothing is held."""

    def _rest_after(self, began: float) -> float:
        """Rest if it is time to; give since when is looked without a rest."""
        looked_s = self._looked_s + self._clock() - began
        if looked_s < LOOK_S:
            return began
        self._rest(min(looked_s, REST_LIMIT_S))
        self._looked_s = 0.0
        return self._clock()

    def _kept(self, log: str, first: int, last: int, limit: int) -> list[Said]:
        journal = self._histories.get(log)
        return journal.kept(first, last, limit) if journal else []
