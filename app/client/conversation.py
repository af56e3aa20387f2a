"""The state of a conversation: who one is, who is here, what was shown last, what is unsent. Pure.

What a server says goes in (`receive`); what is to be shown comes out. What people here say goes
in (`say`, `ask`); what is to be sent comes out (`outgoing`). It trusts no server: an entry is
shown once, in order, whatever is sent.
"""

from dataclasses import dataclass
from typing import Literal

from app.client.outbox import Outbox
from app.errors import Refused
from app.protocol.messages import (
    TEXT_LIMIT_CHARS,
    TEXT_LIMIT_LINES,
    VERSION,
    CaughtUp,
    ClientMessage,
    Error,
    Gap,
    Hello,
    Joined,
    Left,
    Members,
    Notice,
    Pong,
    Renamed,
    Resume,
    Said,
    Say,
    ServerMessage,
    Welcome,
    Whisper,
    Whispered,
)
from app.text import cut, listing

PREVIEW_LIMIT_CHARS = 60
ASKED_LIMIT_CHARS = 200
"""How long a name may be that is asked for; the server makes a shorter one of it."""
ONLY_LINES = "This server knows nothing of that: it only passes on lines."


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the client itself has to say."""

    text: str
    kind: Literal["info", "error"] = "info"


Item = Said | Whispered | Joined | Left | Renamed | Note
"""What can be shown."""


class Conversation:
    """What one client knows.

    Args:
        name: the name it would like to have.
        session: the secret of this running client.
        outbox: what is said and not yet acknowledged.
    """

    def __init__(self, name: str, session: str, outbox: Outbox) -> None:
        """Start without a connection."""
        self.name = name
        self.outbox = outbox
        self.room = ""
        self.count = 0
        self.welcomed = False
        """Whether the connection is open and one is in the room."""
        self.bare = False
        """Whether the server knows bare lines only."""
        self.chosen_name = ""
        """The name that was asked for here, once the server has given it."""
        self.refused = 0
        """How much was refused, or given up without knowing that it arrived."""
        self._session = session
        self._from = ""
        self._log = ""
        self._seq = 0
        self._at = 0
        self._wanted_name = name
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
        if len(message.text) > TEXT_LIMIT_CHARS or message.text.count("\n") >= TEXT_LIMIT_LINES:
            raise Refused(
                "text-too-long",
                f"That message is too long: {TEXT_LIMIT_CHARS:,} characters in "
                f"{TEXT_LIMIT_LINES} lines are allowed. Not sent.",
            )
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
            Refused: there is no connection, or the server knows bare lines only.
        """
        if self.bare:
            raise Refused("not-here", ONLY_LINES)
        if not self.welcomed and not wait:
            raise Refused("not-connected", "There is no connection to a server right now.")
        check_asked(getattr(request, "name", ""))
        self._requests.append((self.outbox.last_id, request))

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
        resume = Resume(log=self._log, seq=self._seq, at=self._at) if self._log else None
        return Hello(v=VERSION, name=self._wanted_name, session=self._session, resume=resume)

    def opened_bare(self) -> list[Item]:
        """A server that knows bare lines only is there."""
        self.bare = self.welcomed = True
        self.room = ""
        whispers = [message for message in self.outbox if isinstance(message, Whisper)]
        for whisper in whispers:
            self.outbox.remove(whisper.id)
        items: list[Item] = [
            Note("Connected to a server that knows bare lines only: no names, no commands."),
            *(self._undelivered("Not delivered", whisper) for whisper in whispers),
        ]
        if self._requests:
            self.refused += len(self._requests)
            self._requests.clear()
            items.append(Note(ONLY_LINES, "error"))
        return items

    def lost(self) -> list[Item]:
        """The connection is gone."""
        self.welcomed = False
        self.count = 0
        return [
            self._undelivered("Perhaps not delivered", whisper)
            for whisper in self.outbox.connection_lost()
        ]

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
                return [_missing(max(0, message.last - message.first + 1))]
            case Members():
                more = f" … :who {message.names[-1]} shows more" if message.more else ""
                return [Note(f"{message.count} here: {', '.join(message.names)}{more}")]
            case Notice():
                return [Note(message.text)]
            case Error():
                return self._error(message)
            case CaughtUp() | Pong():
                return []

    def _welcome(self, welcome: Welcome) -> list[Item]:
        items: list[Item] = []
        again = bool(self._log)
        if (self._log, self._seq) != (welcome.log, welcome.after):
            if again:
                items.append(Note("The server has another history now: it was started anew."))
            self._seq, self._at = welcome.after, 0
        self._log = welcome.log
        self._from = welcome.from_
        self.name = welcome.name
        if welcome.name == self._wanted_name:
            self.chosen_name = welcome.name
        self.room = welcome.room
        self.count = welcome.count
        self.welcomed = True
        others = [name for name in welcome.names if name != welcome.name]
        here = listing(others, welcome.count - 1) or "nobody else yet"
        start = "Connected again" if again else "Connected"
        instead = "" if self.name == self._wanted_name else f" instead of {self._wanted_name}"
        items.append(Note(f"{start}. You are {self.name}{instead}, in {self.room} with {here}."))
        return items

    def _said(self, said: Said) -> list[Item]:
        mine = said.from_ == self._from
        if mine:
            self.outbox.remove(said.id)
        if said.seq <= self._seq:
            return []  # shown already
        items: list[Item] = []
        if said.seq > self._seq + 1:
            # Of a newer kind, perhaps, that this client cannot read.
            items.append(_missing(said.seq - self._seq - 1))
        self._seq = said.seq
        self._at = said.at
        return [*items, said]

    def _error(self, error: Error) -> list[Item]:
        self.refused += 1
        message = self.outbox.remove(error.id)
        if message is None:
            return [Note(error.text, "error")]
        return [Note(f"{error.text} ({cut(message.text, PREVIEW_LIMIT_CHARS)})", "error")]

    def _undelivered(self, what: str, whisper: Whisper) -> Note:
        self.refused += 1
        return Note(f"{what} to {whisper.to}: {cut(whisper.text, PREVIEW_LIMIT_CHARS)}", "error")


def check_asked(name: str) -> None:
    """Refuse what cannot be a name before it is sent.

    Raises:
        Refused: it is longer than ASKED_LIMIT_CHARS.
    """
    if len(name) > ASKED_LIMIT_CHARS:
        raise Refused("bad-name", f"A name has at most {ASKED_LIMIT_CHARS} characters.")


def _missing(count: int) -> Note:
    return Note(f"{count:,} message{'s are' if count != 1 else ' is'} missing here.", "error")
