"""Clients and the lossy links between them and a server, one step at a time and without threads.

`Conversation` and `Outbox` are the real ones, and bytes travel. What is made here is what a
client's thread and its socket do: carry some of those bytes, some time, or lose the rest of them.
"""

from collections.abc import Sequence

from app.client.conversation import Conversation
from app.client.outbox import Outbox
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.framing import LineReader
from app.protocol.json_lines import decode_server_json, encode_json
from app.protocol.replies import Earlier, Error, ServerMessage, Welcome, Whispered
from app.protocol.requests import ClientMessage, Hello, History, Say
from app.room.cursor import Shared
from tests.unit.room.hall import secret
from tests.unit.server.wire import Wire
from tests.unit.world import Disk, Server


class Link:
    """One connection between a client and a server.

    Attributes:
        up: what the client sent and did not arrive yet.
        wire: the server's end; it has what the server sent and did not arrive yet.
        cut: it is broken: what is in `up` is all that ever arrives.
    """

    def __init__(self, server: Server, id: int) -> None:
        """Connect."""
        self.up = bytearray()
        self.wire = Wire()
        self.cut = False
        self._server = server
        self.connection = server.accept(id, self.wire)

    def carry_up(self, size: int) -> bool:
        """Let some of what the client sent arrive; False if nothing was under way."""
        if not self.up or not size:
            return False
        self.wire.arrived += self.up[:size]
        del self.up[:size]
        self._server.receive(self.connection)
        return True

    def send(self, size: int, joined: Shared | None = None) -> int:
        """Let the server send; give how many bytes it did."""
        if self.connection.said_goodbye:
            return 0
        before = len(self.wire.sent)
        self.wire.takes = size
        self._server.send(self.connection, {} if joined is None else joined)
        return len(self.wire.sent) - before

    def notice(self) -> None:
        """Let the server find that the link is broken, after all that still came."""
        if self.cut and not self.up:
            self._server.notice(self.connection)


class Client:
    """Somebody with a client, and what they have seen.

    Attributes:
        link: the connection there is; None if there is none.
        transcript: what was said, as it was shown.
        told: by id, every text that they said.
        acknowledged: the ids of what they were told that it was said.
        refused: the ids of what they were told that it was not.
    """

    def __init__(self, number: int, disk: Disk) -> None:
        """Start without a connection."""
        self._disk = disk
        self.conversation = Conversation(f"ana{number}", secret(str(number)), Outbox())
        self.from_ = ""
        self.link: Link | None = None
        self.transcript: list[Said] = []
        self.told: dict[int, str] = {}
        self.acknowledged: set[int] = set()
        self.refused: set[int] = set()
        self._since: int | None = None
        self._reader = LineReader()

    @property
    def waiting(self) -> set[int]:
        """The ids of what is in the outbox."""
        return {message.id or 0 for message in self.conversation.outbox}

    def connect(self, link: Link, history: int | None, *, eager: bool) -> None:
        """Begin to talk.

        Args:
            link: the new connection.
            history: how much to ask for of what was said before.
            eager: say what is unsent at once, without waiting for the welcome.
        """
        self.link = link
        self._reader = LineReader()
        hello = self.conversation.opened()
        if hello.resume is None and history is not None:
            hello = Hello(v=hello.v, name=hello.name, session=hello.session, history=history)
        self._write([hello, *(self.conversation.outbox.unsent() if eager else ())])

    def say(self, text: str) -> None:
        """Say something, whether there is a connection or not."""
        self.told[self.conversation.say(Say(text=text))] = text
        self._write(self.conversation.outgoing())

    def look_back(self) -> None:
        """Ask for the last entries."""
        if self.conversation.welcomed:
            self._write([History(limit=3)])

    def carry_down(self, size: int) -> int:
        """Let some of what the server sent arrive; give how many bytes did."""
        if self.link is None:
            return 0
        data = self.link.wire.read(size)
        for line in self._reader.feed(data):
            assert isinstance(line, bytes)
            self._take(decode_server_json(line))
        self._write(self.conversation.outgoing())
        if self.link.connection.said_goodbye and not self.link.wire.sent:
            self.lose(0)
        return len(data)

    def lose(self, up: int) -> None:
        """The connection breaks; so much of what was said still arrives."""
        if self.link:
            del self.link.up[up:]
            self.link.cut = True
            self.link = None
            self._show(self.conversation.lost())

    def _write(self, messages: Sequence[ClientMessage]) -> None:
        for message in messages:
            assert self.link
            self.link.up += encode_json(message)

    def _take(self, message: ServerMessage) -> None:
        if isinstance(message, Earlier):
            first = message.entries[0].seq if message.entries else 1
            assert message.entries == self._disk.stored[first - 1 :][: len(message.entries)]
            return
        waiting = self.waiting
        items = self.conversation.receive(message)
        left = waiting - self.waiting
        match message:
            case Welcome():
                self.from_ = message.from_
                self._since = message.after if self._since is None else self._since
            case Said():
                self.acknowledged |= left
            case Error():
                self.refused |= left
            case _:
                assert not left
        self._show(items)

    def _show(self, items: Sequence[object]) -> None:
        for item in items:
            match item:
                case Said():
                    assert self._since is not None
                    place = self._since + len(self.transcript)
                    assert self._disk.stored[place : place + 1] == [item]
                    self.transcript.append(item)
                case Joined() | Left() | Renamed() | Whispered():
                    pass
                case _:
                    text = getattr(item, "text", "")
                    assert text, item
                    assert "missing" not in text, text
                    assert "another history" not in text, text

    def check_end(self) -> None:
        """Everything has arrived: is everything there?"""
        assert not self.waiting
        assert self._since is not None
        assert self.transcript == self._disk.stored[self._since :]
        said = [(entry.id, entry.text) for entry in self._disk.stored if entry.from_ == self.from_]
        assert said == [(id, text) for id, text in self.told.items() if id not in self.refused]
