"""What is shown without a terminal: messages on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Callable, Sequence

import msgspec

from app.client.days import Days
from app.client.items import Item, Note
from app.client.render import USUAL, day, render
from app.errors import ChatError
from app.protocol.entries import Said
from app.protocol.replies import Error, ServerMessage, Whispered
from app.styled import plain_text, rows
from app.system.streams import columns_of


class Printer:
    """Prints items as lines, or messages as JSON.

    Args:
        as_json: messages of the protocol, for programs.
        typed: a person reads, who also wants to know who comes and goes, and how things stand.
            Without one each message has its date, since a file may be read much later.
        now: the time in ms since 1970.

    Attributes:
        look: how items look.
    """

    def __init__(self, *, as_json: bool, typed: bool, now: Callable[[], int]) -> None:
        """Nothing is printed yet."""
        self.look = USUAL
        self._days = Days(day, now)
        self._as_json = as_json
        self._typed = typed

    def show(self, items: Sequence[Item]) -> None:
        """Print what a person or a pipe is to see of `items`.

        Raises:
            OSError: nobody reads stdout any more.
        """
        for item in self._days.dated(items):
            if isinstance(item, Note):
                if item.kind == "error" or self._typed:
                    self._print(item, to_stderr=True)
            elif isinstance(item, Said) and self._as_json:
                self.message(item)
            elif isinstance(item, Said | Whispered) or self._typed:
                self._print(item, to_stderr=False)

    def message(self, message: ServerMessage) -> None:
        """Print a message as JSON.

        It is ASCII only, so that nothing in it can mean anything to a terminal.

        Raises:
            OSError: nobody reads stdout any more.
        """
        print(json.dumps(msgspec.to_builtins(message)).replace("\x7f", "\\u007f"), flush=True)

    def refusal(self, error: ChatError) -> None:
        """Print why a line of the input was not sent."""
        if self._as_json:
            code = getattr(error, "code", "refused")
            self.message(Error(code=code, text=str(error)))
        else:
            self.show([Note(str(error), "error")])

    def _print(self, item: Item, *, to_stderr: bool) -> None:
        out = sys.stderr if to_stderr else sys.stdout
        for row in rows(render(item, self.look, dated=not self._typed), columns_of(out)):
            print(plain_text(row), file=out)
        out.flush()
