"""Who may send how much in a closed loop. Pure.

Everybody hears the same bytes. So a message has reached all clients when the one that is furthest
behind has as many bytes as one client had at the end of that message.
"""

from collections import deque


class Window:
    """At most so many messages of each sender are under way at once.

    Args:
        senders: how many there are.
        size: messages of each that may be under way.

    Attributes:
        delivered: how many messages have reached everybody.
    """

    def __init__(self, senders: int, size: int) -> None:
        self._under_way: deque[tuple[int, int]] = deque()
        self._free = [size] * senders
        self.delivered = 0

    def heard(self, sender: int, end: int) -> None:
        """One client has heard a message, whose line ends there in the stream."""
        self._under_way.append((end, sender))

    def reached(self, lowest: int) -> None:
        """The one that is furthest behind has so many bytes."""
        under_way, free = self._under_way, self._free
        while under_way and under_way[0][0] <= lowest:
            free[under_way.popleft()[1]] += 1
            self.delivered += 1

    def take_free(self) -> list[tuple[int, int]]:
        """Senders that may send, each with how many messages; they are under way from here on."""
        taken = [(sender, count) for sender, count in enumerate(self._free) if count]
        for sender, _ in taken:
            self._free[sender] = 0
        return taken
