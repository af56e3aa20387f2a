"""What a connection is sent, and in which order: the log, pages of what it forgot, and answers."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol.entries import Said
from app.protocol.json_lines import decode_server_json, encode_json
from app.protocol.replies import CaughtUp, Gap, Pong, ServerMessage
from app.room.chunk import CHUNK_OVERHEAD_BYTES, Stream
from app.room.log import Log
from app.server.outgoing import STAGED_LIMIT_BYTES, Outgoing
from app.server.private import PLACE_BYTES, Departure, Page, Promise
from tests.unit.room.reading import said, stamp
from tests.unit.server.wire import ALL, Wire


def pong(id: int) -> bytes:
    """An answer."""
    return encode_json(Pong(id=id))


@dataclass
class Scene:
    """A log that keeps about so many chunks, and a connection that reads it, in JSON."""

    chunks: int = 1_000
    entries: list[Said] = field(default_factory=list)
    wire: Wire = field(default_factory=Wire)

    def __post_init__(self) -> None:
        self.log = Log(stamp, 0, self.chunks * (CHUNK_OVERHEAD_BYTES + 200))
        self.out = Outgoing(self.wire.socket())
        self._rest = b""

    def say(self, count: int = 1) -> None:
        """So much is said, each in a batch of its own."""
        for _ in range(count):
            self.entries.append(said(len(self.entries) + 1))
            self.log.append(self.entries[-1:])

    def open(self, after: int) -> None:
        """It begins to read behind this seq."""
        self.out.queued_bytes += PLACE_BYTES
        self.out.queue(self.log.after(after), self.log.tail.number)

    def answer(self, id: int) -> None:
        """It is told something, as of now."""
        self.out.queued_bytes += len(pong(id))
        self.out.queue(pong(id), self.log.tail.number)

    def promise(self) -> Promise:
        """It will be told something."""
        promise = Promise()
        self.out.queue(promise, self.log.tail.number)
        return promise

    def send(self, size: int = ALL) -> bool:
        """Send what the socket takes."""
        self.wire.takes = size
        return self.out.send({})

    def page(self, gap: Gap, limit: int = 10**6) -> None:
        """Here is what is missing, or the first part of it."""
        entries = self.entries[gap.first - 1 : gap.last][:limit]
        data = b"".join(encode_json(entry) for entry in entries)
        self.out.take_page(Page(data, entries[-1].seq))

    def heard(self) -> list[ServerMessage]:
        """What the peer has heard since the last time, as far as its lines are whole."""
        *lines, self._rest = (self._rest + self.wire.read()).split(b"\n")
        return [decode_server_json(line) for line in lines]


def test_an_answer_comes_after_what_was_said_before_it() -> None:
    """And before what is said after it, if it is still to be sent."""
    scene = Scene()
    scene.open(0)
    scene.say(2)
    scene.answer(1)
    scene.say()
    assert not scene.send()
    first, second, third = scene.entries
    assert scene.heard() == [CaughtUp(seq=0), first, second, third, Pong(id=1)]
    scene.answer(2)
    scene.say()
    assert not scene.send()
    assert scene.heard() == [Pong(id=2), scene.entries[3]]


def test_answers_go_out_where_nobody_reads_a_log() -> None:
    """Before hello there is none."""
    scene = Scene()
    scene.say()
    scene.answer(1)
    assert not scene.send()
    assert scene.heard() == [Pong(id=1)]


def test_a_promise_keeps_its_place_while_the_log_goes_on() -> None:
    """Answers behind it wait for it; what is said does not."""
    scene = Scene()
    scene.open(0)
    scene.answer(1)
    promise = scene.promise()
    scene.answer(3)
    scene.say()
    assert not scene.send()
    assert scene.heard() == [CaughtUp(seq=0), Pong(id=1), scene.entries[0]]
    assert scene.out.is_waiting
    scene.say()
    assert not scene.send()
    assert scene.heard() == [scene.entries[1]]
    scene.out.fulfil(promise, pong(2))
    assert not scene.send()
    assert scene.heard() == [Pong(id=2), Pong(id=3)]
    assert not scene.out.is_waiting


def test_promises_may_be_kept_in_any_order() -> None:
    """The answers come in the order of the questions."""
    scene = Scene()
    promises = [scene.promise() for _ in range(3)]
    for number in (2, 0, 1):
        scene.out.fulfil(promises[number], pong(number))
        scene.send()
    assert scene.heard() == [Pong(id=0), Pong(id=1), Pong(id=2)]


def test_a_promise_may_come_to_nothing() -> None:
    """An answer that means nothing in bare lines does not hold up the next one."""
    scene = Scene()
    promise = scene.promise()
    scene.answer(2)
    scene.out.fulfil(promise, b"")
    assert not scene.send()
    assert scene.heard() == [Pong(id=2)]


def test_a_page_is_wanted_once_and_before_anything_else() -> None:
    """What the log has forgotten is asked for; until it comes nothing is sent."""
    scene = Scene(chunks=3)
    scene.say(9)
    oldest = scene.log.oldest.first
    assert oldest > 3
    scene.open(1)
    scene.answer(1)
    assert scene.out.page_to_ask() is None
    assert not scene.send()
    assert scene.heard() == []
    assert scene.out.is_waiting
    gap = scene.out.page_to_ask()
    assert gap == Gap(first=2, last=oldest - 1)
    scene.say()
    assert not scene.send()
    assert scene.out.page_to_ask() is None
    assert scene.heard() == []


def test_pages_are_followed_by_what_the_log_still_has() -> None:
    """Also where it goes on forgetting from page to page; then it is live, and caught up."""
    scene = Scene(chunks=3)
    scene.say(9)
    scene.open(0)
    asked = []
    while not scene.send() and (gap := scene.out.page_to_ask()):
        asked.append(gap.first)
        scene.page(gap, limit=2)
        if len(scene.entries) < 14:
            scene.say()
    assert len(asked) > 4
    heard = scene.heard()
    assert [message for message in heard if isinstance(message, Said)] == scene.entries
    assert [type(message) for message in heard].count(CaughtUp) == 1
    assert not scene.out.is_waiting
    scene.say()
    scene.send()
    assert scene.heard() == scene.entries[-1:]


def test_a_reader_that_stood_still_gets_pages_too() -> None:
    """Not only who comes back; in the dialect that it talks."""
    scene = Scene(chunks=3)
    scene.out.queue(scene.log.at_tail(Stream.JSON), 0)
    scene.send()
    scene.say(9)
    scene.send()
    assert scene.out.is_waiting
    gap = scene.out.page_to_ask()
    assert gap
    assert gap.first == 1
    scene.page(gap)
    assert not scene.send()
    assert scene.heard() == scene.entries


@pytest.mark.parametrize("size", [*range(1, 12), 50, 99, 100, 101, 200, 1_000])
def test_however_little_the_socket_takes_the_same_bytes_come(size: int) -> None:
    """Pages, entries, answers and promises are cut anywhere, and nothing gets in between."""

    def told(size: int) -> bytes:
        scene = Scene(chunks=3)
        scene.say(9)
        scene.answer(1)
        scene.open(2)
        promise = scene.promise()
        scene.answer(3)
        scene.out.fulfil(promise, pong(2))
        for _ in range(2_000):
            if not scene.send(size):
                gap = scene.out.page_to_ask()
                if gap is None:
                    break
                scene.page(gap, limit=3)
        assert not scene.out.is_waiting
        assert scene.out.waiting_bytes == 0
        return scene.wire.read()

    assert told(size) == told(ALL)


def test_an_answer_that_is_half_sent_is_finished_first() -> None:
    """Also where the log forgets meanwhile, so that a page has to come next."""
    scene = Scene(chunks=2)
    scene.open(0)
    scene.answer(1)
    scene.send(len(encode_json(CaughtUp(seq=0))) + 5)
    scene.say(9)
    scene.send()
    gap = scene.out.page_to_ask()
    assert scene.heard() == [CaughtUp(seq=0), Pong(id=1)]
    assert gap
    scene.page(gap)
    scene.send()
    assert scene.heard() == scene.entries


def test_what_waits_is_counted_until_it_is_taken() -> None:
    """What is private, whoever said it, once it is there, and a place in the log; not the log and
    its pages."""
    scene = Scene(chunks=3)
    scene.say(9)
    scene.out.tell(b"hello\n")
    assert scene.out.waiting_bytes == 6
    scene.open(0)
    promise = scene.promise()
    scene.answer(2)
    assert scene.out.waiting_bytes == 6 + PLACE_BYTES + len(pong(2))
    scene.send(4)
    assert scene.out.waiting_bytes == 2 + len(pong(2)), "it has gone to its place"
    scene.out.fulfil(promise, pong(1))
    scene.send()
    gap = scene.out.page_to_ask()
    assert gap
    scene.page(gap)
    assert scene.out.waiting_bytes == len(pong(1)) + len(pong(2))
    scene.send()
    assert scene.out.waiting_bytes == 0


def test_live_is_told_before_the_first_page_of_it() -> None:
    """Where the log has forgotten what came right after the replay, too."""
    scene = Scene(chunks=1)
    scene.open(0)
    scene.say(2)
    scene.send()
    gap = scene.out.page_to_ask()
    assert gap
    scene.page(gap)
    scene.send()
    assert scene.heard() == [CaughtUp(seq=0), *scene.entries]


def test_who_takes_nothing_in_is_overdue() -> None:
    """Asked twice: it has as much waiting as before, and took nothing."""
    scene = Scene()
    scene.answer(1)
    scene.answer(2)
    limit = len(pong(1))
    assert [scene.out.is_overdue(limit) for _ in range(2)] == [False, True]
    assert scene.send(3)
    assert not scene.out.is_overdue(limit)
    assert scene.out.is_overdue(limit)
    assert not scene.send()
    assert not scene.out.is_overdue(limit)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(1, 4)),
        st.tuples(st.just("answer"), st.none()),
        st.tuples(st.just("promise"), st.none()),
        st.tuples(st.just("fulfil"), st.integers(0, 3)),
        st.tuples(st.just("send"), st.integers(0, 300) | st.just(ALL)),
        st.tuples(st.just("page"), st.integers(1, 3)),
    ),
    max_size=40,
)


@settings(max_examples=400)
@given(steps, st.integers(1, 8), st.integers(0, 9), st.integers(0, 9))
def test_nothing_is_left_out_and_nothing_overtakes(
    steps: list[tuple[str, Any]], chunks: int, begin: int, after: int
) -> None:
    """Entries come in order without a hole; answers in order, each after what it came after."""
    scene = Scene(chunks=chunks)
    scene.say(begin)
    after = min(after, begin)
    scene.open(after)
    answers: list[int] = []
    """By answer: the last entry that had been said."""
    promises: list[tuple[int, Promise]] = []
    gap: Gap | None = None
    for step, what in [*steps, *([("fulfil", 0), ("send", ALL), ("page", 9)] * 40)]:
        match step:
            case "say":
                scene.say(what)
            case "answer":
                scene.answer(len(answers))
                answers.append(len(scene.entries))
            case "promise":
                promises.append((len(answers), scene.promise()))
                answers.append(len(scene.entries))
            case "fulfil" if promises:
                id, promise = promises.pop(what % len(promises))
                scene.out.fulfil(promise, pong(id))
            case "send":
                if not scene.send(what) and not gap:
                    gap = scene.out.page_to_ask()
            case "page" if gap:
                scene.page(gap, what)
                gap = None
    heard = scene.heard()
    assert [m for m in heard if isinstance(m, Said)] == scene.entries[after:]
    assert [m.id for m in heard if isinstance(m, Pong)] == list(range(len(answers)))
    assert sum(isinstance(m, CaughtUp) for m in heard) == 1
    last = after
    for message in heard:
        if isinstance(message, Said):
            last = message.seq
        elif isinstance(message, Pong):
            assert last >= answers[message.id or 0]
        elif isinstance(message, CaughtUp):
            assert message.seq == last
    assert not scene.out.is_waiting
    assert scene.out.waiting_bytes == 0


def test_who_goes_to_another_room_is_sent_the_rest_of_the_one_and_then_the_other() -> None:
    """Nothing is sent of the first that came after it has left; then its welcome, then the new."""
    scene, other = Scene(), Log(stamp, id="build")
    scene.open(0)
    scene.say(2)
    move(scene, other)
    scene.say(3)
    other.append([said(1, "there")])
    assert not scene.send()
    assert scene.out.log == "build"
    one, two = scene.entries[:2]
    assert scene.heard() == [CaughtUp(seq=0), one, two, Pong(id=1), said(1, "there")]


@pytest.mark.parametrize("size", [1, 7, 100])
def test_nothing_of_the_old_room_comes_after_the_welcome(size: int) -> None:
    """However little the socket takes, and whatever the old log forgets meanwhile."""
    scene, other = Scene(chunks=2), Log(stamp, id="build")
    scene.open(0)
    scene.send()
    scene.say(1)
    move(scene, other)
    other.append([said(1, "there")])
    scene.send(size)
    scene.say(9)
    for _ in range(2_000):
        if not scene.send(size):
            gap = scene.out.page_to_ask()
            if gap is None:
                break
            scene.page(gap)
    heard = scene.heard()
    assert heard[-2:] == [Pong(id=1), said(1, "there")]
    assert heard.index(scene.entries[0]) < len(heard) - 2
    assert scene.out.waiting_bytes == 0


def move(scene: Scene, other: Log) -> None:
    """It goes to another room, and is told something there."""
    scene.out.queued_bytes += 2 * PLACE_BYTES + len(pong(1))
    scene.out.queue(Departure.FROM_LOG, scene.log.tail.number)
    scene.out.queue(pong(1), 0)
    scene.out.queue(other.at_tail(Stream.JSON), other.tail.number)


def test_what_is_private_goes_in_one_send_with_what_is_said_between() -> None:
    """A flood of questions, or of moves, costs no system call for each answer."""
    scene = Scene()
    scene.open(0)
    expected: list[ServerMessage] = [CaughtUp(seq=0)]
    for number in range(50):
        scene.answer(number)
        expected.append(Pong(id=number))
        if number % 10 == 0:
            scene.say()
            expected.append(scene.entries[-1])
            scene.out.queued_bytes += PLACE_BYTES
            scene.out.queue(Departure.FROM_LOG, scene.log.tail.number)
            scene.open(len(scene.entries))
            expected.append(CaughtUp(seq=len(scene.entries)))
    assert not scene.send()
    assert scene.wire.sends == 1
    assert scene.heard() == expected
    assert scene.out.waiting_bytes == 0


def test_what_is_staged_is_bounded() -> None:
    """Who takes nothing in has a part of its answers staged, and the others wait as they are."""
    scene = Scene()
    for number in range(5_000):
        scene.answer(number)
    waiting = scene.out.waiting_bytes
    assert scene.send(100)
    assert scene.out.waiting_bytes == waiting - 100
    assert scene.send(STAGED_LIMIT_BYTES // 2)
    assert not scene.send()
    assert scene.heard() == [Pong(id=number) for number in range(5_000)]
    assert scene.wire.sends < 20


def test_what_is_cut_off_in_a_line_is_ended_before_it_is_broken_off() -> None:
    scene = Scene()
    scene.answer(1)
    scene.answer(2)
    scene.send(4)
    scene.out.break_off(pong(9))
    assert not scene.send()
    assert scene.heard() == [Pong(id=1), Pong(id=2), Pong(id=9)]
