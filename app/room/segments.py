"""What came of some commands in several rooms: in segments, a batch of one room each.

They are told in their order: who moves leaves one room in an earlier segment than that in which it
comes into the other. Knows rooms; nothing of who may do what.
"""

from collections.abc import Callable, Sequence

from app.protocol.entries import Said
from app.protocol.replies import Error
from app.room.batch import Batch
from app.room.room import Room

Segment = tuple[Room, Batch]


class Segments:
    """Collects what comes of commands until it is stored, or undone.

    Attributes:
        touched: where something happens in the batch that goes on.
        taken: where something happened in the batch that was taken last.
    """

    def __init__(self) -> None:
        """Nothing has happened."""
        self._ended: list[Segment] = []
        self.touched: dict[Room, None] = {}
        self.taken: list[Room] = []

    def touch(self, room: Room) -> Room:
        """Something happens in this room."""
        self.touched[room] = None
        return room

    def cut(self, room: Room) -> None:
        """What has come of it in a room is told before what comes now in another."""
        batch = room.cut()
        if batch.events or batch.replies or batch.closing:
            self.touch(room)
            self._ended.append((room, batch))

    def step_out(self, room: Room, id: int) -> None:
        """Let a connection hear no more of a room; the next one is opened to it after that."""
        self.touch(room).step_out(id)
        self.cut(room)

    def take(self) -> list[Segment]:
        """What has come of everything since the last call, in the order in which it is told."""
        segments, self._ended = self._ended, []
        segments += [(room, room.take()) for room in self.touched]
        self.taken = list(self.touched)
        self.touched.clear()
        return segments

    def settle(self) -> None:
        """What was taken is stored, or undone: its numbers hold."""
        for room in self.taken:
            room.settle()

    def undo(
        self, segments: Sequence[Segment], room_of: Callable[[int], Room | None], text: str
    ) -> None:
        """What was taken could not be stored: give the numbers back, and tell the senders.

        Presence and readers coming in stay in the batches; what was said goes.

        Args:
            segments: what was taken.
            room_of: where the member on a connection is; None if there is none.
            text: what the senders are told.
        """
        heads = {room.name: room.stored_seq for room in self.taken}
        last = dict(segments)
        lost = [(room.speaker(said), said) for room, batch in segments for said in batch.said()]
        for room, batch in segments:
            batch.forget_said(room.stored_seq, room.first, heads)
        for speaker, said in lost:
            # Only on the connection that said it: a client that has come back says it again.
            where = None if speaker is None else room_of(speaker)
            if speaker is not None and where:
                error = Error(code="not-stored", text=text, id=said.id)
                last[where].replies.append((speaker, error))
        for room in self.taken:
            room.forgotten()


def said_in(segments: Sequence[Segment]) -> dict[str, list[Said]]:
    """What was said, by room."""
    said: dict[str, list[Said]] = {}
    for room, batch in segments:
        if entries := batch.said():
            said.setdefault(room.name, []).extend(entries)
    return said
