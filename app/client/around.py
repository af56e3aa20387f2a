"""What stands around the input line: completions, the row below, the window's title. Pure.

It takes note of what comes, and is asked for what is to be drawn.
"""

from collections.abc import Callable, Iterable

from app.choices import Completion
from app.client.commands import COMMANDS, ORDERS
from app.client.completing import CommandWord, completions
from app.client.conversation import Conversation
from app.client.events import Event, Failed, Opened, Retrying
from app.client.notifying import Notifying
from app.client.standing import Connection, Standing, title
from app.client.values import words_behind
from app.protocol.entries import Left
from app.protocol.replies import RoomList, ServerMessage, Welcome
from app.styled import Pieces
from app.text import brief

ROOMS_LIMIT = 200
ROOM_LIMIT_CHARS = 200
"""So many names of rooms are kept, of such a length, to be completed."""
REMOVED = ":connect tries again; not connected"


class Around:
    """What is told of a conversation besides what is said.

    Args:
        conversation: its state.
        notifying: what is unread.
        now: the time in ms since 1970.
    """

    def __init__(
        self, conversation: Conversation, notifying: Notifying, now: Callable[[], int]
    ) -> None:
        """Nothing has come yet."""
        self._conversation = conversation
        self._now = now
        self._rooms: list[str] = []
        self._notifying = notifying
        self._connection = Connection()
        self._connects = False

    def complete(self, before: str) -> list[Completion]:
        """What may stand for the end of what is typed."""
        words = [CommandWord(c.name, c.needs, c.help) for c in COMMANDS]
        words += [CommandWord(c.name, c.needs, f"{c.help} (operators)") for c in ORDERS]
        words += [CommandWord(short, c.needs, "") for c in COMMANDS for short in c.short]
        known = self._conversation.people.names()
        return completions(before, words, known, self._rooms, words_behind)

    def bottom(self, columns: int) -> Pieces:
        """The row below."""
        conversation = self._conversation
        offline = "" if conversation.welcomed else self._connection.words(self._now())
        return Standing(
            room=conversation.room,
            here=conversation.count,
            offline=REMOVED if conversation.removed and not self._connects else offline,
            unsent=len(conversation.outbox),
            unread=self._notifying.messages,
        ).row(columns)

    @property
    def changes(self) -> bool:
        """Whether the row below changes with the time."""
        return not self._conversation.welcomed and self._connection.waits(self._now())

    @property
    def title(self) -> str:
        """The window's title."""
        unread = self._notifying
        return title(self._conversation.room, unread.messages, unread.mentions)

    def connects(self) -> None:
        """Somebody who was removed wants to be connected again."""
        self._connects = True

    def take(self, event: Event) -> None:
        """Take note of what happened to the connection."""
        self._connects = False
        match event:
            case Opened():
                self._connection.opened()
            case Failed():
                self._connection.failed()
            case Retrying(seconds):
                self._connection.retries(seconds, self._now())

    def receive(self, message: ServerMessage) -> None:
        """Take note of what the server said."""
        match message:
            case Welcome():
                self._know([message.room])
            case Left(to=to) if to:
                self._know([to])
            case RoomList():
                self._know(room.name for room in message.rooms)

    def _know(self, rooms: Iterable[str]) -> None:
        names = [brief(room, ROOM_LIMIT_CHARS) for room in rooms]
        words = [name for name in names if name and " " not in name]
        self._rooms = list(dict.fromkeys([*words, *self._rooms]))[:ROOMS_LIMIT]
