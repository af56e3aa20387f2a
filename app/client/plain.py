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
from app.client.commands import Again, Clear, Intent, Reply, Wrong, command_of, parse
from app.client.config import Config
from app.client.conversation import Conversation
from app.client.doing import Doing
from app.client.ending import LAST_PING, Ending
from app.client.events import Crashed, Event, Failed, Heard, Lost, Opened, Received, Written
from app.client.items import Note
from app.client.lines import Ended, Lines, Typed
from app.client.link import Link
from app.client.outbox import OUTBOX_LIMIT_MESSAGES
from app.client.reading import Reading
from app.client.settings import Settings
from app.client.telling import Telling
from app.errors import ChatError, RemoteProtocolError
from app.protocol.framing import LineTooLong
from app.protocol.json_lines import decode_json
from app.protocol.requests import Bye, ClientMessage, Hello, Ping, Say, Whisper
from app.system.sockets import address_text

WAIT_S = 0.5
"""How long Ctrl+C may go unnoticed."""

NO_COMMAND = ":{} was said as a text: commands are for terminals. Programs whisper with --json."
"""Told once: a line of a program's may begin so by chance."""
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
        conversation.attended = typed
        self._as_json = as_json
        self._typed = typed
        self._encoding = encoding
        self._queue: SimpleQueue[Event | Typed | Ended] = SimpleQueue()
        self._done: Callable[[], None] = lambda: None
        self._told_of_commands = False
        self._held = 0
        self._connection = 0
        self._ending = Ending(conversation, config, follow=follow, history=history)
        self._telling = Telling(
            conversation,
            self.reading,
            self._ending,
            now,
            address_text(config.host, config.port),
            start_hint,
            as_json=as_json,
            typed=typed,
            echoed=echoed,
        )
        self._printer, self._show = self._telling.printer, self._telling.show
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
        ending = self._ending
        patience = ending.patience(time.monotonic())
        while not ending.is_done():
            event = self._next(patience)
            if event is None:
                return self._give_up()
            before = ending.progress()
            self._take(event)
            self._give_slots_back()
            if ending.pings():
                self._link.send(Ping(id=LAST_PING), self._connection)
            away = self._conversation.removed and not self._conversation.welcomed
            if away and not self._typed:
                return REFUSED  # why was printed
            if ending.progress() != before or isinstance(event, Ended) or patience is None:
                patience = ending.patience(time.monotonic())
        if self._conversation.outbox:
            return self._give_up()
        return REFUSED if self._conversation.refused else DONE

    def _give_up(self) -> int:
        self._telling.give_up()
        return NO_SERVER

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
                self._ending.ended = True
            case Typed(line):
                self._held += 1
                self._say(line)
            case Opened(bare, connection):
                self._connection = connection
                self._ending.opened(bare=bare)
                if bare:
                    self._printer.show(conversation.opened_bare())
                else:
                    self._link.send(conversation.opened(), connection)
            case Received(messages):
                for message in messages:
                    self._telling.receive(message)
                self._telling.paused()
            case Heard(lines):
                for heard in lines:
                    self._telling.hear(heard)
            case Written(written):
                conversation.written(written)
            case Failed():
                self._telling.absent()
            case Crashed(error):
                raise error
            case Lost(reason):
                self._telling.lost(reason)
        for outgoing in conversation.outgoing():
            self._link.send(outgoing, self._connection)
        if not isinstance(event, Typed | Ended):
            self._link.done()

    def _say(self, line: bytes | LineTooLong) -> None:
        """Carry out one line of the input; after a goodbye, none."""
        if self._ending.ended:
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
                self._ending.ended = True
            elif message is not None:
                self._conversation.ask(message, wait=self._as_json)
                self._ending.answered = not self._as_json
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
        text = line.decode(self._encoding, "replace").rstrip()
        if not self._told_of_commands and (command := command_of(text)):
            self._told_of_commands = True
            self._printer.show([Note(NO_COMMAND.format(command.name), "error")])
        return Say(text=text)

    def _do(self, intent: Intent | None) -> None:
        """Carry out what a person typed."""
        match intent:
            case None:
                pass
            case Bye():
                self._ending.goodbye(time.monotonic())
            case Clear():
                self._show([Note("There is nothing to clear here.")])
            case Again():
                self._link.connect()
            case Wrong(text):
                self._show([Note(text, "error")])
            case _:
                self._show(self._doing.do(intent))
                if isinstance(intent, Say | Whisper | Reply) and not self._conversation.welcomed:
                    self._telling.waits(WAITS)

    def _give_slots_back(self) -> None:
        """As many lines may be read again as have left the outbox, and are on their way.

        A server that does not read would else have the questions of a program grow without end.
        """
        while self._held > self._conversation.unfinished + self._link.waiting:
            self._held -= 1
            self._done()
