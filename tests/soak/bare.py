"""One connection in bare lines: what it says, and whether it hears all that is said, in order.

Pure: lines out, lines in. In bare lines nothing has a number: what was heard is compared with the
ledger once those who talk JSON have heard it too.
"""

import re
from collections.abc import Iterable

from tests.soak.history import Fault, token_of
from tests.soak.ledger import LOBBY, Ledger

SAID = re.compile(r"\[[^\]]+\] (?:\* \S+ |\S+: )(m\d+ .*)")
WHISPERED = re.compile(r"\[[^\]]+\] \S+ -> [bs](\d+)\S*: (w\d+ .*)")
CAME_IN = re.compile(r"-- You are \S+, in ([a-z]+)(?: with .*)?\.")
INVALID = [
    ":join",
    ":join !",
    ":msg",
    ":msg nobody-here psst",
    ":nick",
    ":nick !",
    ":nick server",
    "",
    " ",
    ":me",
]
"""Lines that are refused, or mean nothing."""


class BareSession:
    """Somebody at a bare terminal.

    Args:
        slot: which client of the plan it is.
        ledger: what everybody tells and hears.

    Attributes:
        name: what it is called, as far as this can be known.
        heading: the room in which it is once all that it has sent is carried out.
    """

    def __init__(self, slot: int, ledger: Ledger) -> None:
        self.slot = slot
        self.name = f"b{slot}"
        self.heading = self._room = LOBBY
        self._ledger = ledger
        self._named = False
        self._own: set[str] = set()
        self._heard: list[tuple[str, str]] = []  # rooms and lines; no line for coming in
        self._goodbye: int | None = None
        self._last = 0

    # --- out --------------------------------------------------------------------------------

    def say(self, texts: Iterable[str], before: str = "") -> bytes:
        """Say texts of one line, each with something `before` it."""
        out = self._introduced()
        for text in texts:
            self._own.add(token_of(text))
            out += f"{before}{text}\n".encode()
        return out

    def command(self, text: str) -> bytes:
        """Send a command that is no text."""
        return self._introduced() + text.encode() + b"\r\n"

    def nick(self, name: str) -> bytes:
        """Take a name that nobody else ever asks for."""
        self.name = name
        return self.command(f":nick {name}")

    def join(self, room: str) -> bytes:
        """Go to another room."""
        self.heading = room
        return self.command(f":join {room}")

    def goodbye(self) -> None:
        """From here on it sends nothing: up to the end it hears everything."""
        self._goodbye = self._ledger.room(self.heading).last

    def bye(self) -> bytes:
        """Ask to be let go."""
        self.goodbye()
        return self.command(":quit")

    def _introduced(self) -> bytes:
        if self._named:
            return b""
        self._named = True
        return f":nick {self.name}\n".encode()

    # --- in ---------------------------------------------------------------------------------

    def hear(self, line: bytes) -> None:
        """A line has come.

        Raises:
            Fault: it is not what the protocol promises.
        """
        text = line.decode()
        if said := SAID.fullmatch(text):
            self._heard.append((self._room, said[1]))
            self._own.discard(token_of(said[1]))
        elif (whispered := WHISPERED.fullmatch(text)) and int(whispered[1]) == self.slot:
            self._ledger.heard_whisper(whispered[2], self.slot)  # and no copy of one's own
        elif (came := CAME_IN.fullmatch(text)) and came[1] != self._room:
            self._room = came[1]
            self._heard.append((self._room, ""))
        elif "messages are missing here" in text:
            raise Fault(f"a gap, and everything is kept: {text}")

    def ended(self) -> None:
        """The server has closed the connection.

        Raises:
            Fault: it was not asked to, or has left something out.
        """
        if self._goodbye is None:
            raise Fault("the server has closed the connection")
        if self._own:
            raise Fault(f"never came back to who said it: {', '.join(sorted(self._own)[:5])}")
        if self._room != self.heading:
            raise Fault(f"it went to {self.heading}, and was never told that it is there")

    def settle(self) -> None:
        """Compare what was heard with what others have heard; all of it has to be known.

        Raises:
            Fault: something is missing, doubled, swapped or invented.
        """
        for room, line in self._heard:
            if not line:
                self._last = 0  # what it hears here begins somewhere
                continue
            seq = self._ledger.room(room).seq_of(line)
            if self._last and seq != self._last + 1:
                came = f"seq {seq} came after seq {self._last}"
                raise Fault(f"in bare lines, in {room}, {came}: {line[:60]!r}")
            self._last = seq
        self._heard.clear()
        if self._goodbye and self._last and self._last < self._goodbye:
            raise Fault(f"seq {self._goodbye} was said before it left, and {self._last} came last")
