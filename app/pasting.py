"""What is made of a pasted text before it may stand in an input line. Pure."""

from dataclasses import dataclass

from app.text import clean

PASTE_LIMIT_CHARS = 100_000
"""What is longer is cut, and that is said."""
WIDE_COLUMNS = 66
"""From here on the question is asked in full."""
NO_ANSWER = "Enter is no answer."
CUT = f"Only the first {PASTE_LIMIT_CHARS:,} characters were taken."


@dataclass(frozen=True, slots=True)
class Paste:
    """A pasted text.

    Attributes:
        text: it, harmless, its lines ended by `\\n`, without the ends of its last one.
        is_cut: whether it was too long.
    """

    text: str
    is_cut: bool

    @property
    def asks(self) -> bool:
        """Whether it has to be asked what to do with it."""
        return "\n" in self.text or self.is_cut

    def __add__(self, other: "Paste") -> "Paste":
        """One pasted behind the other."""
        if not other.text:
            return self
        text = f"{self.text}\n{other.text}"
        is_cut = self.is_cut or other.is_cut or len(text) > PASTE_LIMIT_CHARS
        return Paste(text[:PASTE_LIMIT_CHARS], is_cut)

    def question(self, columns: int, *, fits: bool = True) -> list[str]:
        """What is asked, as lines.

        Args:
            columns: the window's.
            fits: whether it may be sent as one message; if not, sending it is not offered.
        """
        count = self.text.count("\n") + 1
        lines = f"{count:,} line{'' if count == 1 else 's'}"
        if not fits:
            narrow, full = ": too long. e/n", ": too long for one message. e: edit first, n: forget"
            ask = lines + (narrow if columns < WIDE_COLUMNS else full)
        elif columns < WIDE_COLUMNS:
            ask = f"Send {lines}? y/e/n"
        else:
            as_one = "" if count == 1 else " as one message"
            ask = f"Send {lines}{as_one}? y: send, e: edit first, n: forget"
        return [CUT, ask] if self.is_cut else [ask]


def pasted(data: str) -> Paste:
    """What a terminal has sent as pasted; terminals end its lines by `\\r`, too."""
    part = data[: 2 * PASTE_LIMIT_CHARS].replace("\r\n", "\n").replace("\r", "\n")
    is_cut = len(data) > 2 * PASTE_LIMIT_CHARS or len(part) > PASTE_LIMIT_CHARS
    return Paste(clean(part[:PASTE_LIMIT_CHARS], newlines=True).rstrip("\n"), is_cut)
