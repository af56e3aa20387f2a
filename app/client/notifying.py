"""What rings, and how much has come since one looked. Pure."""

from typing import Literal

from app.client.commands.intents import Bell

Concern = Literal["", "own", "other", "mention", "whisper", "failed"]
"""How something that was said concerns whoever reads: not at all (it is of an earlier time, or
nobody said it); it is their own; somebody else's; one that mentions them; one for them alone; what
they said was not sent."""

RINGING: dict[Bell, frozenset[Concern]] = {
    "off": frozenset(),
    "whisper": frozenset({"whisper", "failed"}),
    "mention": frozenset({"whisper", "failed", "mention"}),
    "all": frozenset({"whisper", "failed", "mention", "other"}),
}


class Notifying:
    """Counts what came, and decides what rings.

    Attributes:
        bell: what rings.
        messages: how many messages of others, whispers too, came since one looked last.
        mentions: how many of them were mentions or whispers.
    """

    def __init__(self, bell: Bell = "mention") -> None:
        """Nothing came yet."""
        self.bell: Bell = bell
        self.messages = 0
        self.mentions = 0

    def rings(self, concern: Concern) -> bool:
        """Whether something that concerns one so is to be heard."""
        return concern in RINGING[self.bell]

    def came(self, concern: Concern) -> None:
        """Count it."""
        self.messages += concern in ("other", "mention", "whisper")
        self.mentions += concern in ("mention", "whisper")

    def looked(self) -> None:
        """Somebody looks at the window: nothing is unread."""
        self.messages = self.mentions = 0
