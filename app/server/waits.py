"""What the lines of a connection may have to wait for. Knows nothing of who lets them wait."""

from enum import Enum


class Turn(Enum):
    """What lines that were received wait for."""

    NOTHING = "nothing"
    TOKENS = "tokens"
    """Flood control."""
    HUB = "hub"
    """The hub's inbox is full."""
    PEER = "peer"
    """It has to take in its answers first."""
    END = "end"
    """Nothing more of it is read."""
