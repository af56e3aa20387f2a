"""The archive: who is answered when, and with what. Its steps are taken without its thread."""

from collections.abc import Sequence
from typing import NoReturn, cast

import pytest

from app.errors import JournalError
from app.protocol.dialects import Dialect
from app.protocol.entries import Said
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import decode_server_json, encode_json
from app.protocol.limits import TEXT_LIMIT_CHARS
from app.protocol.replies import Earlier, Error, Found, Gap, ServerMessage
from app.room.batch import Lookup
from app.server import lookups
from app.server.archive import PAGE_BYTES, PAGE_ENTRIES, QUESTIONS_LIMIT, REST_S, Archive
from app.server.connection import Connection
from app.server.private import Page, Promise
from tests.unit.room.reading import plain, said, stamp
from tests.unit.server.wire import Desk, Wire, connected

LONGEST = "\U0001f600" * TEXT_LIMIT_CHARS
"""16,000 bytes."""
LOG = "log-1"
"""The id of the history that there is."""
STEPS = 100
"""After so many, everything here is done."""


class Shelf:
    """A journal's reader that has these entries.

    Attributes:
        broken: nothing can be read.
        searched: between which seqs was searched.
        settled: how often it was given its time.
        closed: whether it was let go of.
        clock: what the time is, in seconds.
        entry_s: how long it takes to look at one entry.
    """

    def __init__(self, entries: Sequence[Said]) -> None:
        """Put them there."""
        self._entries = list(entries)
        self.broken = False
        self.searched: list[tuple[int, int]] = []
        self.settled = 0
        self.closed = False
        self.clock = 0.0
        self.entry_s = 0.0

    def between(self, log: str, first: int, last: int, limit: int, limit_chars: int) -> list[Said]:
        """Some of them."""
        found: list[Said] = []
        for entry in self._some(log, first, last)[:limit]:
            found.append(entry)
            limit_chars -= len(entry.text)
            if limit_chars <= 0:
                break
        return found

    def search(
        self, log: str, words: Sequence[str], first: int, last: int, limit: int
    ) -> list[Said]:
        """Those with these words, the newest first."""
        self.searched.append((first, last))
        self.clock += self.entry_s * (last - first + 1)
        entries = reversed(self._some(log, first, last))
        return [entry for entry in entries if all(word in entry.text for word in words)][:limit]

    def settle(self) -> None:
        """Take the time."""
        self.settled += 1
        if self.broken:
            raise JournalError("it is broken")

    def close(self) -> None:
        """Let go."""
        self.closed = True

    def _some(self, log: str, first: int, last: int) -> list[Said]:
        assert log == LOG
        if self.broken:
            raise JournalError("it is broken")
        return [entry for entry in self._entries if first <= entry.seq <= last]


class Office(Desk):
    """A desk that keeps a record.

    Attributes:
        pages: what was supplied, and to whom.
        answered: who was answered, in order.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.pages: list[tuple[int, Page]] = []
        self.answered: list[int] = []

    def fulfil(self, connection: Connection, promise: Promise, data: bytes) -> None:
        """Here is the answer that was promised."""
        self.answered.append(connection.id)
        super().fulfil(connection, promise, data)

    def supply(self, connection: Connection, page: Page) -> None:
        """Here is a page that was asked for."""
        self.answered.append(connection.id)
        self.pages.append((connection.id, page))

    def break_off(self, connection: Connection, data: bytes, reason: str) -> None:
        """There is no page."""
        self.answered.append(connection.id)
        super().break_off(connection, data, reason)


class Scene:
    """An archive of some entries, and those who ask it."""

    def __init__(self, entries: Sequence[Said]) -> None:
        """Nobody has asked yet."""
        self.shelf = Shelf(entries)
        self.office = Office()
        self.rests: list[float] = []
        self.archive = Archive(
            self.shelf, stamp, fault, lambda: self.shelf.clock, self.rests.append
        )
        self._askers: dict[int, Connection] = {}

    def asker(self, id: int, dialect: Dialect = Dialect.JSON) -> Connection:
        """Somebody who asks."""
        if id not in self._askers:
            self._askers[id] = connected(id, Wire(), self.office)
            self._askers[id].dialect = dialect
        return self._askers[id]

    def ask(self, id: int, lookup: Lookup) -> Promise:
        """Somebody asks."""
        promise = Promise()
        assert self.archive.look_up(self.asker(id), lookup, promise)
        return promise

    def carry_out(self) -> int:
        """Take all steps there are; give how many."""
        steps = 0
        while self.archive.step():
            steps += 1
            assert steps < STEPS
        return steps

    def answer(self, lookup: Lookup) -> ServerMessage:
        """What a question is answered with."""
        promise = self.ask(1, lookup)
        self.carry_out()
        return told(promise)

    def page(self, first: int, last: int, *, plain: bool = False) -> Page:
        """What is supplied."""
        self.archive.read(self.asker(1), LOG, first, last, plain=plain)
        self.carry_out()
        ((id, page),) = self.office.pages
        self.office.pages.clear()
        assert id == 1
        return page


def asks(
    first: int, last: int, limit: int, words: tuple[str, ...] = (), id: int | None = None
) -> Lookup:
    """A question about it."""
    return Lookup(LOG, first, last, limit, words, id)


def fault(error: BaseException) -> NoReturn:
    """There is no thread that could end."""
    raise error


def told(promise: Promise) -> ServerMessage:
    """The answer that has come: one line that everybody accepts."""
    assert promise.data is not None
    assert promise.data.count(b"\n") == 1
    assert len(promise.data) <= LINE_LIMIT_BYTES + 1
    return decode_server_json(promise.data)


def in_steps_of(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Search so many entries at a time."""
    for name in ("LEAST", "FIRST", "MOST"):
        monkeypatch.setattr(lookups, f"SEARCH_{name}_ENTRIES", size)


def entries(first: int, last: int, text: str = "hello") -> list[Said]:
    """These entries."""
    return [said(seq, text) for seq in range(first, last + 1)]


def lines(messages: Sequence[ServerMessage]) -> bytes:
    """As they are sent."""
    return b"".join(encode_json(message) for message in messages)


def test_there_is_nothing_to_do() -> None:
    """Until somebody asks."""
    assert not Scene([]).archive.step()


# --- pages ----------------------------------------------------------------------------------


def test_a_page_has_what_comes_next() -> None:
    """All that is wanted, or as much as a page holds; it says how far it goes."""
    scene = Scene(entries(1, 500))
    assert scene.page(5, 8) == Page(lines(entries(5, 8)), 8)
    end = 4 + PAGE_ENTRIES
    assert scene.page(5, end) == scene.page(5, 500) == Page(lines(entries(5, end)), end)


def test_a_page_of_long_entries_has_fewer() -> None:
    """So that nobody has many of them in memory."""
    scene = Scene(entries(1, 100, "x" * (TEXT_LIMIT_CHARS - 10)))
    page = scene.page(1, 100)
    assert PAGE_BYTES <= len(page.data) < PAGE_BYTES + 3 * TEXT_LIMIT_CHARS
    assert page.data == lines(entries(1, page.last, "x" * (TEXT_LIMIT_CHARS - 10)))


def test_a_page_is_in_the_dialect_of_its_reader() -> None:
    """Bare lines for who reads the log in bare lines."""
    page = Scene(entries(3, 9)).page(1, 4, plain=True)
    missing = b"-- 2 messages are missing here\n"
    assert page == Page(missing + plain(said(3)) + plain(said(4)), 4)


def test_what_is_not_stored_any_more_is_a_gap() -> None:
    """In its place; if nothing of it is stored, nothing but a gap."""
    scene = Scene(entries(51, 90))
    whole = Gap(first=1, last=50)
    assert scene.page(1, 80) == Page(lines([whole, *entries(51, 80)]), 80)
    assert scene.page(50, 51) == Page(lines([Gap(first=50, last=50), said(51)]), 51)
    assert scene.page(1, 50) == Page(lines([whole]), 50)
    assert scene.page(51, 52) == Page(lines(entries(51, 52)), 52)


def test_who_cannot_be_supplied_has_to_come_back() -> None:
    """It is no gap: what cannot be read now may be read later."""
    scene = Scene(entries(1, 90))
    scene.shelf.broken = True
    reader = scene.asker(1)
    scene.archive.read(reader, LOG, 1, 80, plain=False)
    scene.carry_out()
    assert scene.office.pages == []
    assert reader.ending
    reader.out.send({})
    told = decode_server_json(cast(Wire, reader.sock).read())
    assert isinstance(told, Error)
    assert (told.code, told.id) == ("try-later", None)


# --- looking back ---------------------------------------------------------------------------


def test_looking_back_gives_the_last_entries_oldest_first() -> None:
    """As many as are wanted, and whether there are earlier ones."""
    scene = Scene(entries(1, 90))
    assert scene.answer(asks(1, 90, 3, id=7)) == Earlier(entries=entries(88, 90), more=True, id=7)
    assert scene.answer(asks(1, 3, 3)) == Earlier(entries=entries(1, 3))
    assert scene.answer(asks(1, 2, 3)) == Earlier(entries=entries(1, 2))
    assert scene.answer(asks(1, 4, 3)) == Earlier(entries=entries(2, 4), more=True)


def test_looking_back_before_the_first_gives_nothing() -> None:
    """And nothing more."""
    scene = Scene(entries(51, 90))
    for last in (50, 0, -1):
        assert scene.answer(asks(51, last, 3)) == Earlier(entries=[])
    assert scene.answer(asks(51, 52, 3)) == Earlier(entries=entries(51, 52))


def test_looking_back_gives_no_more_than_a_line_holds() -> None:
    """The newest of them, and the rest can be asked for."""
    scene = Scene(entries(1, 20, LONGEST[:-10]))
    last, seen = 20, list[Said]()
    while last:
        answer = scene.answer(asks(1, last, 100))
        assert isinstance(answer, Earlier)
        assert 0 < len(answer.entries) < 5
        assert answer.entries[-1].seq == last
        seen = [*answer.entries, *seen]
        last = answer.entries[0].seq - 1
        assert answer.more == (last > 0)
    assert seen == entries(1, 20, LONGEST[:-10])


# --- searching ------------------------------------------------------------------------------


def test_a_search_finds_the_last_entries_oldest_first() -> None:
    """As many as are wanted, and whether there may be earlier ones."""
    scene = Scene([*entries(1, 3, "yes"), *entries(4, 6, "no"), *entries(7, 9, "yes")])
    found = [said(seq, "yes") for seq in (1, 2, 3, 7, 8, 9)]
    search = scene.answer
    assert search(asks(1, 9, 9, ("yes",), 7)) == Found(entries=found, id=7)
    assert search(asks(1, 9, 4, ("yes",))) == Found(entries=found[2:], more=True)
    assert search(asks(1, 6, 1, ("yes",))) == Found(entries=found[2:3], more=True)
    assert search(asks(1, 9, 9, ("yes", "8"))) == Found(entries=[said(8, "yes")])
    assert search(asks(1, 6, 9, ("maybe",))) == Found(entries=[])
    assert search(asks(1, -1, 9, ("yes",))) == Found(entries=[])


def test_a_search_ends_where_enough_is_found_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes from the newest back, a part at a time, and no entry is looked at twice."""
    in_steps_of(10, monkeypatch)
    rare = {3: "yes", 21: "yes", 34: "yes"}
    stored = [said(seq, rare.get(seq, "no")) for seq in range(1, 36)]
    scene = Scene(stored)
    promise = scene.ask(1, asks(1, 35, 9, ("yes",)))
    assert scene.carry_out() == 4
    assert told(promise) == Found(entries=[stored[2], stored[20], stored[33]])
    assert scene.shelf.searched == [(26, 35), (16, 25), (6, 15), (1, 5)]
    scene.shelf.searched.clear()
    assert scene.answer(asks(1, 35, 2, ("yes",))) == Found(
        entries=[stored[20], stored[33]], more=True
    )
    assert scene.shelf.searched == [(26, 35), (16, 25)]
    last = scene.answer(asks(1, 35, 12, ("no",)))
    assert isinstance(last, Found)
    assert [entry.seq for entry in last.entries] == [22, 23, 24, 25, *range(26, 34), 35][1:]


def test_a_search_finds_no_more_than_a_line_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """And goes no further back than that."""
    in_steps_of(2, monkeypatch)
    scene = Scene(entries(1, 20, LONGEST[:-10]))
    answer = scene.answer(asks(1, 20, 100, ("\U0001f600",)))
    assert isinstance(answer, Found)
    assert answer.more
    assert 0 < len(answer.entries) < 5
    assert answer.entries == entries(21 - len(answer.entries), 20, LONGEST[:-10])
    assert len(scene.shelf.searched) <= 3


def test_a_question_that_cannot_be_answered_is_refused() -> None:
    """With its id; the next one is answered again."""
    scene = Scene(entries(1, 9))
    for words in ((), ("hello",)):
        scene.shelf.broken = True
        answer = scene.answer(asks(1, 9, 9, words, 7))
        assert isinstance(answer, Error)
        assert (answer.code, answer.id) == ("not-readable", 7)
        scene.shelf.broken = False
        assert not isinstance(scene.answer(asks(1, 9, 9, words, 7)), Error)


# --- turns ----------------------------------------------------------------------------------


def test_those_who_ask_take_turns() -> None:
    """Who asks much does not hold up who asks little; each one's answers come in order."""
    scene = Scene(entries(1, 9))
    for _ in range(3):
        scene.ask(1, asks(1, 9, 1))
    scene.ask(2, asks(1, 9, 1))
    scene.ask(3, asks(1, 9, 1))
    scene.ask(2, asks(1, 9, 1))
    assert scene.carry_out() == 6
    assert scene.office.answered == [1, 2, 3, 1, 2, 1]


def test_pages_and_questions_take_turns() -> None:
    """Many who ask do not hold up one who is far behind, nor the other way round."""
    scene = Scene(entries(1, 9))
    for id in (1, 2, 3):
        scene.ask(id, asks(1, 9, 1))
    for id in (4, 5):
        scene.archive.read(scene.asker(id), LOG, 1, 9, plain=False)
    scene.carry_out()
    assert scene.office.answered == [4, 1, 5, 2, 3]


def test_a_step_is_short_by_the_clock() -> None:
    """However long each entry takes; where it is quick, a step has more of them."""
    scene = Scene(entries(1, 30_000))
    scene.shelf.entry_s = 1e-7
    scene.answer(asks(1, 30_000, 1, ("nothing",)))
    sizes = [last - first + 1 for first, last in scene.shelf.searched]
    assert sizes[:5] == [100, 200, 400, 800, 1_600]
    assert max(sizes) == 5_000
    scene.shelf.searched.clear()
    scene.shelf.entry_s = 1e-3
    scene.ask(1, asks(1, 30_000, 1, ("nothing",)))
    for _ in range(20):
        scene.archive.step()
    sizes = [last - first + 1 for first, last in scene.shelf.searched]
    assert sizes[:2] == [100, 20]
    assert all(10 <= size <= 20 for size in sizes[1:])


def test_a_long_search_lets_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also who comes in between; one's own next question waits for it."""
    in_steps_of(2, monkeypatch)
    scene = Scene(entries(1, 9))
    scene.ask(1, asks(1, 9, 9, ("nothing",), 1))
    scene.ask(1, asks(1, 9, 1, id=2))
    scene.ask(2, asks(1, 9, 1))
    scene.archive.step()
    scene.ask(3, asks(1, 9, 1))
    scene.carry_out()
    assert scene.office.answered == [2, 3, 1, 1]
    assert len(scene.shelf.searched) == 5


def test_so_many_questions_of_one_connection_may_wait() -> None:
    """Then no more, until one is answered; others may still ask, and pages always come."""
    scene = Scene(entries(1, 9))
    for _ in range(QUESTIONS_LIMIT):
        scene.ask(1, asks(1, 9, 1))
    assert not scene.archive.look_up(scene.asker(1), asks(1, 9, 1), Promise())
    scene.archive.read(scene.asker(1), LOG, 1, 9, plain=False)
    scene.ask(2, asks(1, 9, 1))
    assert scene.carry_out() == QUESTIONS_LIMIT + 2
    assert scene.office.answered.count(1) == QUESTIONS_LIMIT + 1
    scene.ask(1, asks(1, 9, 1))


def test_who_is_gone_is_not_answered() -> None:
    """Nor is anything read for them; others are."""
    scene = Scene(entries(1, 9))
    scene.ask(1, asks(1, 9, 1, ("hello",)))
    scene.archive.read(scene.asker(1), LOG, 1, 9, plain=False)
    scene.ask(2, asks(1, 9, 1))
    scene.asker(1).closed = True
    assert scene.carry_out() == 3
    assert (scene.office.answered, scene.shelf.searched) == ([2], [])


def test_after_each_answer_others_have_the_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a moment; who is far behind does not wait for that, nor does a search at each step."""
    in_steps_of(2, monkeypatch)
    scene = Scene(entries(1, 9))
    scene.archive.read(scene.asker(2), LOG, 1, 9, plain=False)
    scene.carry_out()
    assert scene.rests == []
    scene.ask(1, asks(1, 9, 9, ("nothing",)))
    scene.ask(2, asks(1, 9, 1))
    assert scene.carry_out() > 2
    assert scene.rests == [REST_S] * 2


# --- the journal's own time -----------------------------------------------------------------


def test_the_journal_gets_its_time_once_it_is_asked_for() -> None:
    """Beside what is to be answered, and also if that is nothing."""
    scene = Scene(entries(1, 9))
    scene.archive.settle()
    scene.archive.settle()
    assert scene.carry_out() == 1
    promise = scene.ask(1, asks(1, 9, 1))
    scene.archive.settle()
    scene.carry_out()
    assert scene.shelf.settled == 2
    assert told(promise) == Earlier(entries=[said(9)], more=True)


def test_a_journal_that_cannot_use_its_time_gets_it_again() -> None:
    """After a minute; nobody is told but the log."""
    scene = Scene([])
    scene.shelf.broken = True
    for now, settled in ((1.0, 1), (30.0, 1), (62.0, 2)):
        scene.shelf.clock = now
        scene.archive.settle()
        scene.carry_out()
        assert scene.shelf.settled == settled


def test_the_reader_is_let_go_of_at_the_end() -> None:
    """Also where the archive was never started."""
    scene = Scene([])
    scene.archive.stop()
    assert scene.shelf.closed
