"""What was said in one room of a soak, as anybody has heard it. Pure; knows nothing of who did."""

from collections.abc import Mapping
from typing import Any, NamedTuple

Fields = dict[str, Any]


class Fault(AssertionError):
    """Something that must hold did not; in words for people."""


class Text(NamedTuple):
    """Something that was told to the server, and the room in which it was meant to be said."""

    text: str
    room: str


class History:
    """One order of entries, without holes, the same for everybody.

    Args:
        room: the room's name.
        told: what was told to the server, by token; it grows.

    Attributes:
        last: the highest seq that anybody has heard.
        log: the id of the room's history; "" until somebody was told.
    """

    def __init__(self, room: str, told: Mapping[str, Text]) -> None:
        self._room = room
        self._told = told
        self._said: dict[int, Fields] = {}
        self._seqs: dict[str, int] = {}
        self.last = 0
        self.log = ""

    def saw(self, said: Fields) -> None:
        """Somebody has got an entry of this room, in whatever way.

        Raises:
            Fault: it is not what others have got, or what nobody told here, or it was said twice.
        """
        seq: int = said["seq"]
        known = self._said.get(seq)
        if known is said:
            return
        if known is not None:
            if known != said:
                one, other = short(known), short(said)
                raise Fault(f"{self._room}: seq {seq} is {one} for some, and {other} for others")
            return
        token = token_of(said["text"])
        self._check_told(token, said["text"], short(said))
        if token in self._seqs:
            twice = f"as seq {self._seqs[token]} and as seq {seq}"
            raise Fault(f"{self._room}: said twice, {twice}: {short(said)}")
        self._said[seq] = said
        self._seqs[token] = seq
        self.last = max(self.last, seq)

    def seq_of(self, line: str) -> int:
        """The seq of what was heard here as the first line of a text, in bare lines.

        Raises:
            Fault: nobody told it here, or only those in bare lines have heard it.
        """
        token = token_of(line)
        self._check_told(token, line, repr(line[:80]), lines=1)
        if token not in self._seqs:
            raise Fault(f"{self._room}: heard in bare lines only: {line[:80]!r}")
        return self._seqs[token]

    def check_whole(self) -> None:
        """Everything up to the last seq was heard by somebody.

        Raises:
            Fault: something was not.
        """
        if len(self._said) != self.last:
            missing = [seq for seq in range(1, self.last + 1) if seq not in self._said]
            what = f"{len(missing)} of {self.last}, such as {missing[:5]}"
            raise Fault(f"{self._room}: nobody has heard {what}")

    def _check_told(self, token: str, words: str, shown: str, *, lines: int | None = None) -> None:
        text, room = self._told.get(token, Text("", ""))
        if "\n".join(text.split("\n")[:lines]) != words:
            raise Fault(f"{self._room}: nobody has told this: {shown}")
        if room != self._room:
            raise Fault(f"{self._room}: this was for {room}, and came here: {shown}")


def token_of(text: str) -> str:
    """The word that a text is known by."""
    return text.partition(" ")[0]


def short(said: Fields) -> str:
    """An entry, for a message to people."""
    return f"{said.get('text', '')[:60]!r} of {said.get('name')} ({said.get('from')})"
