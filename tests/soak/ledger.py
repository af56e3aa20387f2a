"""The ledger of a soak: what was told to the server, and whom it was for. Pure; knows no sockets.

What was said of it in each room is in `history.py`.
"""

from tests.soak.history import Fault, History, Text, token_of

LOBBY = "lobby"
FILLINGS = "é🙂x"


class Ledger:
    """Everything that anybody has told, and everything that anybody has heard.

    Every text begins with a word of its own, its token, so that it is known again wherever it
    turns up, in whatever dialect and room.

    Attributes:
        is_ending: whether the server was told to stop.
    """

    def __init__(self) -> None:
        self._told: dict[str, Text] = {}
        self._rooms: dict[str, History] = {}
        self._whispers: dict[str, tuple[int, bool]] = {}
        self.is_ending = False

    # --- told -------------------------------------------------------------------------------

    def compose(self, slot: int, length: int, *, lines: int = 1, room: str = LOBBY) -> str:
        """A text that nobody has told before.

        Args:
            slot: who tells it.
            length: how much filling, in characters a line.
            lines: of so many lines.
            room: where it is to be said, and nowhere else.
        """
        token = f"m{len(self._told) + 1}"
        filling = FILLINGS[len(self._told) % 3] * length
        text = "\n".join([f"{token} of {slot} {filling}".rstrip(), *["and more"] * (lines - 1)])
        self._told[token] = Text(text, room)
        return text

    def whisper(self, to: int) -> str:
        """A text for one slot only."""
        token = f"w{len(self._whispers) + 1}"
        self._whispers[token] = to, False
        return f"{token} psst"

    # --- heard ------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How much was said in all rooms together, as far as anybody has heard it."""
        return sum(history.last for history in self._rooms.values())

    def room(self, name: str) -> History:
        """What anybody has heard in a room."""
        if name not in self._rooms:
            self._rooms[name] = History(name, self._told)
        return self._rooms[name]

    def heard_whisper(self, text: str, slot: int) -> None:
        """A whisper has come to a slot.

        Raises:
            Fault: it was for another, or came already.
        """
        token = token_of(text)
        to, came = self._whispers.get(token, (-1, False))
        if to != slot:
            raise Fault(f"a whisper for client {to} came to client {slot}: {text!r}")
        if came:
            raise Fault(f"a whisper came twice: {text!r}")
        self._whispers[token] = to, True

    def check_whole(self) -> None:
        """Everything up to the last seq of each room was heard there by somebody.

        Raises:
            Fault: something was not.
        """
        for history in self._rooms.values():
            history.check_whole()
