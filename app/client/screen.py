"""The conversation on a terminal: what is typed goes to the server, what comes is shown above.

Everything here happens in the terminal's thread; the link's events come over by `post`.
"""

import os
from collections.abc import Callable

from app.client import notes, render
from app.client.around import Around
from app.client.checks import is_sayable
from app.client.commands import Again, Clear, Intent, Wrong, parse
from app.client.config import Config
from app.client.conversation import Conversation
from app.client.days import Days
from app.client.doing import Doing
from app.client.events import (
    Crashed,
    Event,
    Failed,
    Heard,
    Lost,
    Opened,
    Received,
    Retrying,
    Written,
)
from app.client.items import Item, Note
from app.client.link import Link
from app.client.original import decode_bare
from app.client.preferences import follow
from app.client.presence import PRESENCE_PAUSE_S
from app.client.reading import Reading
from app.client.settings import Settings
from app.client.symbols import cut
from app.client.theme import Depth, styles, theme_of
from app.client.typed import TypedLines
from app.errors import ChatError
from app.protocol.replies import ServerMessage
from app.protocol.requests import Bye
from app.styled import Pieces
from app.system.sockets import address_text
from app.terminal import Terminal
from app.text import clean_line

TICK_S = 1.0
"""How often the row below is drawn again while its words change with the time."""
TO_LEAVE = "Press Ctrl+C again, or type :quit, to leave."


class Screen:
    """A conversation in a terminal.

    Args:
        conversation: its state.
        config: where to, and deadlines.
        random: for the link's pauses.
        now: the time in ms since 1970.
        start_hint: how a server is started here.
        settings: what is set.
        depth: how many colours there are.
        typed: what was typed in earlier conversations; None to know and keep nothing.

    Attributes:
        reading: what is shown of it all.

    Raises:
        RuntimeError: there is no usable terminal.
    """

    def __init__(
        self,
        conversation: Conversation,
        config: Config,
        random: Callable[[], float],
        now: Callable[[], int],
        start_hint: str,
        settings: Settings,
        depth: Depth,
        typed: TypedLines | None = None,
    ) -> None:
        """Take the terminal."""
        self.reading = Reading(conversation)
        follow(self.reading, settings)
        self._doing = Doing(conversation, self.reading, settings)
        self._will_tell = False
        """Whether it is seen to that those who came or went are told."""
        self._conversation = conversation
        self._config = config
        self._now = now
        self._days = Days(render.day, now)
        self._start_hint = start_hint
        self._where = address_text(config.host, config.port)
        self._settings = settings
        self._typed_lines = typed
        self._around = Around(conversation, self.reading.notifying, now)
        self._ticking = False
        self._overdue = 0
        """Ids in the outbox up to this one wait for their echo longer than they should."""
        self._leaving = False
        self._connection = 0
        self._link = Link(config, self._emit, random)
        self._terminal = Terminal(
            self._prompt,
            self._status,
            self._typed,
            self._leave,
            styles(depth, theme_of(settings.text("theme"), os.environ)),
            title=self._title,
            color=depth != "1",
            depth=depth,
            editing="vi" if settings.text("editing") == "vi" else "emacs",
            complete=self._around.complete,
            bottom=self._bottom,
            history=typed.load() if typed else [],
            on_look=self._looked,
            fits=is_sayable,
            to_leave=TO_LEAVE,
        )

    def run(self) -> None:
        """Talk until the person leaves."""
        try:
            self._terminal.run(self._link.start)
        finally:
            self._link.close(*([Bye()] if self._conversation.welcomed else []))

    # --- what is drawn ----------------------------------------------------------------------

    def _prompt(self) -> Pieces:
        return [("prompt", f"{cut(clean_line(self._conversation.name), 48)}> ")]

    def _status(self) -> list[Pieces]:
        overdue = [m for m in self._conversation.outbox if (m.id or 0) <= self._overdue]
        return render.render_pending(overdue)

    @property
    def _title(self) -> str:
        return self._around.title if self._settings.is_on("title") else ""

    def _bottom(self, columns: int) -> Pieces:
        return self._around.bottom(columns) if self._settings.is_on("bottom") else ()

    def _tick(self) -> None:
        """Draw again now and then, as long as what is told changes with the time."""
        self._ticking = self._around.changes
        self._terminal.refresh()
        if self._ticking:
            self._terminal.later(TICK_S, self._tick)

    def _show(self, items: list[Item], done: Callable[[], None] = lambda: None) -> None:
        """Show items, each rendered when it is written, and with them how things stand."""
        ringing = [item for item in items if self.reading.rings(item)]
        if ringing:
            self._terminal.bell()
        if self._terminal.is_looked_at:
            self.reading.notifying.looked()
        self._terminal.set_title(self._title)
        if items:
            told = map(_with_a_way_back, self._days.dated(items))
            self._terminal.show((render.render(item, self.reading.look) for item in told), done)
        else:
            self._terminal.refresh()
            done()

    # --- what is typed ----------------------------------------------------------------------

    def _typed(self, line: str) -> None:
        """Carry out a line."""
        intent = parse(line)
        if intent is None:
            return
        if not self._do(intent, line):
            self._terminal.refuse(line)
        elif self._typed_lines:
            self._typed_lines.keep(line)
        self._send()

    def _do(self, intent: Intent, line: str) -> bool:
        """Do what was typed, as that line; whether that was possible."""
        try:
            match intent:
                case Bye():
                    self._leave()
                case Clear():
                    self._terminal.clear()
                case Again():
                    self._connect_again()
                case Wrong(text):
                    return self._refuse(text, line)
                case _:
                    last = self._conversation.outbox.last_id
                    self._show(self._doing.do(intent))
                    self._mark_later(last)
        except ChatError as error:
            return self._refuse(str(error), line)
        return True

    def _refuse(self, text: str, line: str) -> bool:
        # It must not stay in the input line: what is typed next would become a part of it.
        told = Note(text, "error")
        self._show([notes.with_a_way_back(told) if notes.is_worth_it(line) else told])
        return False

    def _connect_again(self) -> None:
        if self._conversation.welcomed:
            self._show([Note("You are connected.")])
            return
        self._around.connects()
        self._link.connect()
        self._terminal.refresh()

    def _mark_later(self, before: int) -> None:
        """See to it that what was said behind the id `before` is marked if it takes long."""
        last = self._conversation.outbox.last_id
        if last > before:
            self._terminal.later(self._config.mark_after_s, lambda: self._mark(last))

    def _mark(self, id: int) -> None:
        """Mark what was said up to `id`, if it is still not acknowledged."""
        self._overdue = max(self._overdue, id)
        self._terminal.refresh()

    def _leave(self) -> None:
        """Leave, once what was said last is acknowledged or has had its time."""
        if self._conversation.welcomed and self._conversation.outbox and not self._leaving:
            self._leaving = True
            self._terminal.later(self._config.linger_s, self._terminal.leave)
        else:
            self._terminal.leave()

    def _send(self) -> None:
        for message in self._conversation.outgoing():
            self._link.send(message, self._connection)

    # --- what comes -------------------------------------------------------------------------

    def _emit(self, event: Event) -> None:
        """In the link's thread: hand over."""
        self._terminal.post(lambda: self._take(event))

    def _take(self, event: Event) -> None:
        conversation = self._conversation
        items: list[Item] = []
        self._around.take(event)
        match event:
            case Opened(bare, connection):
                self._connection = connection
                if bare:
                    items = conversation.opened_bare()
                else:
                    self._link.send(conversation.opened(), connection)
            case Received(messages):
                items = self._received(messages)
            case Heard(lines):
                items = self._heard(lines)
            case Written(written):
                conversation.written(written)
            case Failed():
                items = self._absent()
            case Retrying():
                if not self._ticking:
                    self._tick()
            case Crashed(error):
                raise error
            case Lost(reason):
                items = self.reading.show(self._lost(reason))
        self._send()
        self._show(items, self._link.done)
        if self._leaving and not conversation.outbox:
            self._terminal.leave()

    def _received(self, messages: list[ServerMessage]) -> list[Item]:
        items: list[Item] = []
        for message in messages:
            self._around.receive(message)
            items += self.reading.take(message, self._conversation.receive(message))
        if self.reading.waits and not self._will_tell:
            self._will_tell = True
            self._terminal.later(PRESENCE_PAUSE_S, self._tell_presence)
        return items

    def _tell_presence(self) -> None:
        self._will_tell = False
        self._show(self.reading.flush())

    def _looked(self) -> None:
        """Somebody looks at the window again."""
        self.reading.notifying.looked()
        self._terminal.set_title(self._title)
        self._terminal.refresh()

    def _lost(self, reason: str) -> list[Item]:
        lost = [Note(f"The connection is gone: {reason}.", "error")]
        told = self._conversation.removed or self._conversation.farewell
        was_in = self._conversation.welcomed and not told
        return [*self._conversation.lost(), *(lost if was_in else [])]

    def _absent(self) -> list[Item]:
        """No server answers: say so once, and how to start one."""
        absent = Note(f"There is no server at {self._where}. Start one with: {self._start_hint}")
        return self._conversation.once(absent)

    def _heard(self, lines: list[bytes]) -> list[Item]:
        found = [decode_bare(line, self._now()) for line in lines]
        return [Note(item) if isinstance(item, str) else item for item in found if item]


def _with_a_way_back(item: Item) -> Item:
    """What was not said is still in the input line's history."""
    return notes.with_a_way_back(item) if isinstance(item, Note) and item.unsent else item
