"""What comes back of one's own where a terminal shows already what is typed. Pure.

There it is an acknowledgement, and not shown again: a screen reader would read everything twice.
What waited for a connection is shown when it is there: that it is sent now is news.
"""

from collections.abc import Callable, Sequence

from app.client.items import Item
from app.client.outbox import Outbox
from app.protocol.entries import Said
from app.protocol.replies import Whispered


class Echoes:
    """Knows what has waited for a connection.

    Args:
        outbox: what is said and not acknowledged.
    """

    def __init__(self, outbox: Outbox) -> None:
        """Nothing has waited yet."""
        self._outbox = outbox
        self._late: set[int] = set()
        """Their ids, of those in the outbox only."""

    def waits(self) -> None:
        """There is no connection: what is unacknowledged now waits for one."""
        self._late |= self._unacknowledged()

    def shown(self, receive: Callable[[], Sequence[Item]]) -> list[Item]:
        """What to show of what `receive` gives: all but acknowledgements of what did not wait."""
        before = self._unacknowledged()
        items = receive()
        acknowledged = before - self._unacknowledged()
        hidden = acknowledged - self._late
        self._late -= acknowledged
        return [
            item
            for item in items
            if not (acknowledged and isinstance(item, Said | Whispered) and item.id in hidden)
        ]

    def _unacknowledged(self) -> set[int]:
        return {message.id or 0 for message in self._outbox}
