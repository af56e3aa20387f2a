"""What one worker has for the hub in one turn, handed over together. For the worker's thread.

Each handing over wakes the hub, which carries out what it finds and tells everybody of it: of a
thousand who go at once, each in a batch of its own would be told to each of the others.
"""

from app.server.inbox import Command, Inbox, size_of

BUNDLE_LIMIT_BYTES = 64 * 1024
"""With so much it is handed over before the turn ends."""


class Bundle:
    """Commands on their way to the inbox, in order.

    Args:
        inbox: the hub's.
    """

    def __init__(self, inbox: Inbox) -> None:
        """Start empty."""
        self._inbox = inbox
        self._commands: list[Command] = []
        self._size = 0

    def put(self, command: Command) -> None:
        """Add a command."""
        self._commands.append(command)
        self._size += size_of(command)
        if self._size > BUNDLE_LIMIT_BYTES:
            self.hand_over()

    def is_full(self) -> bool:
        """Whether the worker should read no more for now; it looks again when it is woken."""
        return self._inbox.is_full()

    def hand_over(self) -> None:
        """Let the hub have all of it."""
        if self._commands:
            self._inbox.put_all(self._commands)
            self._commands = []
            self._size = 0
