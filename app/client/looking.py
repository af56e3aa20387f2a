"""Looking back: what was asked of what is stored, and how much of it has come. Pure.

An answer holds at most PAGE_LIMIT_ENTRIES, so one look may take several; it is shown as one block,
whatever is said meanwhile. It trusts no server: each answer goes further back, or is the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.client.checks import check_words
from app.client.items import Item, Note
from app.client.symbols import cut, symbols
from app.errors import Refused
from app.protocol.entries import Said
from app.protocol.limits import PAGE_LIMIT_ENTRIES
from app.protocol.replies import Earlier, Found
from app.protocol.requests import History, Search

WORDS_LIMIT_CHARS = 60
"""How much of the words that were looked for is shown with what was found."""


@dataclass(slots=True)
class _Look:
    """What is asked for, and what of it is there so far.

    Attributes:
        id: of all its requests.
        words: what to look for; "" for whatever was said.
        limit: how many entries are wanted.
        before: the lowest seq so far; None if the last entries are wanted.
        entries: those that have come, oldest first.
    """

    id: int
    words: str
    limit: int
    before: int | None
    entries: list[Said] = field(default_factory=list)

    def request(self) -> History | Search:
        """What to ask next."""
        limit = min(self.limit - len(self.entries), PAGE_LIMIT_ENTRIES)
        if self.words:
            return Search(text=self.words, before=self.before, limit=limit, id=self.id)
        return History(before=self.before, limit=limit, id=self.id)

    def add(self, entries: Sequence[Said]) -> bool:
        """Take those that go further back, as many as are wanted; whether there was one."""
        added: list[Said] = []
        for entry in reversed(entries):
            wanted = len(self.entries) + len(added) < self.limit
            if wanted and (self.before is None or entry.seq < self.before):
                added.append(entry)
                self.before = entry.seq
        self.entries[:0] = reversed(added)
        return bool(added)


class Looking:
    """What is looked for, one thing at a time, and from where the next look goes on."""

    def __init__(self) -> None:
        """Nothing is looked for."""
        self._look: _Look | None = None
        self._shown: int | None = None
        """The seq before which nothing of the history was shown."""
        self._words = ""
        """What was searched last."""
        self._found: int | None = None
        """The seq of the earliest entry that was found with them."""

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is waited for."""
        return self._look is not None

    def history_begins(self, seq: int) -> None:
        """From this seq on everything is shown; what was known of another history is forgotten."""
        self._look = None
        self._shown = seq
        self._found = None

    def begin(self, asked: History | Search, id: int) -> History | Search:
        """Look for something, and for nothing else any more.

        Args:
            asked: how many entries; a search without words goes on with those before.
            id: of all requests that this takes.

        Returns:
            What to ask the server.

        Raises:
            Refused: there are no words to look for, or too many; nothing has changed.
        """
        if isinstance(asked, History):
            self._look = _Look(id, "", asked.limit, self._shown)
        else:
            self._set_words(asked.text)
            self._look = _Look(id, self._words, asked.limit, self._found)
        return self._look.request()

    def take(self, answer: Earlier | Found) -> tuple[list[Item], History | Search | None]:
        """What is to be shown now that an answer has come, and what to ask the server next."""
        look = self._look
        if look is None or answer.id != look.id or isinstance(answer, Found) != bool(look.words):
            return [], None
        further = look.add(answer.entries) and answer.more
        if further and len(look.entries) < look.limit:
            return [], look.request()
        self._look = None
        if look.words:
            again, self._found = self._found is not None, look.before
            return _found(look, again=again, more=further), None
        self._shown = look.before
        return _earlier(look, more=further), None

    def give_up(self) -> bool:
        """Wait for no answer any more; whether one was waited for."""
        waited, self._look = self.is_waiting, None
        return waited

    def refused(self, id: int | None) -> None:
        """The server refused the request with this id."""
        if self._look is not None and self._look.id == id:
            self._look = None

    def _set_words(self, words: str) -> None:
        check_words(words)
        if not words and not self._words:
            raise Refused("empty-text", "Nothing was searched for yet: type :search WORDS")
        if words:
            self._words, self._found = words, None


def _earlier(look: _Look, *, more: bool) -> list[Item]:
    count = len(look.entries)
    if not count:
        return [Note("There is nothing earlier.")]
    end = ":history shows more." if more else "there is nothing before them."
    return [
        Note(f"{count:,} earlier message{'s' if count != 1 else ''}:", "heading"),
        *look.entries,
        Note(f"End of the earlier messages; {end}"),
    ]


def _found(look: _Look, *, again: bool, more: bool) -> list[Item]:
    count = len(look.entries)
    with_words = f"with {symbols().open}{cut(look.words, WORDS_LIMIT_CHARS)}{symbols().close}"
    earlier = " earlier" if again else ""
    if not count:
        return [Note(f"Found nothing{earlier} {with_words}.")]
    if more:  # it is not known how many there are in all
        found = f"The {count:,} before those" if again else f"The last {count:,}"
    else:
        found = f"Found {count:,}{earlier}"
    end = ":search looks further back." if more else "there is nothing earlier."
    return [
        Note(f"{found} {with_words}:", "heading"),
        *look.entries,
        Note(f"End of what was found; {end}"),
    ]
