"""What was said here and not yet echoed by the server. Pure.

A message leaves the outbox when the server has acknowledged or refused it. What is still in it
after a reconnect is sent again: the server recognises it by its id, and says it once. Whispers
are different: they are delivered at most once, so one that was under way when the connection
broke is given up, and its sender told. What was said in one room is sent again for that room,
wherever one is by then.
"""

from bisect import bisect_right
from collections.abc import Iterator

from msgspec.structs import replace

from app.client.checks import ASKED_LIMIT_CHARS
from app.errors import ChatError, Refused
from app.protocol.base import Kind
from app.protocol.requests import Say, Whisper

OUTBOX_LIMIT_MESSAGES = 1000
ID_LIMIT = 2**53
"""The highest number that can travel."""


class OutboxFull(ChatError):
    """Too much waits to be sent; nothing was added."""


class Outbox:
    """Messages in the order in which they were said.

    Args:
        limit: how many messages it holds.

    Attributes:
        last_id: the highest id that was given out.
    """

    def __init__(self, limit: int = OUTBOX_LIMIT_MESSAGES) -> None:
        """Start empty."""
        self._limit = limit
        self._messages: dict[int, Say | Whisper] = {}
        self._unsent: list[int] = []
        """The ids of those that were not handed to the connection that there is now."""
        self.last_id = 0

    def __len__(self) -> int:
        """How many messages are not acknowledged yet."""
        return len(self._messages)

    def __iter__(self) -> Iterator[Say | Whisper]:
        """The messages that are not acknowledged yet, in order."""
        return iter(list(self._messages.values()))

    def say(self, text: str, *, action: bool = False, id: int | None = None, room: str = "") -> int:
        """Add something said to everybody in a room; give its id.

        Args:
            text: what is said.
            action: whether it is what one does.
            id: as for the message; by default the next one.
            room: by default the one in which one is when it is sent for the first time.

        Raises:
            Refused: the id is not higher than all before, or there is none; nothing was added.
            OutboxFull: nothing was added.
        """
        id = self._next_id(id)
        kind: Kind = "action" if action else "text"
        return self._add(id, Say(text=text, id=id, kind=kind, room=room))

    def whisper(self, to: str, text: str, *, id: int | None = None) -> int:
        """Add something said to one person; give its id.

        Raises:
            Refused: as for `say`.
            OutboxFull: nothing was added.
        """
        id = self._next_id(id)
        return self._add(id, Whisper(to=to, text=text, id=id))

    def draw_id(self) -> int:
        """An id for a request, so that an error about it is never taken for one about a message."""
        self.last_id += 1
        return self.last_id

    def unsent(self, here: str = "", up_to: int | None = None) -> list[Say | Whisper]:
        """What has to be handed to the connection now, in order; it counts as sent from now on.

        Args:
            here: the room in which one is. What is sent for the first time belongs there from now
                on; what was sent from another one says so. A name over ASKED_LIMIT_CHARS
                is not kept: with it a message could be longer than a line may be.
            up_to: the id behind which nothing is handed over yet; by default everything is.
        """
        end = len(self._unsent) if up_to is None else bisect_right(self._unsent, up_to)
        ids, self._unsent = self._unsent[:end], self._unsent[end:]
        return [self._addressed(id, here) for id in ids if id in self._messages]

    def _addressed(self, id: int, here: str) -> Say | Whisper:
        message = self._messages[id]
        if isinstance(message, Whisper):
            return message
        if not message.room and 0 < len(here) <= ASKED_LIMIT_CHARS:
            self._messages[id] = replace(message, room=here)
        # Where one is need not be said.
        return replace(message, room="") if message.room == here else message

    def remove(self, id: int | None) -> Say | Whisper | None:
        """The server acknowledged or refused this one; None if it is not (or no longer) here."""
        return self._messages.pop(id, None) if id is not None else None

    def connection_lost(self) -> list[Whisper]:
        """Everything has to be sent again; but whispers that were under way are given up."""
        under_way = self._messages.keys() - set(self._unsent)
        given_up = [
            message
            for id, message in self._messages.items()
            if id in under_way and isinstance(message, Whisper)
        ]
        for whisper in given_up:
            self.remove(whisper.id)
        self._unsent = list(self._messages)
        return given_up

    def _add(self, id: int, message: Say | Whisper) -> int:
        self._messages[id] = message
        self._unsent.append(id)
        return id

    def _next_id(self, wanted: int | None) -> int:
        if len(self._messages) >= self._limit:
            raise OutboxFull(f"{self._limit} messages wait to be sent already; not sent.")
        id = self.last_id + 1 if wanted is None else wanted
        if id <= self.last_id:
            text = f"The id {id} is not higher than the one before, {self.last_id}; not sent."
            raise Refused("bad-field", text)
        if id > ID_LIMIT:
            raise Refused("bad-field", f"After the id {ID_LIMIT} there is no other; not sent.")
        self.last_id = id
        return id
