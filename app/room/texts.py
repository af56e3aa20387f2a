"""What may be said, and how long it may be."""

from app.errors import Refused
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.limits import TEXT_LIMIT_CHARS, TEXT_LIMIT_LINES
from app.protocol.replies import Limits
from app.text import clean

LIMITS = Limits(
    line_bytes=LINE_LIMIT_BYTES, text_chars=TEXT_LIMIT_CHARS, text_lines=TEXT_LIMIT_LINES
)


def checked_text(text: str) -> str:
    """What people say, cleaned and within the limits.

    Raises:
        Refused: `empty-text`, `text-too-long` or `too-many-lines`.
    """
    if len(text) <= 2 * TEXT_LIMIT_CHARS:  # cleaning takes its time
        text = clean(text, newlines=True).strip("\n").rstrip()
    if not text:
        raise Refused("empty-text", "There is nothing in that message; not sent.")
    if len(text) > TEXT_LIMIT_CHARS:
        size = f"{len(text):,} characters, {TEXT_LIMIT_CHARS:,} are allowed"
        raise Refused("text-too-long", f"That message is too long ({size}); not sent.")
    lines = text.count("\n") + 1
    if lines > TEXT_LIMIT_LINES:
        size = f"{lines} lines, {TEXT_LIMIT_LINES} are allowed"
        raise Refused("too-many-lines", f"That message has too many lines ({size}); not sent.")
    return text
