"""Clients and the lossy links between them and a server, one step at a time and without threads.

`Conversation` and `Outbox` are the real ones, and bytes travel. What is made here is what a
client's thread and its socket do: carry some of those bytes, some time, or lose the rest of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from app.client.conversation import Conversation
from app.client.outbox import Outbox
from app.errors import Refused
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
        transcripts: what was said, as it was shown, by room.
        told: by id, every text that they said.
        meant: by id, the room for which it was sent for the first time.
        acknowledged: the ids of what they were told that it was said.
        refused: the ids of what they were told that it was not.
    """

    def __init__(self, number: int, disk: Disk) -> None:
        """Start without a connection."""
        self._disk = disk
        self.conversation = Conversation(f"ana{number}", secret(str(number)), Outbox())
        self.from_ = ""
        self.link: Link | None = None
        self.transcripts: dict[str, list[Said]] = defaultdict(list)
        self.told: dict[int, str] = {}
        self.meant: dict[int, str] = {}
        self.acknowledged: set[int] = set()
        self.refused: set[int] = set()
        self._since: dict[str, int] = {}
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
        said = self.conversation.outbox.unsent(hello.room) if eager else []
        self._write([hello, *said], hello.room)

    def say(self, text: str, room: str = "") -> None:
        """Say something, whether there is a connection or not; in another `room`, or here."""
        self.told[self.conversation.say(Say(text=text, room=room))] = text
        self._write(self.conversation.outgoing())

    def go(self, room: str) -> None:
        """Go to a room, if that can be asked for now."""
        with suppress(Refused):
            self.conversation.join(room)
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

    def _write(self, messages: Sequence[ClientMessage], room: str = "") -> None:
        for message in messages:
            assert self.link
            if isinstance(message, Say):
                here = room or self.conversation.room
                self.meant.setdefault(message.id or 0, message.room or here)
            self.link.up += encode_json(message)

    def _take(self, message: ServerMessage) -> None:
        if isinstance(message, Earlier):
            first = message.entries[0].seq if message.entries else 1
            stored = self._disk.stored[self.conversation.room]
            assert message.entries == stored[first - 1 :][: len(message.entries)]
            return
        waiting = self.waiting
        items = self.conversation.receive(message)
        left = waiting - self.waiting
        match message:
            case Welcome():
                self.from_ = message.from_
                self._since.setdefault(message.room, message.after)
            case Said():
                self.acknowledged |= left
            case Error():
                self.refused |= left
            case _:
                assert not left
        self._show(items)

    def _show(self, items: Sequence[object]) -> None:
        room = self.conversation.room
        for item in items:
            match item:
                case Said():
                    place = self._since[room] + len(self.transcripts[room])
                    assert self._disk.stored[room][place : place + 1] == [item]
                    self.transcripts[room].append(item)
                case Joined() | Left() | Renamed() | Whispered():
                    pass
                case _:
                    text = getattr(item, "text", "")
                    assert text, item
                    assert "missing" not in text, text
                    assert "another history" not in text, text

    def check_end(self, room: str) -> None:
        """Everything has arrived, and they are in this room: is everything there?"""
        assert not self.waiting
        assert self.conversation.room == room
        stored = self._disk.stored[room]
        assert self.transcripts[room] == stored[self._since[room] :]
        said = [(entry.id, entry.text) for entry in stored if entry.from_ == self.from_]
        told = [(id, text) for id, text in self.told.items() if self.meant[id] == room]
        assert said == [(id, text) for id, text in told if id not in self.refused]
