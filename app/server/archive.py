"""The archive: the thread that reads what is stored. Knows the journal's reader, no sockets.

It serves what memory does not hold any more: pages for those who are far behind, `history` and
`search`. Each question is answered in short steps, and those who ask take turns, so that nobody
waits for somebody else's large one, and nobody else for any of them. It also gives the journal the
time it needs now and then (`settle`).
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Condition, Thread

from app.errors import JournalError
from app.journal.journal import Reader
from app.protocol.dialects import Stamp, encode_json
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.messages import Earlier, Error, Found, Gap, Said
from app.room.batch import Lookup
from app.server.connection import Connection
from app.server.outgoing import Page, Promise

PAGE_ENTRIES = 100
PAGE_BYTES = 48 * 1024
"""About how much is read, and handed to one connection, at a time."""
ANSWER_LIMIT_BYTES = LINE_LIMIT_BYTES - 1024
"""How long the entries of one answer may be together, with room for what stands around them."""
SEARCH_STEP_ENTRIES = 20_000
"""How many entries are searched before others have their turn."""
QUESTIONS_LIMIT = 16
"""How many questions of one connection may wait."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Somebody reads the log, and is far behind: entries `first` to `last` come next."""

    connection: Connection
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Question:
    """Somebody wants to know; `found` so far, the newest first."""

    connection: Connection
    lookup: Lookup
    promise: Promise
    found: tuple[Said, ...] = ()


_Work = _Pages | _Question


class Archive:
    """Reads the journal for everybody.

    Args:
        room: the room's name.
        reader: the journal's; closed at the end.
        stamp: how a time is shown in the plain dialect.
        on_fault: is called, in the archive's thread, with an exception that ended it.
    """

    def __init__(
        self,
        room: str,
        reader: Reader,
        stamp: Stamp,
        on_fault: Callable[[BaseException], None],
    ) -> None:
        """Make an archive that has not started yet."""
        self._room = room
        self._reader = reader
        self._stamp = stamp
        self._on_fault = on_fault
        self._changed = Condition()
        self._waiting: dict[int, deque[_Work]] = {}
        """By connection, whoever has its turn next first."""
        self._settling = False
        self._stopping = False
        self._thread = Thread(target=self._run, name="chat-archive")

    # --- for other threads ------------------------------------------------------------------

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Answer nothing more, and wait for the thread's end."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()
        self._reader.close()

    def read(self, connection: Connection, first: int, last: int) -> None:
        """Supply a page of these entries. A worker asks for one page at a time."""
        self._add(_Pages(connection, first, last))

    def look_up(self, connection: Connection, lookup: Lookup, promise: Promise) -> bool:
        """Answer a question, by fulfilling the promise. False if too many of them wait."""
        return self._add(_Question(connection, lookup, promise), QUESTIONS_LIMIT)

    def settle(self) -> None:
        """Give the journal its time, soon."""
        with self._changed:
            self._settling = True
            self._changed.notify()

    def _add(self, work: _Work, limit: int | None = None) -> bool:
        with self._changed:
            waiting = self._waiting.setdefault(work.connection.id, deque())
            if limit is not None and len(waiting) >= limit:
                return False
            waiting.append(work)
            self._changed.notify()
        return True

    # --- the thread -------------------------------------------------------------------------

    def step(self) -> bool:
        """Do the next piece of work, a short one; False if there was none.

        For one thread: the archive's own.
        """
        with self._changed:
            work = self._take()
            settling, self._settling = self._settling, False
        if settling:
            self._settle()
        if work and not work.connection.closed:
            self._carry_out(work)
        return settling or work is not None

    def _run(self) -> None:
        try:
            while self._wait():
                self.step()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not stay here
            self._on_fault(error)

    def _wait(self) -> bool:
        """Sleep until there is something to do; False at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._settling or self._stopping)
            return not self._stopping

    def _take(self) -> _Work | None:
        """The next one; whoever asked it goes to the end of the row with what is left."""
        if not self._waiting:
            return None
        id = next(iter(self._waiting))
        waiting = self._waiting.pop(id)
        work = waiting.popleft()
        if waiting:
            self._waiting[id] = waiting
        return work

    def _put_back(self, work: _Work) -> None:
        """It is not done yet: go on with it when it is its turn again."""
        with self._changed:
            self._waiting.setdefault(work.connection.id, deque()).appendleft(work)

    def _settle(self) -> None:
        try:
            self._reader.settle()
        except JournalError as error:
            log.warning("%s", error)

    def _carry_out(self, work: _Work) -> None:
        try:
            if isinstance(work, _Pages):
                self._supply(work)
            elif work.lookup.words:
                self._search(work)
            else:
                self._look_back(work)
        except JournalError as error:
            log.error("connection %d asked for what cannot be read: %s", work.connection.id, error)
            self._fail(work)

    def _fail(self, work: _Work) -> None:
        connection = work.connection
        if isinstance(work, _Pages):
            gap = connection.encode(Gap(first=work.first, last=work.last), self._stamp)
            connection.worker.supply(connection, Page(gap, work.last))
            return
        text = "The server cannot read what was said before; its log says why."
        error = Error(code="not-readable", text=text, id=work.lookup.id)
        data = connection.encode(error, self._stamp)
        connection.worker.fulfil(connection, work.promise, data)

    # --- pages ------------------------------------------------------------------------------

    def _supply(self, wanted: _Pages) -> None:
        first, last, connection = wanted.first, wanted.last, wanted.connection
        entries = self._reader.between(self._room, first, last, PAGE_ENTRIES, PAGE_BYTES)
        # What is not stored any more is the oldest of all.
        begin = entries[0].seq if entries else last + 1
        lines: list[bytes] = []
        if begin > first:
            lines.append(connection.encode(Gap(first=first, last=begin - 1), self._stamp))
        lines += [connection.encode(entry, self._stamp) for entry in entries]
        page = Page(b"".join(lines), entries[-1].seq if entries else last)
        connection.worker.supply(connection, page)

    # --- questions --------------------------------------------------------------------------

    def _look_back(self, question: _Question) -> None:
        lookup = question.lookup
        first = max(lookup.first, lookup.last - lookup.limit + 1)
        entries = self._reader.between(
            self._room, first, lookup.last, lookup.limit, lookup.limit * LINE_LIMIT_BYTES
        )
        entries = _newest(entries)
        more = bool(entries) and entries[0].seq > lookup.first
        self._answer(question, Earlier(entries=entries, more=more, id=lookup.id))

    def _search(self, question: _Question) -> None:
        """Search some more, from the newest back."""
        lookup = question.lookup
        first = max(lookup.first, lookup.last - SEARCH_STEP_ENTRIES + 1)
        wanted = lookup.limit - len(question.found)
        new = self._reader.search(self._room, lookup.words, first, lookup.last, wanted)
        found = (*question.found, *new)
        enough = len(found) >= lookup.limit or _size(found) > ANSWER_LIMIT_BYTES
        if first > lookup.first and not enough:
            rest = replace(lookup, last=first - 1)
            self._put_back(replace(question, lookup=rest, found=found))
            return
        entries = _newest(found[::-1])
        more = enough and bool(entries) and entries[0].seq > lookup.first
        self._answer(question, Found(entries=entries, more=more, id=lookup.id))

    def _answer(self, question: _Question, answer: Earlier | Found) -> None:
        connection = question.connection
        data = connection.encode(answer, self._stamp)
        connection.worker.fulfil(connection, question.promise, data)


def _newest(entries: Sequence[Said]) -> list[Said]:
    """Of entries, oldest first, as many of the last ones as one line holds."""
    room = ANSWER_LIMIT_BYTES
    start = len(entries)
    while start > 0 and (room := room - len(encode_json(entries[start - 1]))) >= 0:
        start -= 1
    return list(entries[start:])


def _size(entries: Sequence[Said]) -> int:
    return sum(len(encode_json(entry)) for entry in entries)
