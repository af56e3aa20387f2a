"""The ledger of a soak: what was told to the server, and what it said. Pure; knows no sockets."""

from typing import Any

Fields = dict[str, Any]
FILLINGS = "é🙂x"


class Fault(AssertionError):
    """Something that must hold did not; in words for people."""


class Ledger:
    """Everything that anybody has told, and everything that anybody has heard.

    Every text begins with a word of its own, its token, so that it is known again wherever it
    turns up, in whatever dialect.

    Attributes:
        last: the highest seq that anybody has heard.
        log: the id of the room's history; "" until somebody was told.
        is_ending: whether the server was told to stop.
    """

    def __init__(self) -> None:
        self._told: dict[str, str] = {}
        self._said: dict[int, Fields] = {}
        self._seqs: dict[str, int] = {}
        self._whispers: dict[str, tuple[int, bool]] = {}
        self.last = 0
        self.log = ""
        self.is_ending = False

    # --- told -------------------------------------------------------------------------------

    def compose(self, slot: int, length: int, *, lines: int = 1) -> str:
        """A text that nobody has told before.

        Args:
            slot: who tells it.
            length: how much filling, in characters a line.
            lines: of so many lines.
        """
        token = f"m{len(self._told) + 1}"
        filling = FILLINGS[len(self._told) % 3] * length
        text = "\n".join([f"{token} of {slot} {filling}".rstrip(), *["and more"] * (lines - 1)])
        self._told[token] = text
        return text

    def whisper(self, to: int) -> str:
        """A text for one slot only."""
        token = f"w{len(self._whispers) + 1}"
        self._whispers[token] = to, False
        return f"{token} psst"

    # --- heard ------------------------------------------------------------------------------

    def saw(self, said: Fields) -> None:
        """Somebody has got an entry, in whatever way.

        Raises:
            Fault: it is not what others have got, or what nobody told, or it was said twice.
        """
        seq: int = said["seq"]
        known = self._said.get(seq)
        if known is said:
            return
        if known is not None:
            if known != said:
                raise Fault(f"seq {seq} is {short(known)} for some, and {short(said)} for others")
            return
        token = token_of(said["text"])
        if self._told.get(token) != said["text"]:
            raise Fault(f"nobody has told this: {short(said)}")
        if token in self._seqs:
            raise Fault(f"said twice, as seq {self._seqs[token]} and as seq {seq}: {short(said)}")
        self._said[seq] = said
        self._seqs[token] = seq
        self.last = max(self.last, seq)

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

    def seq_of(self, line: str) -> int:
        """The seq of what was heard as the first line of a text, in bare lines.

        Raises:
            Fault: nobody told it, or only those in bare lines have heard it.
        """
        token = token_of(line)
        if self._told.get(token, "").partition("\n")[0] != line:
            raise Fault(f"nobody has told this: {line[:80]!r}")
        if token not in self._seqs:
            raise Fault(f"heard in bare lines only: {line[:80]!r}")
        return self._seqs[token]

    def entry(self, seq: int) -> Fields | None:
        """What was said under this seq, if anybody has heard it."""
        return self._said.get(seq)

    def check_whole(self) -> None:
        """Everything up to the last seq was heard by somebody.

        Raises:
            Fault: something was not.
        """
        if len(self._said) != self.last:
            missing = [seq for seq in range(1, self.last + 1) if seq not in self._said]
            raise Fault(f"nobody has heard {len(missing)} of {self.last}, such as {missing[:5]}")


def token_of(text: str) -> str:
    """The word that a text is known by."""
    return text.partition(" ")[0]


def short(said: Fields) -> str:
    """An entry, for a message to people."""
    return f"{said.get('text', '')[:60]!r} of {said.get('name')} ({said.get('from')})"
