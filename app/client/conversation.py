"""The state of a conversation: who one is, who is here, what was shown last, what is unsent. Pure.

What a server says goes in (`receive`); what is to be shown comes out. What people here say goes
in (`say`, `ask`); what is to be sent comes out (`outgoing`): see `app.client.speaking`. It trusts
no server: an entry is shown once, in order, whatever is sent.
"""

from app.client import notes
from app.client.checks import ASKED_LIMIT_CHARS
from app.client.events import REMOVING
from app.client.finding import where_is
from app.client.items import Item, Note
from app.client.outbox import Outbox
from app.client.people import People
from app.client.speaking import ONLY_LINES, Speaker
from app.protocol.base import VERSION
from app.protocol.defaults import LOBBY
from app.protocol.entries import Joined, Left, Notice, Renamed, Said
from app.protocol.replies import (
    CaughtUp,
    Earlier,
    Error,
    Found,
    Gap,
    Members,
    Pong,
    RoomList,
    ServerMessage,
    Welcome,
    Whispered,
)
from app.protocol.requests import Hello, Whisper
from app.protocol.status import StatusReport
from app.text import cut

CLOSING = "try-later"
"""Without an id this error refuses nothing: the server closes, and gets what is unsent again."""


class Conversation(Speaker):
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
        room: str = LOBBY,
    ) -> None:
        """Start without a connection."""
        super().__init__(outbox, history, room)
        self.name = name
        self.from_ = ""
        """One's own public hash; "" as long as no server has told it."""
        self.count = 0
        self.farewell = False
        """Whether the server has said as its last word that it stops."""
        self.turned_away = ""
        """Why one is not let in, as a server said that is there; "" once one is in."""
        self.removed = ""
        """The code with which an operator's will keeps one out; "" if none does. Then the link
        does not try again by itself."""
        self.chosen_name = ""
        """The name that was asked for here, once the server has given it; none with its number."""
        self.people = People()
        """Who is here, by name."""
        self.attended = True
        """Whether a person reads what is told, and may type something."""
        self.refused = 0
        """How much was refused, or given up without knowing that it arrived."""
        self._told: set[str] = set()
        """Why one is not in, as far as the client has told it by itself since one was in."""
        self._session = session
        self._wanted_name = name

    @property
    def room(self) -> str:
        """The room that one is in; "" without one."""
        return "" if self.bare else self._place.room

    # --- the connection ---------------------------------------------------------------------

    def opened(self) -> Hello:
        """A server that speaks JSON is there: what to say first."""
        self.bare = self.welcomed = self.farewell = False
        self.outbox.connection_lost()  # what was meant for another dialect is sent again
        self.removed = ""
        return Hello(
            v=VERSION,
            name=cut(self.name, ASKED_LIMIT_CHARS),  # the one had before, whatever was wanted
            session=self._session,
            room=cut(self._place.wanted, ASKED_LIMIT_CHARS),
            resume=self._place.come_in(),
            history=self._history,
        )

    def opened_bare(self) -> list[Item]:
        """A server that knows bare lines only is there."""
        self.bare = self.welcomed = True
        self._told.clear()
        whispers = [message for message in self.outbox if isinstance(message, Whisper)]
        for whisper in whispers:
            self.outbox.remove(whisper.id)
        items: list[Item] = [
            notes.BARE_SERVER,
            *(notes.undelivered(whisper, perhaps=False) for whisper in whispers),
        ]
        self.refused += len(whispers) + len(self._questions)
        if self._questions:
            self._questions.clear()
            items.append(Note(ONLY_LINES, "error"))
        return items

    def lost(self) -> list[Item]:
        """The connection is gone."""
        hangs_up = not self.welcomed and not self.turned_away and not self.removed
        self.welcomed = False
        self.count = 0
        whispers = self.outbox.connection_lost()
        self.refused += len(whispers)
        given_up = [notes.undelivered(whisper, perhaps=True) for whisper in whispers]
        return [*given_up, *self._place.lost(), *(self.once(notes.HANGS_UP) if hangs_up else [])]

    def once(self, note: Note) -> list[Item]:
        """A note why one is not in; nothing if it was told since one was in."""
        if note.text in self._told:
            return []
        self._told.add(note.text)
        return [note]

    # --- what the server says ---------------------------------------------------------------

    def receive(self, message: ServerMessage) -> list[Item]:
        """What is to be shown of what the server said."""
        if self.attended:  # a pipe has no use for names, and may have very much to take
            self.people.receive(message)
        match message:
            case Welcome():
                return self._welcome(message)
            case Said():
                return self._said(message)
            case Whispered():
                if message.from_ == self.from_:
                    self.outbox.remove(message.id)
                return [message]
            case Joined():
                self.count += message.count
                return [message]
            case Left():
                self.count = max(1, self.count - message.count)
                return [message]
            case Renamed():
                if message.from_ == self.from_:
                    self.name = self.chosen_name = self._wanted_name = message.to
                return [message]
            case Gap():
                self._place.skip(message.last)
                return [notes.missing(max(0, message.last - message.first + 1), forgotten=True)]
            case Members():
                return [notes.who_is_here(message, self._elsewhere.tell(), self.room)]
            case RoomList():
                if self._elsewhere.takes(message):
                    return []
                found = self._found(message.id, message)
                return found or [notes.rooms(message, self.room)]
            case Notice(about=name) if name and name == self.name:
                return []  # one is told separately, and better
            case Notice():
                self.farewell = message.code == "stopping"
                return [Note(message.text)]
            case Error():
                return self._error(message)
            case Earlier() | Found():
                items, request = self._place.looking.take(message)
                if request is not None:
                    self._questions.add(request, self.outbox.last_id)
                return items
            case CaughtUp():
                return self._place.caught_up()
            case Pong() | StatusReport():
                return []

    def _welcome(self, welcome: Welcome) -> list[Item]:
        before = self.room if self.welcomed else ""
        again, name = bool(self.from_), self.name
        items = self._place.enter(welcome)
        self.name, self.from_ = welcome.name, welcome.from_
        if welcome.name == self._wanted_name:
            self.chosen_name = welcome.name
        self.turned_away = ""
        self._told.clear()
        self.count = welcome.count
        self.welcomed = True
        if before:
            return [*items, notes.moved(welcome, before)]
        return [*items, notes.connected(welcome, name, again=again)]

    def _said(self, said: Said) -> list[Item]:
        mine = self.outbox.remove(said.id) if said.from_ == self.from_ else None
        if said.room and said.room != self.room:
            # It has the other room's seq, and is shown in its place when one is there again.
            return [notes.said_elsewhere(said)] if mine else []
        return self._place.show(said)

    def _error(self, error: Error) -> list[Item]:
        if self._elsewhere.is_refused(error.id):
            return []  # an older server: it tells who is here
        if error.code == notes.UNKNOWN_TYPE and (found := self._found(error.id, None)):
            return found  # and knows of nobody elsewhere
        if error.id is not None or error.code != CLOSING:
            self.refused += 1
        if error.id is None and error.code in REMOVING:
            self.removed = error.code
            return [notes.removed(error, attended=self.attended)]
        if error.id is None and not self.welcomed:
            told, self.turned_away = self.turned_away, error.text
            return [] if told == error.text else [notes.turned_away(error)]
        self._place.looking.refused(error.id)
        asked = self._questions.refused(error.id)
        self._place.stay(error.id)
        message = self.outbox.remove(error.id)
        if message is None:
            return [notes.refused(error, asked)]
        question = ""
        if isinstance(message, Whisper) and error.code == "no-such-name":
            question = self.people.like(message.to)
        return [notes.not_sent(error, message, question)]

    def _found(self, id: int | None, rooms: RoomList | None) -> list[Item]:
        """Where somebody is, if this answers who asked for that."""
        name = self._finding.answered(id)
        return [where_is(name, rooms, self.people, self.name, self.room)] if name else []
