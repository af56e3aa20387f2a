"""How many may come in: all together, and from one address. Knows numbers, no sockets.

The listener asks, and workers tell who is gone.
"""

from collections import Counter
from threading import Lock

from app.server.config import Config

GOODBYE_PLACES = 64
"""So many more may be there for a moment, to be told that there is no place for them."""
OTHER_DESCRIPTORS = 64
"""So many files and sockets a server needs for itself: standard streams, selectors, database."""


class Places:
    """Counts who is there.

    Args:
        config: limits.
        descriptors: how many files and sockets the system allows; None for no limit.

    Attributes:
        limit: how many connections there may be.
        newcomers: how many of them may have said no hello.
        most: with how many nobody is accepted, not even to be told so.
    """

    def __init__(self, config: Config, descriptors: int | None) -> None:
        """Nobody is there."""
        self.limit = config.connections_limit
        if descriptors is not None:
            own = GOODBYE_PLACES + OTHER_DESCRIPTORS
            self.limit = max(1, min(self.limit, descriptors - own))
        self.newcomers = max(1, min(config.newcomers_limit, self.limit // 2))
        self.most = self.limit + GOODBYE_PLACES
        self._address_limit = config.address_limit
        self._from: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, host: str) -> bool:
        """Count one more from this address; False, and not counted, if it has too many."""
        with self._lock:
            if self._from[host] >= self._address_limit:
                return False
            self._from[host] += 1
            return True

    def give_back(self, host: str) -> None:
        """One that was counted is gone."""
        with self._lock:
            self._from[host] -= 1
            if self._from[host] <= 0:
                del self._from[host]
