"""The archive: the thread that reads what is stored. Knows the journal's reader, no sockets.

It serves what memory does not hold any more: pages for those who are far behind, `history` and
`search` (`lookups.py`). A question takes as many short steps as it needs; those who ask take
turns, and so do pages and questions, so that nobody waits for somebody else's large one.
It also gives the journal the time it needs now and then (`settle`).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition, Thread

from app.errors import JournalError
from app.journal.journal import Reader
from app.protocol.entries import Said
from app.protocol.json_lines import encode_json
from app.protocol.plain_lines import Stamp, encode_plain
from app.protocol.replies import Error, Gap
from app.room.batch import Lookup
from app.server.connection import Connection
from app.server.lookups import Lookups, Question
from app.server.private import Page, Promise
from app.server.turns import Turns

PAGE_ENTRIES = 100
PAGE_BYTES = 48 * 1024
"""About how much is read, and handed to one connection, at a time."""
REST_S = 0.001
"""How long the archive rests after each answer, so that others have the interpreter meanwhile:
about as long as it takes to put one together."""
SETTLE_RETRY_S = 60.0
"""After it has failed the journal is not settled for so long."""
QUESTIONS_LIMIT = 16
"""How many questions of one connection may wait; of pages it has one at most."""
NOT_READABLE = "The server cannot read what was said before; its log says why."
TRY_LATER = "The server cannot read what you have missed; its log says why. Come back later."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Somebody reads this log, and is far behind: entries `first` to `last` come next.

    `plain` tells in which of the log's encodings; its dialect may be another one since.
    """

    connection: Connection
    log: str
    first: int
    last: int
    plain: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """Somebody wants to know; the answer has its place already, at the promise."""

    connection: Connection
    question: Question
    promise: Promise


class Archive:
    """Reads the journal for everybody.

    Args:
        reader: the journal's; closed at the end.
        stamp: how a time is shown in the plain dialect.
        on_fault: is called, in the archive's thread, with an exception that ended it.
        clock: tells monotonic seconds.
        rest: waits for so many seconds, without the interpreter.
    """

    def __init__(
        self,
        reader: Reader,
        stamp: Stamp,
        on_fault: Callable[[BaseException], None],
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        """Make an archive that has not started yet."""
        self._reader = reader
        self._lookups = Lookups(reader, clock)
        self._stamp = stamp
        self._on_fault = on_fault
        self._changed = Condition()
        self._pages: Turns[_Pages] = Turns()
        self._asked: Turns[_Asked] = Turns()
        self._had_page = False
        self._clock = clock
        self._rest = rest
        self._settling = False
        self._settle_after = 0.0
        self._stopping = False
        self._thread = Thread(target=self._run, name="chat-archive")

    # --- for other threads ------------------------------------------------------------------

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Answer nothing more, wait for the thread's end, and close the reader."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()
        self._reader.close()

    def read(self, connection: Connection, log: str, first: int, last: int, *, plain: bool) -> None:
        """Supply a page of these entries of the history with this id.

        A worker asks for one page at a time.
        """
        with self._changed:
            self._pages.add(connection.id, _Pages(connection, log, first, last, plain))
            self._changed.notify()

    def look_up(self, connection: Connection, lookup: Lookup, promise: Promise) -> bool:
        """Answer a question, by fulfilling the promise. False if too many of them wait."""
        with self._changed:
            if self._asked.count(connection.id) >= QUESTIONS_LIMIT:
                return False
            asked = _Asked(connection, self._lookups.question(lookup), promise)
            self._asked.add(connection.id, asked)
            self._changed.notify()
        return True

    def settle(self) -> None:
        """Give the journal its time, soon."""
        with self._changed:
            self._settling = True
            self._changed.notify()

    # --- the thread -------------------------------------------------------------------------

    def step(self) -> bool:
        """Do the next piece of work, a short one; False if there was none.

        After each answer comes a rest. For one thread: the archive's own.
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
            self._changed.wait_for(self._has_work)
            return not self._stopping

    def _has_work(self) -> bool:
        return bool(self._pages or self._asked or self._settling or self._stopping)

    def _take(self) -> _Pages | _Asked | None:
        """The next one: a page and a question by turns, where both are wanted."""
        self._had_page = bool(self._pages) and not (self._had_page and self._asked)
        if self._had_page:
            return self._pages.take()
        return self._asked.take() if self._asked else None

    def _settle(self) -> None:
        if self._clock() < self._settle_after:
            return
        try:
            self._reader.settle()
        except JournalError as error:
            log.warning("%s", error)
            self._settle_after = self._clock() + SETTLE_RETRY_S

    def _carry_out(self, work: _Pages | _Asked) -> None:
        connection = work.connection
        try:
            if isinstance(work, _Pages):
                self._supply(work)
            else:
                self._answer(work)
        except JournalError as error:
            log.error("connection %d asked for what cannot be read: %s", connection.id, error)
            if isinstance(work, _Pages):
                # Not a gap: it is there, and will be read when the client comes back.
                answer = Error(code="try-later", text=TRY_LATER)
                data = connection.encode(answer, self._stamp)
                connection.worker.break_off(connection, data, "the history cannot be read")
            else:
                answer = Error(code="not-readable", text=NOT_READABLE, id=work.question.lookup.id)
                data = connection.encode(answer, self._stamp)
                connection.worker.fulfil(connection, work.promise, data)

    # --- pages ------------------------------------------------------------------------------

    def _supply(self, wanted: _Pages) -> None:
        first, last, connection = wanted.first, wanted.last, wanted.connection
        entries = self._reader.between(wanted.log, first, last, PAGE_ENTRIES, PAGE_BYTES)
        # What is not stored any more is the oldest of all.
        begin = entries[0].seq if entries else last + 1
        lines: list[bytes] = []
        if begin > first:
            lines.append(self._line(Gap(first=first, last=begin - 1), plain=wanted.plain))
        lines += [self._line(entry, plain=wanted.plain) for entry in entries]
        page = Page(b"".join(lines), entries[-1].seq if entries else last)
        connection.worker.supply(connection, page)

    def _line(self, message: Said | Gap, *, plain: bool) -> bytes:
        return encode_plain(message, self._stamp) if plain else encode_json(message)

    # --- questions --------------------------------------------------------------------------

    def _answer(self, asked: _Asked) -> None:
        """Take one step towards the answer, and give it if that was the last one."""
        connection = asked.connection
        came = self._lookups.step(asked.question)
        if isinstance(came, Question):
            with self._changed:
                self._asked.put_back(connection.id, replace(asked, question=came))
            return
        data = connection.encode(came, self._stamp)
        connection.worker.fulfil(connection, asked.promise, data)
        self._rest(REST_S)
