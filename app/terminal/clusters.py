"""What people take for one character is deleted as one, and the cursor never stands within it.

Knows what `app.styled` takes for a character, so that both agree: a letter with its marks, a flag,
emoji that are joined to one.
"""

from prompt_toolkit.buffer import Buffer

from app.styled import graphemes

CLUSTER_LIMIT_CHARS = 256
"""So far back from the cursor it is looked where a character begins; a longer one is divided."""


class ClusterBuffer(Buffer):
    """A buffer whose cursor moves and deletes by whole characters."""

    @property
    def cursor_position(self) -> int:
        """Where the cursor stands, in code points."""
        return super().cursor_position

    @cursor_position.setter
    def cursor_position(self, value: int) -> None:
        value = max(0, min(value, len(self.text)))
        start, end = around(self.text, value)
        to = end if value > self.cursor_position else start
        vars(Buffer)["cursor_position"].__set__(self, to)

    def delete_before_cursor(self, count: int = 1) -> str:
        """Delete so many code points before the cursor, and what else is of the same character."""
        at = self.cursor_position
        return super().delete_before_cursor(at - around(self.text, max(0, at - count))[0])

    def delete(self, count: int = 1) -> str:
        """Delete so many code points behind the cursor, and what else is of the same character."""
        at = self.cursor_position
        end = min(at + count, len(self.text))
        return super().delete(around(self.text, end)[1] - at)


def around(text: str, at: int) -> tuple[int, int]:
    """Where the character begins and ends within which a place is; twice the place if in none."""
    if not 0 < at < len(text) or text[at - 1 : at + 1].isascii():
        return at, at
    start = max(text.rfind("\n", 0, at) + 1, at - CLUSTER_LIMIT_CHARS)
    for char, _ in graphemes(text[start : at + CLUSTER_LIMIT_CHARS], 2 * CLUSTER_LIMIT_CHARS):
        if start == at:
            break
        if start + len(char) > at:
            return start, start + len(char)
        start += len(char)
    return at, at
