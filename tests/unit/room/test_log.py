"""The log: what readers are sent, in which order, and what is forgotten."""

import gc

import pytest

from app.protocol.entries import Entry
from app.protocol.replies import CaughtUp, Gap
from app.room.chunk import CHUNK_OVERHEAD_BYTES, FORGOTTEN, Chunk, Stream
from app.room.cursor import Cursor, Piece, Shared
from app.room.log import CHUNK_LIMIT_BYTES, Log
from tests.unit.room.reading import JOIN_LIMIT, Reader, chunks, json, plain, presence, said, stamp


def log_of(*batches: list[Entry], seq: int = 0, limit: int = 10**6) -> Log:
    """A log to which these batches were appended."""
    log = Log(stamp, seq, limit)
    for batch in batches:
        log.append(batch)
    return log


def everything(cursor: Cursor) -> list[bytes | Gap | CaughtUp]:
    """All that a cursor gives now."""
    reader = Reader(cursor)
    reader.read()
    return reader.items


def test_a_new_reader_hears_what_comes_from_now_on() -> None:
    """Nothing of before, everything after, each in its dialect."""
    log = log_of([said(1)])
    cursors = [log.at_tail(Stream.JSON), log.at_tail(Stream.PLAIN)]
    assert [everything(cursor) for cursor in cursors] == [[], []]
    entries = [presence(0), said(2), said(3)]
    log.append(entries)
    assert everything(cursors[0]) == [json(entry) for entry in entries]
    assert everything(cursors[1]) == [plain(entry) for entry in entries]


def test_nothing_is_appended_for_no_entries() -> None:
    """An empty batch makes no chunk."""
    log = log_of([said(1)])
    tail, size = log.tail, log.size
    log.append([])
    assert (log.tail, log.size) == (tail, size)


def test_what_nobody_reads_in_bare_lines_is_not_kept_so() -> None:
    """It takes no memory; who comes then hears what comes from then on."""
    log, other = log_of([said(1)]), log_of([said(1)])
    log.append([said(2)], plain=False)
    other.append([said(2)])
    assert log.size == other.size - len(plain(said(2)))
    cursor = log.at_tail(Stream.PLAIN)
    log.append([said(3)])
    assert everything(cursor) == [plain(said(3))]


def test_replay_gives_what_is_stored_then_what_is_live() -> None:
    """No presence of the past; `caught_up`; then everything, presence too."""
    log = log_of([said(1), presence(0), said(2)], [presence(1)], [said(3), presence(2)])
    cursor = log.after(1)
    log.append([presence(3), said(4)])
    assert everything(cursor) == [
        json(said(2)),
        json(said(3)),
        CaughtUp(seq=3),
        json(presence(3)),
        json(said(4)),
    ]


@pytest.mark.parametrize("seq", range(8))
def test_replay_begins_after_the_seq_that_was_asked_for(seq: int) -> None:
    """Also in the middle of a batch, at the head, and beyond it."""
    log = log_of([presence(0)], [said(1), said(2)], [presence(1)], [said(3), presence(2), said(4)])
    replayed = [json(said(number)) for number in range(seq + 1, 5)]
    assert everything(log.after(seq)) == [*replayed, CaughtUp(seq=4)]


def test_a_replay_that_missed_nothing_is_caught_up_at_once() -> None:
    """In an empty log, and at the head of one that ends in presence."""
    assert everything(Log(stamp, 7).after(7)) == [CaughtUp(seq=7)]
    assert everything(log_of([said(1)], [presence(0)]).after(1)) == [CaughtUp(seq=1)]


def test_what_was_before_the_log_began_is_a_gap() -> None:
    """A log that begins at 8 cannot give 3 to 7."""
    log = log_of([said(8)], seq=7)
    assert everything(log.after(2)) == [Gap(first=3, last=7), json(said(8)), CaughtUp(seq=8)]
    assert everything(Log(stamp, 7).after(2)) == [Gap(first=3, last=7), CaughtUp(seq=7)]


def small_log(*batches: list[Entry]) -> Log:
    """A log that keeps about two batches."""
    return log_of(*batches, limit=2 * (CHUNK_OVERHEAD_BYTES + 200))


def test_a_reader_that_stood_still_is_told_what_it_missed() -> None:
    """It reads to the end of what it had begun, then the gap, then the oldest that is kept."""
    log = small_log([said(1), said(2)])
    late = Reader(log.after(0))
    late.read(1)
    live = log.at_tail(Stream.JSON)
    for seq in range(3, 9):
        log.append([said(seq)])
    kept = log.oldest.first
    assert kept > 4
    rest = [json(said(seq)) for seq in range(kept, 9)]
    late.read()
    assert late.items == [
        json(said(1)),
        json(said(2)),
        CaughtUp(seq=2),
        Gap(first=3, last=kept - 1),
        *rest,
    ]
    assert everything(live) == [Gap(first=3, last=kept - 1), *rest]


def test_forgotten_presence_is_no_gap() -> None:
    """Only what has a number can be missing."""
    log = small_log([said(1)])
    readers = [log.at_tail(Stream.JSON), log.after(0), log.after(1)]
    for number in range(8):
        log.append([presence(number)])
    assert log.oldest.first == 2
    live = everything(readers[0])
    assert 0 < len(live) < 8
    assert live[-1] == json(presence(7))
    assert everything(readers[1]) == [json(said(1)), CaughtUp(seq=1), *live]
    assert everything(readers[2]) == [CaughtUp(seq=1), *live]


def test_replay_where_all_of_it_was_forgotten_meanwhile() -> None:
    """The gap reaches beyond the place where live began; `caught_up` says how far."""
    log = small_log([said(1)], [said(2)])
    cursor = log.after(0)
    for seq in range(3, 9):
        log.append([said(seq), presence(seq)])
    kept = log.oldest.first
    live = [line for seq in range(kept, 9) for line in (json(said(seq)), json(presence(seq)))]
    assert everything(cursor) == [
        json(said(1)),
        Gap(first=2, last=kept - 1),
        CaughtUp(seq=kept - 1),
        *live,
    ]


def test_a_reader_that_stands_still_keeps_one_chunk_alive() -> None:
    """What the log has forgotten does not hang on a slow reader."""
    log = small_log([said(1)])
    chunk = log.at_tail(Stream.JSON).chunk
    for seq in range(2, 9):
        log.append([said(seq)])
    assert chunk.next is FORGOTTEN


def test_what_is_forgotten_takes_no_memory() -> None:
    """However long the log goes on, no more chunks exist than it holds."""
    gc.collect()
    before = sum(isinstance(thing, Chunk) for thing in gc.get_objects())
    log = Log(stamp, limit=20 * CHUNK_OVERHEAD_BYTES)
    for seq in range(1, 500):
        log.append([said(seq)])
    gc.collect()
    after = sum(isinstance(thing, Chunk) for thing in gc.get_objects())
    assert after - before == len(chunks(log))


def test_the_log_forgets_the_oldest_beyond_its_limit_and_never_the_newest() -> None:
    """All encodings and the overhead count; one entry larger than the limit is still told."""
    limit = 20 * CHUNK_OVERHEAD_BYTES
    log = Log(stamp, limit=limit)
    reader = log.at_tail(Stream.JSON)
    for seq in range(1, 100):
        log.append([said(seq), presence(seq)])
        assert log.size == sum(chunk.size for chunk in chunks(log)) <= limit
    assert len(chunks(log)) > 5
    huge = said(100, "x" * limit)
    log.append([huge])
    assert chunks(log) == [log.tail]
    assert everything(reader)[-1] == json(huge)
    log.append([said(101)])
    assert log.size <= limit


def test_a_chunk_that_is_large_is_closed() -> None:
    """So that the log can forget in small steps, however large a batch was."""
    log = Log(stamp)
    entries: list[Entry] = [said(seq, "x" * 1_000) for seq in range(1, 200)]
    reader = log.after(0)
    log.append(entries)
    sizes = [len(chunk.streams[Stream.JSON]) for chunk in chunks(log)[1:]]
    assert len(sizes) > 2
    assert all(CHUNK_LIMIT_BYTES <= size < CHUNK_LIMIT_BYTES + 1_200 for size in sizes[:-1])
    exact = said(200, "x" * 60_000)
    log.append([exact, said(201, "y" * 9_000)])
    assert everything(reader) == [
        CaughtUp(seq=0),
        *(json(e) for e in [*entries, exact, said(201, "y" * 9_000)]),
    ]


def test_every_encoding_is_counted_once() -> None:
    """Where nothing but stored entries is in a chunk, its replay costs nothing."""
    log = log_of([said(1)])
    stored = log.tail
    log.append([said(2), presence(0)])
    mixed = log.tail
    assert stored.streams[Stream.REPLAY] is stored.streams[Stream.JSON]
    sizes = [len(stored.streams[s]) for s in (Stream.JSON, Stream.PLAIN)]
    assert stored.size == sum(sizes) + CHUNK_OVERHEAD_BYTES
    assert mixed.size == sum(len(stream) for stream in mixed.streams) + CHUNK_OVERHEAD_BYTES


def test_readers_at_the_same_place_share_the_same_bytes() -> None:
    """A thousand readers cost one join, in each dialect; pieces stay below the limit."""
    log = log_of()
    cursors = [log.at_tail(Stream.JSON) for _ in range(3)] + [log.at_tail(Stream.PLAIN)]
    for seq in range(1, 50):
        log.append([said(seq)])
    joined: Shared = {}
    pieces: list[Piece] = []
    for cursor in cursors:
        cursor.settle()
        piece = cursor.peek(JOIN_LIMIT, joined)
        assert piece
        pieces.append(piece)
    assert pieces[0].data is pieces[1].data is pieces[2].data
    assert bytes(pieces[3].data) != bytes(pieces[0].data)
    for piece in pieces:
        assert len(piece.chunks) > 1
        assert JOIN_LIMIT / 2 < len(piece.data) <= JOIN_LIMIT


def test_readers_whose_replay_ends_elsewhere_do_not_read_too_far() -> None:
    """Whoever joins the bytes first, each replay ends where its own live part begins."""
    log = log_of([said(1)], [said(2)])
    early = Reader(log.after(0))
    log.append([said(3), presence(0)])
    log.append([said(4)])
    late = Reader(log.after(0))
    joined: Shared = {}
    late.read(1, joined)
    early.read(joined=joined)
    late.read(joined=joined)
    lines = [json(said(seq)) for seq in range(1, 5)]
    assert early.items == [*lines[:2], CaughtUp(seq=2), lines[2], json(presence(0)), lines[3]]
    assert late.items == [*lines, CaughtUp(seq=4)]


def passed(cursor: Cursor, count: int) -> list[bool]:
    """For each chunk from 0 on, whether the cursor has passed it."""
    return [cursor.has_passed(number) for number in range(count)]


def test_an_answer_goes_out_after_what_was_before_it_and_between_entries() -> None:
    """A cursor has passed a chunk when all of it is read, and none while it is inside of one."""
    log = log_of()
    cursor = log.at_tail(Stream.JSON)
    log.append([said(1), said(2)])
    log.append([said(3)])
    assert passed(cursor, 3) == [True, False, False]
    assert cursor.settle() is None
    assert passed(cursor, 3) == [True, False, False]
    reader = Reader(cursor)
    reader.read(5)
    assert passed(cursor, 3) == [False, False, False]
    reader.read(len(json(said(1))) + len(json(said(2))) - 5)
    assert passed(cursor, 3) == [True, True, False]
    reader.read()
    assert passed(cursor, 4) == [True, True, True, False]


def test_chunks_say_which_numbers_are_in_them() -> None:
    """Where only presence is in one, it says which number comes next."""
    log = log_of([said(1), said(2)], [presence(0)], [presence(1), said(3)])
    bounds = [(chunk.number, chunk.first, chunk.last) for chunk in chunks(log)]
    assert bounds == [(0, 1, 0), (1, 1, 2), (2, 3, 2), (3, 3, 3)]
    assert isinstance(log.tail, Chunk)
