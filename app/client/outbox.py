"""What was said here and not yet echoed by the server. Pure.

A message leaves the outbox when the server has acknowledged or refused it. What is still in it
after a reconnect is sent again: the server recognises it by its id, and says it once. Whispers
are different: they are delivered at most once, so one that was under way when the connection
broke is given up, and its sender told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import ChatError, Refused
from app.protocol.messages import Say, Whisper

OUTBOX_LIMIT_MESSAGES = 1000


class OutboxFull(ChatError):
    """Too much waits to be sent; nothing was added."""


@dataclass(slots=True)
class Item:
    """One message in the outbox."""

    message: Say | Whisper
    sent: bool = False
    """Whether it was handed to the connection that there is now."""


class Outbox:
    """Messages in the order in which they were said.

    Args:
        limit: how many messages it holds.

    Attributes:
        last_id: the highest id that was given to a message.
    """

    def __init__(self, limit: int = OUTBOX_LIMIT_MESSAGES) -> None:
        """Start empty."""
        self._limit = limit
        self._items: dict[int, Item] = {}
        self.last_id = 0

    def __len__(self) -> int:
        """How many messages are not acknowledged yet."""
        return len(self._items)

    def __iter__(self) -> Iterator[Say | Whisper]:
        """The messages that are not acknowledged yet, in order."""
        return iter([item.message for item in self._items.values()])

    def say(self, text: str, *, action: bool = False, id: int | None = None) -> int:
        """Add something said to everybody; give its id.

        Raises:
            Refused: the id is not higher than all before; nothing was added.
            OutboxFull: nothing was added.
        """
        id = self._next_id(id)
        self._items[id] = Item(Say(text=text, id=id, kind="action" if action else "text"))
        return id

    def whisper(self, to: str, text: str, *, id: int | None = None) -> int:
        """Add something said to one person; give its id.

        Raises:
            Refused: as for `say`.
            OutboxFull: nothing was added.
        """
        id = self._next_id(id)
        self._items[id] = Item(Whisper(to=to, text=text, id=id))
        return id

    def unsent(self) -> list[Say | Whisper]:
        """What has to be handed to the connection now, in order; it counts as sent from now on."""
        items = [item for item in self._items.values() if not item.sent]
        for item in items:
            item.sent = True
        return [item.message for item in items]

    def remove(self, id: int | None) -> Say | Whisper | None:
        """The server acknowledged or refused this one; None if it is not (or no longer) here."""
        item = self._items.pop(id, None) if id is not None else None
        return item.message if item else None

    def connection_lost(self) -> list[Whisper]:
        """Everything has to be sent again; but whispers that were under way are given up."""
        given_up = []
        for id, item in list(self._items.items()):
            if item.sent and isinstance(item.message, Whisper):
                given_up.append(item.message)
                del self._items[id]
            item.sent = False
        return given_up

    def _next_id(self, wanted: int | None) -> int:
        if len(self._items) >= self._limit:
            raise OutboxFull(f"{self._limit} messages wait to be sent already; not sent.")
        id = self.last_id + 1 if wanted is None else wanted
        if id <= self.last_id:
            text = f"The id {id} is not higher than the one before, {self.last_id}; not sent."
            raise Refused("bad-field", text)
        self.last_id = id
        return id
