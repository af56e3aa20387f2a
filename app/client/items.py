"""What can be shown to people: what came from the server, and what the client itself has to say."""

from dataclasses import dataclass
from typing import Literal

from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Whispered


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the client itself has to say.

    A `heading` stands before messages that were said at another time, a `day` before those of
    another day; see `app.client.days`. `help` is a longer text, set in.

    Attributes:
        text: what to say.
        kind: how it looks.
        unsent: whether it tells of something that was not said, and that a terminal's input line
            can bring back.
    """

    text: str
    kind: Literal["info", "error", "heading", "day", "help"] = "info"
    unsent: bool = False


Item = Said | Whispered | Joined | Left | Renamed | Note
"""What can be shown."""
