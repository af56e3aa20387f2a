"""The state of a conversation: who one is, who is here, what was shown last, what is unsent. Pure.

What a server says goes in (`receive`); what is to be shown comes out. What people here say goes
in (`say`, `ask`); what is to be sent comes out (`outgoing`). It trusts no server: an entry is
shown once, in order, whatever is sent.
"""

from app.client import notes
from app.client.checks import ASKED_LIMIT_CHARS, check_asked, check_request, check_text
from app.client.items import Item, Note
from app.client.looking import Looking
from app.client.outbox import Outbox
from app.errors import Refused
from app.protocol.messages import (
    VERSION,
    CaughtUp,
    ClientMessage,
    Earlier,
    Error,
    Found,
    Gap,
    Hello,
    History,
    Joined,
    Left,
    Members,
    Notice,
    Pong,
    Renamed,
    Resume,
    RoomList,
    Said,
    Say,
    Search,
    ServerMessage,
    Welcome,
    Whisper,
    Whispered,
)
from app.text import cut

ONLY_LINES = "This server knows nothing of that: it only passes on lines."
LOG_LIMIT_CHARS = 200
"""A log whose id is longer is not resumed: a `hello` with it could be longer than a line may be."""
CLOSING = "try-later"
"""Without an id this error refuses nothing: the server closes, and gets what is unsent again."""


class Conversation:
    """What one client knows.

    Args:
        name: the name it would like to have.
        session: the secret of this running client.
        outbox: what is said and not yet acknowledged.
        history: with how many of the last messages to begin; None to leave it to the server.
        room: the room to come into.
    """

    def __init__(
        self,
        name: str,
        session: str,
        outbox: Outbox,
        history: int | None = None,
        room: str = "lobby",
    ) -> None:
        """Start without a connection."""
        self.name = name
        self.outbox = outbox
        self.room = ""
        self.count = 0
        self.welcomed = False
        """Whether the connection is open and one is in the room."""
        self.bare = False
        """Whether the server knows bare lines only."""
        self.turned_away = ""
        """Why one is not let in, as a server said that is there; "" once one is in."""
        self.chosen_name = ""
        """The name that was asked for here, once the server has given it; none with its number."""
        self.refused = 0
        """How much was refused, or given up without knowing that it arrived."""
        self._told: set[str] = set()
        """Why one is not in, as far as the client has told it by itself since one was in."""
        self._session = session
        self._history = history
        self._wanted_room = room
        self._from = ""
        self._log = ""
        self._seq = 0
        self._at = 0
        self._replayed: int | None = None
        """How much is shown of what was said before one came; None if that is not under way."""
        self._wanted_name = name
        self._looking = Looking()
        self._requests: list[tuple[int, ClientMessage]] = []
        """What was asked, each with the id of the message that was said before it."""

    # --- what is to be sent -----------------------------------------------------------------

    def say(self, message: Say | Whisper) -> int:
        """Say something, and give its id; `outgoing` has it as soon as it can be sent.

        Raises:
            Refused: it is too long, or a whisper to a server of bare lines; nothing was said.
            OutboxFull: too much is unsent; nothing was said.
        """
        check_asked(message.to if isinstance(message, Whisper) else "")
        if self.bare and isinstance(message, Whisper):
            raise Refused("not-here", ONLY_LINES)
        check_text(message.text)
        if isinstance(message, Whisper):
            return self.outbox.whisper(message.to, message.text, id=message.id)
        return self.outbox.say(message.text, action=message.kind == "action", id=message.id)

    @property
    def unfinished(self) -> int:
        """How much waits to be sent or acknowledged."""
        return len(self.outbox) + len(self._requests)

    def ask(self, request: ClientMessage, *, wait: bool = False) -> None:
        """Ask the server for something; with `wait`, as soon as there is a connection.

        Raises:
            Refused: there is no connection, the server knows bare lines only, or a name or words
                are too long; nothing is asked.
        """
        self._check_server(wait=wait)
        check_request(request)
        self._requests.append((self.outbox.last_id, request))

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
        left = self._looking.is_waiting
        request = self._looking.begin(asked, self.outbox.draw_id())
        self._requests.append((self.outbox.last_id, request))
        return [notes.LEFT_OFF] if left else []

    def _check_server(self, *, wait: bool = False) -> None:
        if self.bare:
            raise Refused("not-here", ONLY_LINES)
        if not self.welcomed and not wait:
            raise Refused("not-connected", "There is no connection to a server right now.")

    def outgoing(self) -> list[ClientMessage]:
        """What has to be sent now, in order; it counts as sent."""
        if not self.welcomed:
            return []
        requests, self._requests = self._requests, []
        messages = [(message.id or 0, message) for message in self.outbox.unsent()]
        in_order = sorted([*messages, *requests], key=lambda entry: entry[0])
        return [message for _, message in in_order]

    def written(self, messages: list[ClientMessage]) -> None:
        """These are on their way to a server of bare lines, which acknowledges nothing."""
        for message in messages:
            if isinstance(message, Say):
                self.outbox.remove(message.id)

    # --- the connection ---------------------------------------------------------------------

    def opened(self) -> Hello:
        """A server that speaks JSON is there: what to say first."""
        self.bare = self.welcomed = False
        self.outbox.connection_lost()  # what was meant for another dialect is sent again
        known = 0 < len(self._log) <= LOG_LIMIT_CHARS
        resume = Resume(log=self._log, seq=self._seq, at=self._at) if known else None
        return Hello(
            v=VERSION,
            name=cut(self.name, ASKED_LIMIT_CHARS),  # the one had before, whatever was wanted
            session=self._session,
            room=self._wanted_room,
            resume=resume,
            history=self._history,
        )

    def opened_bare(self) -> list[Item]:
        """A server that knows bare lines only is there."""
        self.bare = self.welcomed = True
        self._told.clear()
        self.room = ""
        whispers = [message for message in self.outbox if isinstance(message, Whisper)]
        for whisper in whispers:
            self.outbox.remove(whisper.id)
        items: list[Item] = [
            notes.BARE_SERVER,
            *(notes.undelivered(whisper, perhaps=False) for whisper in whispers),
        ]
        self.refused += len(whispers) + len(self._requests)
        if self._requests:
            self._requests.clear()
            items.append(Note(ONLY_LINES, "error"))
        return items

    def lost(self) -> list[Item]:
        """The connection is gone."""
        hangs_up = not self.welcomed and not self.turned_away
        self.welcomed = False
        self.count = 0
        self._replayed = None
        whispers = self.outbox.connection_lost()
        self.refused += len(whispers)
        left = [notes.NOT_FOUND_YET] if self._looking.give_up() else []
        given_up = [notes.undelivered(whisper, perhaps=True) for whisper in whispers]
        return [*given_up, *left, *(self.once(notes.HANGS_UP) if hangs_up else [])]

    def once(self, note: Note) -> list[Item]:
        """A note why one is not in; nothing if it was told since one was in."""
        if note.text in self._told:
            return []
        self._told.add(note.text)
        return [note]

    # --- what the server says ---------------------------------------------------------------

    def receive(self, message: ServerMessage) -> list[Item]:
        """What is to be shown of what the server said."""
        match message:
            case Welcome():
                return self._welcome(message)
            case Said():
                return self._said(message)
            case Whispered():
                if message.from_ == self._from:
                    self.outbox.remove(message.id)
                return [message]
            case Joined():
                self.count += message.count
                return [message]
            case Left():
                self.count = max(1, self.count - message.count)
                return [message]
            case Renamed():
                if message.from_ == self._from:
                    self.name = self.chosen_name = self._wanted_name = message.to
                return [message]
            case Gap():
                self._seq = max(self._seq, message.last)
                return [notes.missing(max(0, message.last - message.first + 1), forgotten=True)]
            case Members():
                return [notes.who_is_here(message)]
            case RoomList():
                return [notes.rooms(message)]
            case Notice():
                return [Note(message.text)]
            case Error():
                return self._error(message)
            case Earlier() | Found():
                items, request = self._looking.take(message)
                if request is not None:
                    self._requests.append((self.outbox.last_id, request))
                return items
            case CaughtUp():
                replayed, self._replayed = self._replayed, None
                return [notes.SAID_BEFORE] if replayed else []
            case Pong():
                return []

    def _welcome(self, welcome: Welcome) -> list[Item]:
        items: list[Item] = []
        again = bool(self._log)
        if (self._log, self._seq) != (welcome.log, welcome.after):
            if again:
                items.append(notes.ANOTHER_HISTORY)
            self._seq, self._at = welcome.after, 0
            self._replayed = 0 if welcome.after < welcome.seq else None
            self._looking.history_begins(welcome.after + 1)
        self._log = welcome.log
        self._from = welcome.from_
        before, self.name = self.name, welcome.name
        if welcome.name == self._wanted_name:
            self.chosen_name = welcome.name
        self.turned_away = ""
        self._told.clear()
        self.room = welcome.room
        self.count = welcome.count
        self.welcomed = True
        return [*items, notes.connected(welcome, before, again=again)]

    def _said(self, said: Said) -> list[Item]:
        mine = said.from_ == self._from
        if mine:
            self.outbox.remove(said.id)
        if said.seq <= self._seq:
            return []  # shown already
        items: list[Item] = []
        if said.seq > self._seq + 1:
            # Of a newer kind, perhaps, that this client cannot read.
            items.append(notes.missing(said.seq - self._seq - 1))
        self._seq = said.seq
        self._at = said.at
        if self._replayed is not None:
            self._replayed += 1
        return [*items, said]

    def _error(self, error: Error) -> list[Item]:
        if error.id is not None or error.code != CLOSING:
            self.refused += 1
        if error.id is None and not self.welcomed:
            told, self.turned_away = self.turned_away, error.text
            return [] if told == error.text else [notes.turned_away(error)]
        self._looking.refused(error.id)
        return [notes.refused(error, self.outbox.remove(error.id))]
