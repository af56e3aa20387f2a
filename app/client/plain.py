"""The conversation without a terminal: a line in is a message, a message is a line out.

Messages go to stdout, everything else to stderr; with `json`, messages of the protocol go both
ways, one JSON object a line. Reading stops while OUTBOX_LIMIT_MESSAGES are not acknowledged, so
that a fast producer waits and nothing is lost. All state belongs to the main thread; the link and
the reader of stdin hand it their events.
"""

import sys
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import BinaryIO

from app.client import preferences
from app.client.commands import Again, Clear, Intent, Reply, Wrong, parse
from app.client.config import Config
from app.client.conversation import Conversation
from app.client.doing import Doing
from app.client.echoes import Echoes
from app.client.events import Crashed, Event, Failed, Heard, Lost, Opened, Received, Written
from app.client.items import Item, Note
from app.client.lines import Ended, Lines, Typed
from app.client.link import Link
from app.client.original import decode_bare
from app.client.outbox import OUTBOX_LIMIT_MESSAGES
from app.client.printer import Printer
from app.client.reading import Reading
from app.client.settings import Settings
from app.errors import ChatError, RemoteProtocolError
from app.protocol.entries import Said
from app.protocol.framing import LineTooLong
from app.protocol.json_lines import decode_json
from app.protocol.replies import CaughtUp, Error, Pong, ServerMessage
from app.protocol.requests import Bye, ClientMessage, Hello, Ping, Say, Whisper
from app.system.sockets import address_text

WAIT_S = 0.5
"""How long Ctrl+C may go unnoticed."""
UNACKNOWLEDGED_LIMIT_S = 30.0
"""How long a pipe whose input has ended waits for a connected server's next acknowledgement."""

LAST_PING = 2**53
WAITS = Note("Not connected: that is sent as soon as a server is there.")

DONE, NO_SERVER, REFUSED, INTERRUPTED = 0, 3, 4, 130


class Plain:
    """A conversation through standard streams.

    Args:
        conversation: its state.
        config: where to, and deadlines.
        random: for the link's pauses.
        now: the time in ms since 1970.
        start_hint: how a server is started here.
        follow: stay when the input has ended.
        as_json: messages of the protocol, for programs.
        typed: a person types the input, so commands are understood and presence is shown.
        history: with how many of the last messages it begins; they are printed even if the input
            ends before they are there.
        encoding: how the input's bytes stand for text.
        echoed: the terminal that shows the output shows what is typed as well. What comes back of
            one's own is not shown again then; see `Echoes`.
        settings: what is set; None for the defaults, and no file.

    Attributes:
        reading: what a person who types is shown of it all.
    """

    def __init__(
        self,
        conversation: Conversation,
        config: Config,
        random: Callable[[], float],
        now: Callable[[], int],
        start_hint: str,
        *,
        follow: bool,
        as_json: bool,
        typed: bool,
        history: int = 0,
        encoding: str = "utf-8",
        echoed: bool = False,
        settings: Settings | None = None,
    ) -> None:
        """Make it; nothing is read or connected yet."""
        self.reading = Reading(conversation)
        settings = settings or Settings({}, {}, None)
        preferences.follow(self.reading, settings)
        self._doing = Doing(conversation, self.reading, settings)
        self._conversation = conversation
        self._config = config
        self._where = address_text(config.host, config.port)
        self._now = now
        self._start_hint = start_hint
        self._follow = follow
        self._as_json = as_json
        self._typed = typed
        self._encoding = encoding
        self._echoed = echoed
        self._echoes = Echoes(conversation.outbox)
        self._printer = Printer(as_json=as_json, typed=typed, now=now)
        self._queue: SimpleQueue[Event | Typed | Ended] = SimpleQueue()
        self._done: Callable[[], None] = lambda: None
        self._held = 0
        self._connection = 0
        self._ended = False
        self._leave_by: float | None = None
        """Until when (monotonic seconds) somebody who said goodbye lingers."""
        self._answered = True
        """Whether everything that was asked is answered."""
        self._asked_last = False
        self._replay_left = history + 1 if history else 0
        """How much of the replay may still come, the mark of its end too, before it may leave."""
        self._reached = False
        """Whether a server was there since one was in last."""
        self._link = Link(config, self._queue.put, random)

    def run(self, source: BinaryIO | list[str]) -> int:
        """Talk until the input has ended and everything is acknowledged; give the exit status.

        Args:
            source: a stream of bytes to read lines from, or the lines themselves.
        """
        lines = Lines(source, self._queue.put, OUTBOX_LIMIT_MESSAGES)
        self._done = lines.done
        lines.start()
        self._link.start()
        try:
            return self._serve()
        except KeyboardInterrupt:
            return INTERRUPTED
        finally:
            self._link.close(*([Bye()] if self._conversation.welcomed else []))
            sys.stdout.flush()

    # --- the main thread --------------------------------------------------------------------

    def _serve(self) -> int:
        patience = self._patience()
        while not self._is_done():
            event = self._next(patience)
            if event is None:
                return self._give_up()
            before = self._progress()
            self._take(event)
            self._give_slots_back()
            self._ask_whether_done()
            away = self._conversation.removed and not self._conversation.welcomed
            if away and not self._typed:
                return REFUSED  # why was printed
            if self._progress() != before or isinstance(event, Ended) or patience is None:
                patience = self._patience()
        if self._conversation.outbox:
            return self._give_up()
        return REFUSED if self._conversation.refused else DONE

    def _progress(self) -> tuple[bool, bool, int, int]:
        """What changes whenever something moves; being turned away again and again is not that."""
        conversation = self._conversation
        return self._reached, conversation.welcomed, conversation.unfinished, self._replay_left

    def _give_up(self) -> int:
        self._printer.show([Note(self._unsent(), "error")])
        return NO_SERVER

    def _ask_whether_done(self) -> None:
        """A pong comes after all answers to what was asked before: then nothing is missing."""
        conversation = self._conversation
        finished = self._ended and not self._follow and not conversation.unfinished
        if not finished or self._answered or self._asked_last or not conversation.welcomed:
            return
        if conversation.bare:
            self._answered = True
        else:
            self._asked_last = True
            self._link.send(Ping(id=LAST_PING), self._connection)

    def _is_done(self) -> bool:
        conversation = self._conversation
        if self._leave_by is not None:
            return not (conversation.welcomed and conversation.outbox)
        finished = self._ended and self._answered and not conversation.unfinished
        return finished and not self._replay_left and not self._follow

    def _patience(self) -> float | None:
        """Until when (monotonic seconds) something has to move; None to wait for ever."""
        if self._leave_by is not None:
            return self._leave_by
        if not self._ended or self._follow:
            return None
        seconds = UNACKNOWLEDGED_LIMIT_S if self._conversation.welcomed else self._config.give_up_s
        return time.monotonic() + seconds

    def _next(self, until: float | None) -> Event | Typed | Ended | None:
        """The next event; None if none comes in time."""
        while True:
            left = None if until is None else max(0.0, until - time.monotonic())
            # A Ctrl+C just before a wait, and on Windows any, does not interrupt it: look up often.
            part = WAIT_S if left is None else min(left, WAIT_S)
            try:
                return self._queue.get(timeout=part)
            except Empty:
                self._give_slots_back()
                if left is not None and (part == left or left == 0.0):
                    return None

    def _take(self, event: Event | Typed | Ended) -> None:
        conversation = self._conversation
        match event:
            case Ended():
                self._ended = True
            case Typed(line):
                self._held += 1
                self._say(line)
            case Opened(bare, connection):
                self._connection = connection
                self._reached = True
                if bare:
                    self._replay_left = 0
                    self._printer.show(conversation.opened_bare())
                else:
                    self._link.send(conversation.opened(), connection)
            case Received(messages):
                for message in messages:
                    self._receive(message)
                if self._typed:
                    self._show(self.reading.flush())
            case Heard(lines):
                for heard in lines:
                    self._hear(heard)
            case Written(written):
                conversation.written(written)
            case Failed():
                self._absent()
            case Crashed(error):
                raise error
            case Lost(reason):
                self._lost(reason)
        for outgoing in conversation.outgoing():
            self._link.send(outgoing, self._connection)
        if not isinstance(event, Typed | Ended):
            self._link.done()

    def _say(self, line: bytes | LineTooLong) -> None:
        """Carry out one line of the input; after a goodbye, none."""
        if self._ended:
            return
        try:
            if isinstance(line, LineTooLong):
                raise line
            if self._typed:
                self._do(parse(line.decode(self._encoding, "replace")))
                return
            message = self._message(line)
            if isinstance(message, Say | Whisper):
                self._conversation.say(message)
            elif isinstance(message, Bye):
                self._ended = True
            elif message is not None:
                self._conversation.ask(message, wait=self._as_json)
                self._answered = not self._as_json
        except ChatError as error:
            self._conversation.refused += 1
            self._printer.refusal(error)

    def _message(self, line: bytes) -> ClientMessage | None:
        if not line.strip():
            return None
        if self._as_json:
            message = decode_json(line)
            if isinstance(message, Hello):
                raise RemoteProtocolError("already-here", "The client says hello by itself.")
            return message
        return Say(text=line.decode(self._encoding, "replace").rstrip())

    def _do(self, intent: Intent | None) -> None:
        """Carry out what a person typed."""
        match intent:
            case None:
                pass
            case Bye():
                self._leave_by = time.monotonic() + self._config.linger_s
                self._ended = True
            case Clear():
                self._show([Note("There is nothing to clear here.")])
            case Again():
                self._link.connect()
            case Wrong(text):
                self._show([Note(text, "error")])
            case _:
                self._show(self._doing.do(intent))
                if isinstance(intent, Say | Whisper | Reply) and not self._conversation.welcomed:
                    self._echoes.waits()
                    self._show([WAITS])

    def _show(self, items: list[Item]) -> None:
        """Show a person something; a pipe's lines always look the same."""
        self._printer.look = self.reading.look
        self._printer.show(items)

    # --- out --------------------------------------------------------------------------------

    def _receive(self, message: ServerMessage) -> None:
        items = self._received(message)
        if isinstance(message, CaughtUp):
            self._replay_left = 0
        elif isinstance(message, Said) and self._replay_left:
            self._replay_left -= 1
        if isinstance(message, Pong) and message.id == LAST_PING and self._ended:
            self._answered = True
            return
        away = self._conversation.turned_away or self._conversation.removed
        if self._typed:
            self._show(self.reading.take(message, items))
        elif not self._as_json or (away and isinstance(message, Error)):
            self._printer.show(items)
        if self._as_json and (items or not isinstance(message, Said | Error)):
            self._printer.message(message)

    def _received(self, message: ServerMessage) -> list[Item]:
        if self._echoed:
            return self._echoes.shown(lambda: self._conversation.receive(message))
        return self._conversation.receive(message)

    def _hear(self, line: bytes) -> None:
        item = decode_bare(line, self._now())
        if isinstance(item, str):
            # In a pipe nothing that was said may be missing, even if nobody knows by whom.
            item = Said(seq=0, at=self._now(), from_="", name="?", text=item)
        if item is not None:
            self._printer.show([item])

    def _lost(self, reason: str) -> None:
        was_in = self._conversation.welcomed and not self._conversation.removed  # that was told
        self._echoes.waits()
        self._asked_last = False
        self._printer.show(self._conversation.lost())
        if was_in:
            text = f"The connection is gone: {reason}. Trying again."
            self._printer.show([Note(text, "error")])
            self._reached = False

    def _absent(self) -> None:
        text = f"There is no server at {self._where}; waiting. Start one with: {self._start_hint}"
        self._printer.show(self._conversation.once(Note(text, "error")))

    def _unsent(self) -> str:
        count = len(self._conversation.outbox)
        if self._replay_left and not count:
            return f"Giving up: no earlier messages came from a server at {self._where}."
        messages = "1 message was" if count == 1 else f"{count:,} messages were"
        return f"Giving up: {messages} not acknowledged by a server at {self._where}."

    def _give_slots_back(self) -> None:
        """As many lines may be read again as have left the outbox, and are on their way.

        A server that does not read would else have the questions of a program grow without end.
        """
        while self._held > self._conversation.unfinished + self._link.waiting:
            self._held -= 1
            self._done()
