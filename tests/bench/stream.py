"""What is said in a measurement, and how it is found again in what a client hears. Pure.

A text is `~`, one digit for the sender, seven for the sender's count, and filler up to the size
that was asked for. So whoever hears it knows who said it, which one it was and, where messages
are sent on a schedule, when.
"""

TAG_BYTES = 9
SENDERS_LIMIT = 10
NUMBERS = 10_000_000
"""A sender's count stays below this; a message's key is sender * NUMBERS + count."""

_LETTERS = b"abcdefghijklmnopqrstuvwxyz"


class Texts:
    """Texts of one size.

    Args:
        size_bytes: of each text, TAG_BYTES or more.
    """

    def __init__(self, size_bytes: int) -> None:
        if size_bytes < TAG_BYTES:
            raise ValueError(f"a text has {TAG_BYTES} bytes or more")
        filler_bytes = size_bytes - TAG_BYTES
        self.filler = (_LETTERS * (filler_bytes // len(_LETTERS) + 1))[:filler_bytes]

    def text(self, sender: int, number: int) -> bytes:
        """A sender's message number so and so, from 0."""
        return b"~%d%07d%s" % (sender, number, self.filler)


class Heard:
    """The messages in one client's stream, however it is cut into pieces.

    Args:
        texts: what is said.

    Attributes:
        garbled: how many lines have a message's beginning, and not the rest of it.
    """

    def __init__(self, texts: Texts) -> None:
        self._filler = texts.filler
        self._rest = b""
        self._offset = 0  # of the rest, in the stream
        self.garbled = 0

    def feed(self, piece: bytes | memoryview) -> list[tuple[int, int]]:
        """Take the next piece.

        Returns:
            for each message that is complete now its key, and where in the stream its line ends.
        """
        data = self._rest + piece
        find, filler, offset = data.find, self._filler, self._offset
        found = []
        start = 0
        while (end := find(b"\n", start)) >= 0:
            at = find(b"~", start, end)
            if at >= 0:
                digits = data[at + 1 : at + TAG_BYTES]
                if digits.isdigit() and data.startswith(filler, at + TAG_BYTES, end):
                    found.append((int(digits), offset + end + 1))
                else:
                    self.garbled += 1
            start = end + 1
        self._rest = data[start:]
        self._offset += start
        return found


class Sequences:
    """Whether each sender's messages come completely, once and in their order.

    Args:
        senders: how many there are.

    Attributes:
        counts: how many have come from each sender.
        faults: how often a message was not the one after the sender's last.
    """

    def __init__(self, senders: int) -> None:
        self.counts = [0] * senders
        self.faults = 0

    def take(self, key: int) -> int:
        """A message was heard; give its sender."""
        sender, number = divmod(key, NUMBERS)
        if sender >= len(self.counts):
            self.faults += 1
            return 0
        if number != self.counts[sender]:
            self.faults += 1
        self.counts[sender] = number + 1
        return sender
