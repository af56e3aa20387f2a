"""What can be shown to people: what came from the server, and what the client itself has to say."""

from dataclasses import dataclass
from typing import Literal

from app.protocol.messages import Joined, Left, Renamed, Said, Whispered


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the client itself has to say.

    A `heading` stands before messages that were said at another time; see `app.client.days`.
    """

    text: str
    kind: Literal["info", "error", "heading"] = "info"


Item = Said | Whispered | Joined | Left | Renamed | Note
"""What can be shown."""
