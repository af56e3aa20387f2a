"""Log and cursors against a plain list: whoever reads, however slowly, gets what was said.

Each reader's bytes are the encoded entries in order, in whole lines; where stored entries were
forgotten, and only there, stands a gap that says which. A reader that has an archive, which keeps
all that is stored, gets every stored entry, and no gap.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol.entries import Entry, Said
from app.protocol.replies import CaughtUp, Gap
from app.room.chunk import CHUNK_OVERHEAD_BYTES, Stream
from app.room.cursor import Cursor, Shared
from app.room.log import Log
from tests.unit.room.reading import Reader, chunks, json, plain, presence, said, stamp


@dataclass
class World:
    """A log, all that was ever appended to it, and in which chunk each entry is."""

    log: Log
    entries: list[Entry] = field(default_factory=list)
    chunk_of: list[int] = field(default_factory=list)
    first_seq: int = 1

    @property
    def seq(self) -> int:
        """The seq of the last stored entry."""
        return self.first_seq - 1 + sum(isinstance(entry, Said) for entry in self.entries)

    def stored(self, gap: Gap, limit: int) -> list[Said]:
        """What an archive has: the first of the stored entries that belong into a gap."""
        before = [said(seq) for seq in range(1, self.first_seq)]
        entries = [*before, *(entry for entry in self.entries if isinstance(entry, Said))]
        return [entry for entry in entries if gap.first <= entry.seq <= gap.last][:limit]

    def append(self, kinds: list[bool]) -> None:
        """Append a batch: a stored entry for each True, presence for each False."""
        batch: list[Entry] = []
        seq = self.seq
        for stored in kinds:
            seq += stored
            number = len(self.entries) + len(batch)
            batch.append(said(seq) if stored else presence(number))
        self.log.append(batch)
        self.entries += batch
        self.chunk_of += [self.log.tail.number] * len(batch)

    def is_forgotten(self, index: int) -> bool:
        """Whether memory holds this entry no more."""
        return self.chunk_of[index] < self.log.oldest.number


class Archived(Reader):
    """A reader that gets what the log has forgotten from elsewhere, page by page.

    Args:
        cursor: where it reads.
        world: what there is to read.
        encode: how it reads.
        page: how many entries it gets at a time.
    """

    def __init__(
        self, cursor: Cursor, world: World, encode: Callable[[Entry], bytes], page: int
    ) -> None:
        """Start with nothing read."""
        super().__init__(cursor)
        self._world = world
        self._encode = encode
        self._page = page

    def bridge(self, gap: Gap) -> None:
        """Get one page of what is missing."""
        entries = self._world.stored(gap, self._page)
        self.take(b"".join(self._encode(entry) for entry in entries))
        self.cursor.skip(entries[-1].seq)


class Checked:
    """A reader whose every item is compared with the list as it comes.

    Args:
        world: what there is to read.
        after: the seq after which it replays; None to begin at the head.
        stream: how it reads.
        page: how many entries it gets from an archive at a time; 0 if it has none.
    """

    def __init__(self, world: World, after: int | None, stream: Stream, page: int) -> None:
        """Begin to read."""
        self._world = world
        self._encode = plain if stream is Stream.PLAIN else json
        cursor = world.log.at_tail(stream) if after is None else world.log.after(after)
        self._reader = Archived(cursor, world, self._encode, page) if page else Reader(cursor)
        self._has_archive = bool(page)
        self._head = len(world.entries)
        self._next = self._head
        self._replaying = after is not None
        if after is not None:
            self._next = next(
                (i for i, e in enumerate(world.entries) if isinstance(e, Said) and e.seq > after),
                self._head,
            )
        missing = after is not None and after < world.first_seq - 1
        self._before = list(range((after or 0) + 1, world.first_seq)) if missing else []
        self._missing: list[int] = []  # what gaps have told since the last line

    def read(self, budget: int, joined: Shared, bridges: int = 10**9) -> None:
        """Read, and check what came."""
        done = len(self._reader.items)
        self._reader.read(budget, joined, bridges)
        for item in self._reader.items[done:]:
            match item:
                case Gap():
                    assert not self._has_archive
                    self._missing += range(item.first, item.last + 1)
                case CaughtUp():
                    self._caught_up(item)
                case _:
                    self._line(item)

    def finish(self) -> None:
        """Read all that is left: it must be all that there is."""
        self.read(10**9, {})
        assert not self._replaying, "was never told that it has caught up"
        if self._next < len(self._world.entries):
            self._skip(len(self._world.entries))
        assert not self._missing

    def _line(self, line: bytes) -> None:
        if self._has_archive and self._before:
            assert line == self._encode(said(self._before.pop(0)))
            return
        entries = self._world.entries
        index = self._next
        while index < len(entries) and self._encode(entries[index]) != line:
            index += 1
        assert index < len(entries), f"came twice, out of order, or torn: {line!r}"
        assert isinstance(entries[index], Said) if self._replaying else index >= self._head
        self._skip(index)
        self._next = index + 1

    def _skip(self, to: int) -> None:
        """Entries before this one did not come: were they forgotten, and was it told?"""
        skipped = range(self._next, to)
        seqs = list(self._before)
        for index in skipped:
            entry = self._world.entries[index]
            if isinstance(entry, Said):
                seqs.append(entry.seq)
            live = index >= self._head and not self._replaying
            if live or isinstance(entry, Said):
                assert self._world.is_forgotten(index), f"skipped: {entry}"
        assert self._missing == seqs
        self._missing = []
        self._before.clear()
        self._next = to

    def _caught_up(self, told: CaughtUp) -> None:
        assert self._replaying
        entries = self._world.entries
        replayed = [i for i, e in enumerate(entries) if isinstance(e, Said) and e.seq <= told.seq]
        self._skip(max(self._next, 0 if self._missing else self._head, *[i + 1 for i in replayed]))
        assert told.seq >= self._world.first_seq - 1
        self._replaying = False


amounts = st.one_of(st.integers(0, 700), st.just(10**9))
pages = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.lists(st.booleans(), min_size=1, max_size=6)),
        st.tuples(st.just("read"), st.tuples(st.integers(0, 9), amounts, st.integers(0, 3))),
        st.tuples(st.sampled_from(["all read", "all read, the last one first"]), amounts),
        st.tuples(st.just("come"), st.tuples(st.sampled_from([Stream.JSON, Stream.PLAIN]), pages)),
        st.tuples(st.just("come back"), st.tuples(st.integers(0, 3) | st.integers(0, 40), pages)),
        st.tuples(st.just("clear"), st.none()),
    ),
    max_size=50,
)
# So that some replays overlap, and end at different places.
beginnings = st.integers(0, 4).map(
    lambda n: [("append", [True, False]), ("come back", (0, n % 2))] * n
)


@settings(max_examples=700)
@given(beginnings, steps, st.integers(1, 14), st.sampled_from([0, 0, 5]))
def test_every_reader_gets_every_entry_once_and_in_order(
    beginning: list[tuple[str, Any]], steps: list[tuple[str, Any]], size: int, began: int
) -> None:
    """Readers come at any time, read at any pace, and share what they read."""
    limit = size * CHUNK_OVERHEAD_BYTES
    world = World(Log(stamp, began, limit), first_seq=began + 1)
    readers: list[Checked] = []
    joined: Shared = {}
    for step, what in beginning + steps:
        match step:
            case "append":
                world.append(what)
                held = chunks(world.log)
                assert world.log.size == sum(chunk.size for chunk in held)
                assert world.log.size <= limit + held[-1].size
            case "read" if readers:
                readers[what[0] % len(readers)].read(what[1], joined, what[2])
            case "all read":
                for reader in readers:
                    reader.read(what, joined)
            case "all read, the last one first":
                for reader in reversed(readers):
                    reader.read(what, joined)
            case "come":
                readers.append(Checked(world, None, *what))
            case "come back":
                after = min(what[0], world.seq)
                readers.append(Checked(world, after, Stream.REPLAY, what[1]))
            case "clear":
                joined.clear()
    for reader in readers:
        reader.finish()
