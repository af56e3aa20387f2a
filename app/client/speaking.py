"""What is said and asked here, and what of it has to be sent. Pure."""

from app.client import notes
from app.client.checks import check_asked, check_request, check_text
from app.client.finding import Finding
from app.client.items import Item
from app.client.outbox import Outbox
from app.client.place import Place
from app.client.questions import Elsewhere, Questions
from app.client.rooms_seen import key
from app.errors import Refused
from app.protocol.requests import ClientMessage, History, Join, Rooms, Say, Search, Whisper, Who

ONLY_LINES = "This server knows nothing of that: it only passes on lines."


class Speaker:
    """One half of a conversation: what people here say goes in, what is to be sent comes out.

    Args:
        outbox: what is said and not yet acknowledged.
        history: with how many of the last messages to begin; None to leave it to the server.
        room: where to come in.
    """

    def __init__(self, outbox: Outbox, history: int | None, room: str) -> None:
        """Start without a connection."""
        self.outbox = outbox
        self.welcomed = False
        """Whether the connection is open and one is in the room."""
        self.bare = False
        """Whether the server knows bare lines only."""
        self._history = history
        self._place = Place(room)
        self._questions = Questions()
        self._elsewhere = Elsewhere()
        self._finding = Finding()

    def say(self, message: Say | Whisper) -> int:
        """Say something, and give its id; `outgoing` has it as soon as it can be sent.

        Raises:
            Refused: it, or the name of whom or which room it is for, is too long, or it is a
                whisper to a server of bare lines; nothing was said.
            OutboxFull: too much is unsent; nothing was said.
        """
        check_asked(message.to if isinstance(message, Whisper) else message.room)
        if self.bare and isinstance(message, Whisper):
            raise Refused("not-here", ONLY_LINES)
        check_text(message.text)
        if isinstance(message, Whisper):
            return self.outbox.whisper(message.to, message.text, id=message.id)
        action = message.kind == "action"
        return self.outbox.say(message.text, action=action, id=message.id, room=message.room)

    @property
    def unfinished(self) -> int:
        """How much waits to be sent or acknowledged."""
        return len(self.outbox) + len(self._questions)

    def ask(self, request: ClientMessage, *, wait: bool = False) -> None:
        """Ask the server for something; with `wait`, as soon as there is a connection.

        Raises:
            Refused: there is no connection, the server knows bare lines only, or a name or words
                are too long; nothing is asked.
        """
        self._check_server(wait=wait)
        check_request(request)
        self._questions.add(request, self.outbox.last_id)

    def join(self, room: str) -> None:
        """Go to another room, and on from where one left it.

        Raises:
            Refused: as for `ask`, or one is there already.
        """
        self._check_server()
        check_asked(room)
        if way := self._questions.last_join or self._place.under_way:
            if key(way.room) == key(room):
                raise Refused("already-here", f"You are on the way to {way.room} already.")
        elif self._place.is_here(room):
            raise Refused("already-here", f"You are in {self._place.room} already.")
        self.ask(self._place.joining(room, self._history, self.outbox.draw_id()))

    def who(self) -> None:
        """Ask who is here, and who is elsewhere; it is told together.

        Raises:
            Refused: as for `ask`.
        """
        self._check_server()
        id = self.outbox.draw_id()
        self._elsewhere.ask(id)
        self.ask(Rooms(id=id))
        self.ask(Who())

    def find(self, name: str) -> None:
        """Ask where somebody is.

        Raises:
            Refused: as for `ask`.
        """
        self._check_server()
        check_asked(name)
        id = self.outbox.draw_id()
        self._finding.ask(id, name)
        self.ask(Rooms(id=id))

    def look(self, asked: History | Search) -> list[Item]:
        """Look back, until as many messages are there as are asked for; then `receive` shows them.

        Args:
            asked: a search without words goes on with the last one; `before` and `id` are set here.

        Returns:
            What is to be shown now.

        Raises:
            Refused: as for `ask`, or there is nothing to search for, or too much.
        """
        self._check_server()
        looking = self._place.looking
        left = looking.is_waiting
        request = looking.begin(asked, self.outbox.draw_id())
        self._questions.add(request, self.outbox.last_id)
        return [notes.LEFT_OFF] if left else []

    def outgoing(self) -> list[ClientMessage]:
        """What has to be sent now, in order; it counts as sent.

        Nothing is sent behind a `join` before that is answered: it belongs to where one is then.
        """
        if not self.welcomed or self._place.under_way:
            return []
        asked = self._questions.take()
        behind, last = asked[-1] if asked else (0, None)
        up_to = behind if isinstance(last, Join) else None
        said = self.outbox.unsent(self._place.room, up_to)
        messages = [(message.id or 0, message) for message in said]
        in_order = sorted([*messages, *asked], key=lambda entry: entry[0])
        return self._place.sent([message for _, message in in_order])

    def written(self, messages: list[ClientMessage]) -> None:
        """These are on their way to a server of bare lines, which acknowledges nothing."""
        for message in messages:
            if isinstance(message, Say):
                self.outbox.remove(message.id)

    def _check_server(self, *, wait: bool = False) -> None:
        if self.bare:
            raise Refused("not-here", ONLY_LINES)
        if not self.welcomed and not wait:
            raise Refused("not-connected", "There is no connection to a server right now.")
