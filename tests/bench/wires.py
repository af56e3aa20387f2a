"""How one comes into the room and says something, in each dialect. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wire:
    """A dialect.

    Attributes:
        name: what it is called.
        hello: the first line of client number %d; empty if it has nothing to say.
        welcome: stands in what the server answers to exactly this client, once it is in the room.
        before: of a line with which something is said, what stands before the text.
        after: and what stands behind it.
        numbered: whether `before` has a place for the message's number on this connection.
    """

    name: str
    hello: bytes
    welcome: bytes
    before: bytes
    after: bytes
    numbered: bool = False

    def come(self, number: int) -> bytes:
        """What client number so and so sends first."""
        return self.hello % number if self.hello else b""

    def say(self, id: int, text: bytes) -> bytes:
        """A line that says this, as the message number `id` of the connection."""
        before = self.before % id if self.numbered else self.before
        return before + text + self.after


JSON = Wire(
    name="json",
    hello=b'{"type":"hello","v":1,"name":"u%d"}\n',
    welcome=b'"type":"welcome"',
    before=b'{"type":"say","id":%d,"text":"',
    after=b'"}\n',
    numbered=True,
)
PLAIN = Wire(name="plain", hello=b":nick u%d\n", welcome=b"-- You are ", before=b"", after=b"\n")
BARE = Wire(name="bare", hello=b"", welcome=b"Welcome.\n", before=b"", after=b"\n")
"""Of the servers that are only compared with: a line in is a line out, and nothing else."""

WIRES = {wire.name: wire for wire in (JSON, PLAIN, BARE)}
