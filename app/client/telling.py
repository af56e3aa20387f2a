"""What is printed of what a server says, and of its coming and going, where there is no terminal.

In a pipe every line looks the same, and nothing that was said is missing; a person is shown what
they want to see (`reading.py`). Knows no link and no input.
"""

from collections.abc import Callable

from app.client.conversation import Conversation
from app.client.echoes import Echoes
from app.client.ending import Ending
from app.client.items import Item, Note
from app.client.original import decode_bare
from app.client.printer import Printer
from app.client.reading import Reading
from app.protocol.entries import Said
from app.protocol.replies import Error, ServerMessage


class Telling:
    """Prints, for a person or a program.

    Args:
        conversation: its state.
        reading: what a person is shown of it.
        ending: is told what came.
        now: the time in ms since 1970.
        where: the server's address, for people.
        start_hint: how a server is started here.
        as_json: messages of the protocol, for programs.
        typed: a person types the input.
        echoed: the terminal that shows this shows what is typed as well.
    """

    def __init__(
        self,
        conversation: Conversation,
        reading: Reading,
        ending: Ending,
        now: Callable[[], int],
        where: str,
        start_hint: str,
        *,
        as_json: bool,
        typed: bool,
        echoed: bool,
    ) -> None:
        """Nothing is printed yet."""
        self._conversation = conversation
        self._reading = reading
        self._ending = ending
        self._now = now
        self._where = where
        self._start_hint = start_hint
        self._as_json = as_json
        self._typed = typed
        self._echoed = echoed
        self._echoes = Echoes(conversation.outbox)
        self.printer = Printer(as_json=as_json, typed=typed, now=now)

    def show(self, items: list[Item]) -> None:
        """Show a person something, as they want it to look."""
        self.printer.look = self._reading.look
        self.printer.show(items)

    def waits(self, note: Note) -> None:
        """What was typed waits for a server: it is shown when it comes back."""
        self._echoes.waits()
        self.show([note])

    def receive(self, message: ServerMessage) -> None:
        """A server said this."""
        items = self._received(message)
        if self._ending.received(message):
            return
        away = self._conversation.turned_away or self._conversation.removed
        if self._typed:
            self.show(self._reading.take(message, items))
        elif not self._as_json or (away and isinstance(message, Error)):
            self.printer.show(items)
        if self._as_json and (items or not isinstance(message, Said | Error)):
            self.printer.message(message)

    def paused(self) -> None:
        """That was all for now: what was kept to be told together is told."""
        if self._typed:
            self.show(self._reading.flush())

    def hear(self, line: bytes) -> None:
        """A server of bare lines said this."""
        item = decode_bare(line, self._now())
        if isinstance(item, str):
            # In a pipe nothing that was said may be missing, even if nobody knows by whom.
            item = Said(seq=0, at=self._now(), from_="", name="?", text=item)
        if item is not None:
            self.printer.show([item])

    def lost(self, reason: str) -> None:
        """The connection is gone."""
        was_in = self._conversation.welcomed and not self._conversation.removed  # that was told
        self._echoes.waits()
        self._ending.lost(was_in=was_in)
        self.printer.show(self._conversation.lost())
        if was_in:
            text = f"The connection is gone: {reason}. Trying again."
            self.printer.show([Note(text, "error")])

    def absent(self) -> None:
        """There is no server; told once."""
        text = f"There is no server at {self._where}; waiting. Start one with: {self._start_hint}"
        self.printer.show(self._conversation.once(Note(text, "error")))

    def give_up(self) -> None:
        """Nothing moves any more: say what is missing."""
        count = len(self._conversation.outbox)
        messages = "1 message was" if count == 1 else f"{count:,} messages were"
        text = f"Giving up: {messages} not acknowledged by a server at {self._where}."
        if not count and not self._conversation.welcomed:
            text = f"Giving up: not connected to a server at {self._where}."
        if self._ending.replay_left and not count:
            text = f"Giving up: no earlier messages came from a server at {self._where}."
        self.printer.show([Note(text, "error")])

    def _received(self, message: ServerMessage) -> list[Item]:
        if self._echoed:
            return self._echoes.shown(lambda: self._conversation.receive(message))
        return self._conversation.receive(message)
