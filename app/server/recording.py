"""What was said, into the journal; and the time that the journal needs now and then.

In the hub's thread. A batch that the journal refuses is told to the log once, until storing works
again. Knows nothing of who is told what of it.
"""

import logging
from collections.abc import Mapping, Sequence

from app.errors import JournalError
from app.journal.journal import Journal
from app.protocol.entries import Said
from app.server.archive import Archive
from app.server.stats import Counts

TIDY_START_STEPS = 200
"""How much is let go before the end of the history is loaded; the rest goes later."""
TIDY_RETRY_MS = 60_000
"""After it has failed nothing is tidied for so long."""

log = logging.getLogger(__name__)


class Recorder:
    """Stores batches, and lets go of what is too old or too much.

    Args:
        store: all rooms' histories.
        archive: gives the journal its time.
        counts: is told of what was stored.
    """

    def __init__(self, store: Journal, archive: Archive, counts: Counts) -> None:
        """Storing works, as far as is known."""
        self._store = store
        self._archive = archive
        self._counts = counts
        self._refused = 0
        """How many messages were refused since storing has worked last."""
        self._why_refused = ""
        self._tidy_after = 0
        """When (ms since 1970) to try again, after tidying has failed."""

    def tidy_at_start(self, at: int) -> None:
        """Let go of most of what is too old or too much, at most TIDY_START_STEPS."""
        for _ in range(TIDY_START_STEPS):
            if not self.tidy(at):
                break

    def store(self, said: Mapping[str, Sequence[Said]]) -> bool:
        """Store what was said, by room, all or nothing; False if that failed."""
        count = sum(map(len, said.values()))
        try:
            if said:
                self._store.append(said)
        except JournalError as error:
            self._tell_log(count, error)
            return False
        if said and self._refused:
            log.warning("storing works again; refused meanwhile: %d", self._refused)
            self._refused = 0
        self._counts.stored(count)
        return True

    def tidy(self, at: int) -> bool:
        """What the journal needs now and then, after everybody was told. True if there is more.

        Args:
            at: ms since 1970.
        """
        if self._store.unsettled:
            self._archive.settle()
        try:
            return at >= self._tidy_after and self._store.tidy(at)
        except JournalError as error:
            log.warning("%s", error)
            self._tidy_after = at + TIDY_RETRY_MS
            return False

    def _tell_log(self, refused: int, error: JournalError) -> None:
        """Say once that, and why, nothing can be stored."""
        if not self._refused or str(error) != self._why_refused:
            log.error("what is said is refused, since it cannot be stored: %s", error)
        self._refused += refused
        self._why_refused = str(error)
