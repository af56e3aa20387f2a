"""Which of many sockets can be read, as cheaply as this system says it.

`selectors` makes an object for each event; with some thousand events a second that shows.
"""

import select
import sys
from typing import Protocol

LARGEST_SELECT = 500
"""So many sockets Windows' `select` takes, with room for some of our own."""

MANY = LARGEST_SELECT if sys.platform == "win32" else 100_000
"""So many sockets one process can wait for."""
EVENTS_AT_ONCE = 4096


class Waiter(Protocol):
    """Waits for sockets, which are known by their descriptors."""

    def add(self, descriptor: int) -> None:
        """Wait for this one, too."""

    def remove(self, descriptor: int) -> None:
        """Wait for it no more."""

    def wait(self, seconds: float) -> list[int]:
        """Those that can be read, or have ended; none after so many seconds."""


class Few:
    """For some ten descriptors: keeps short times to some hundredths of a millisecond."""

    def __init__(self) -> None:
        self._descriptors: list[int] = []

    def add(self, descriptor: int) -> None:
        self._descriptors.append(descriptor)

    def remove(self, descriptor: int) -> None:
        self._descriptors.remove(descriptor)

    def wait(self, seconds: float) -> list[int]:
        return select.select(self._descriptors, [], [], seconds)[0]


if sys.platform == "linux":

    class Many:
        """For thousands; waits in whole milliseconds."""

        def __init__(self) -> None:
            self._epoll = select.epoll()

        def add(self, descriptor: int) -> None:
            self._epoll.register(descriptor, select.EPOLLIN)

        def remove(self, descriptor: int) -> None:
            self._epoll.unregister(descriptor)

        def wait(self, seconds: float) -> list[int]:
            return [descriptor for descriptor, _ in self._epoll.poll(seconds, EVENTS_AT_ONCE)]

elif sys.platform == "win32":
    Many = Few  # several processes have a part of the clients each

else:

    class Many:
        """For thousands; waits in whole milliseconds."""

        def __init__(self) -> None:
            self._poll = select.poll()

        def add(self, descriptor: int) -> None:
            self._poll.register(descriptor, select.POLLIN)

        def remove(self, descriptor: int) -> None:
            self._poll.unregister(descriptor)

        def wait(self, seconds: float) -> list[int]:
            return [descriptor for descriptor, _ in self._poll.poll(seconds * 1000)]
