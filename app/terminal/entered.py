"""What was entered before: kept for the arrow keys, and suggested behind the cursor."""

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

HISTORY_LIMIT_LINES = 1000
"""So many are kept, and of so many it is known that they were refused."""


class BoundedHistory(InMemoryHistory):
    """The lines entered so far; the oldest go."""

    def append_string(self, string: str) -> None:
        """Add one."""
        super().append_string(string)
        del self._loaded_strings[HISTORY_LIMIT_LINES:]
        del self._storage[:-HISTORY_LIMIT_LINES]


class Suggesting(AutoSuggest):
    """Suggests the newest entry that goes on from the last line, and was not refused."""

    def __init__(self) -> None:
        """Nothing was refused yet."""
        self._refused: dict[str, None] = {}

    def entered(self, text: str) -> None:
        """This was entered; it is taken to be right until `refuse` says otherwise."""
        self._refused.pop(text, None)

    def refuse(self, text: str) -> None:
        """What was entered is not suggested, until it is entered again and not refused."""
        self._refused[text] = None
        while len(self._refused) > HISTORY_LIMIT_LINES:
            del self._refused[next(iter(self._refused))]

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        """The rest of a line of the newest entry that begins so; None if there is none."""
        begun = document.text.rsplit("\n", 1)[-1]
        if not begun.strip():
            return None
        for text in reversed(buffer.history.get_strings()):
            if text in self._refused:
                continue
            for line in reversed(text.splitlines()):
                if line.startswith(begun):
                    return Suggestion(line[len(begun) :])
        return None
