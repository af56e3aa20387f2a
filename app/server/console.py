"""The host's console: the log above, and a line below to type orders into.

It runs in the thread of the writer for the window, which lends it: so all that is written there
comes through one bounded queue, and a window that stands still holds nobody else. What is typed
goes to the hub, and its answer comes back through the same queue.
"""

import logging
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from app.choices import Completion
from app.errors import Refused
from app.room.kinds import KINDS
from app.room.orders import complete, parse
from app.server.logs import FURTHER
from app.server.orders_page import orders_page
from app.server.writer import Writer
from app.styled import Line, Pieces
from app.system.streams import USUAL_COLUMNS, columns_of, is_terminal
from app.text import brief, clean

if TYPE_CHECKING:
    from app.terminal import Terminal

PROMPT = "host> "
ANSWER = "  "
"""Before each row of an answer, since the log and what was typed begin at the edge."""
ECHO_LIMIT_CHARS = 500
"""How much of what was typed stays to be seen."""
SHOWN_LIMIT_TEXTS = 100
"""How many texts are shown at once; keys have their turn in between."""
STYLES = {"prompt": "bold"}
HINT = "Nobody was told. Type :say TEXT to say something; :help tells what else there is."

log = logging.getLogger(__name__)

Tell = Callable[[str], None]
"""Takes an answer; never waits."""


class Console:
    """The host's own line of input.

    Args:
        writer: what writes to the window.
        title: what stands in the window's title.
        order: has an order carried out, and tells its answer some time.
        names: of those who are here.
        rooms: which there are, by name.
        stop: has the server stopped.
        color: whether to use colours, and bold letters.
    """

    def __init__(
        self,
        writer: Writer,
        title: str,
        order: Callable[[str, Tell], None],
        names: Callable[[], Iterable[str]],
        rooms: Callable[[], Iterable[str]],
        stop: Callable[[], None],
        *,
        color: bool,
    ) -> None:
        """Nothing is shown yet."""
        self._writer = writer
        self._title = title
        self._order = order
        self._names = names
        self._rooms = rooms
        self._stop = stop
        self._color = color
        self._terminal: Terminal | None = None
        self._asked = False
        """Whether the terminal will look for texts anyway: so there is one post at most."""
        self._showing = False

    def run(self) -> None:
        """Serve the host until the program ends; in the writer's thread (`Writer.lend`).

        Where there is no usable terminal, or it is gone, it returns, and the log is just written.
        """
        if self._writer.is_ending:
            return
        from app.terminal import Terminal

        try:
            self._terminal = Terminal(
                lambda: [("prompt", PROMPT)],
                tuple[Pieces, ...],
                self._typed,
                self._stop,
                STYLES,
                title=self._title,
                color=self._color,
                complete=self._complete,
            )
        except RuntimeError as error:
            log.warning("no orders can be typed here: %s", error)
            return
        self._writer.watch(self._news)
        try:
            self._terminal.run(self._show)
        except Exception as error:  # noqa: BLE001 - the chat goes on without its console
            log.error("the console has ended: %s: %s", type(error).__name__, error)
        finally:
            self._writer.watch(None)

    def went_on(self) -> None:
        """In any thread: the program was suspended, and goes on."""
        if self._terminal:
            self._terminal.post(self._terminal.went_on)

    def _complete(self, before: str) -> list[Completion]:
        """What may stand for the end of what is typed."""
        last = len(before) if " " not in before else len(before.rpartition(" ")[2])
        found = complete(before, self._names(), self._rooms())
        kind = KINDS.get(before[1:].partition(" ")[0].lower())
        if " " in before and kind and kind.name != "help":
            end = " " if " " in kind.needs else ""
            return [Completion(word + end, last, shown=word) for word in found]
        kinds = [(word, KINDS[word.lstrip(":/")]) for word in found]
        if " " in before:
            return [Completion(word, last, one.help) for word, one in kinds]
        return [
            Completion(f"{word} " if one.needs else word, last, one.help, word)
            for word, one in kinds
        ]

    def _news(self) -> None:
        """In any thread: there may be something to show, or the end."""
        if not self._asked and self._terminal:
            self._asked = True
            self._terminal.post(self._show)

    def _show(self) -> None:
        """Show what waits, some of it at a time; leave at the end."""
        self._asked = False  # first: what is put from here on is told again
        terminal = self._terminal
        if terminal is None or self._showing:
            return
        lines: list[Line] = []
        taken = 0
        while taken < SHOWN_LIMIT_TEXTS and (text := self._writer.take()):
            taken += 1
            stream, words = text
            if is_terminal(stream):
                lines.append(_line(words))
            else:  # such as a log that goes to a file: `server 2>log`
                self._writer.write(stream, words)
        if lines and (missing := self._writer.missing()):
            lines.append(_line(f"({missing} lines were left out here)"))
        if self._writer.is_ending:
            terminal.leave()
        if lines:
            self._showing = True
            terminal.show(lines, self._shown)
        elif taken:
            self._news()

    def _shown(self) -> None:
        self._showing = False
        self._show()

    def _typed(self, line: str) -> None:
        """Carry out what was typed."""
        text = line.strip()
        if not text:
            return
        self._tell(f"{PROMPT}{brief(text, ECHO_LIMIT_CHARS)}", indent="")
        if text[0] not in ":/":
            word = text.split()[0]
            known = word.lower() in KINDS
            self._refuse(line)
            self._tell(f"Did you mean :{brief(text, 80)} ?" if known else HINT)
            return
        try:
            order = parse(text)
        except Refused as refusal:
            self._refuse(line)
            self._tell(refusal.text)
            return
        match order.kind.name:
            case "stop":
                self._stop()
            case "help" | "orders":
                self._help(order.what)
            case _:
                self._order(text, self._tell)

    def _help(self, word: str) -> None:
        """Show the orders as the window has room for them."""
        columns = columns_of(sys.stdout) or USUAL_COLUMNS
        try:
            self._tell(orders_page(word, columns))
        except Refused as refusal:
            self._tell(refusal.text)

    def _refuse(self, line: str) -> None:
        if self._terminal:
            self._terminal.refuse(line)

    def _tell(self, text: str, indent: str = ANSWER) -> None:
        """From any thread: show an answer, in its turn."""
        text = clean(text, newlines=True).replace("\n", f"\n{ANSWER}")
        self._writer.put(sys.stdout, f"{indent}{text}\n")


def _line(text: str) -> Line:
    """A text of the queue, whatever it is, as a line to be shown: its rows are set in there."""
    mark = ANSWER if text.startswith(ANSWER) else FURTHER.removeprefix("\n")
    text = clean(text.rstrip("\n"), newlines=True).replace(f"\n{mark}", "\n")
    return Line([("", text)], len(mark))
