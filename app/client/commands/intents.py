"""What a line can mean: a message to the server, or something that this program does. Pure."""

from dataclasses import dataclass
from typing import Literal

from app.protocol.requests import Bye, History, Join, Nick, Order, Rooms, Say, Search, Whisper, Who

Bell = Literal["off", "mention", "whisper", "all"]
"""What rings: nothing; mentions and whispers; whispers; everything that others say."""
BELLS: tuple[Bell, ...] = ("off", "mention", "whisper", "all")
TimeStyle = Literal["off", "short", "seconds", "long"]
"""How the time of a message is told: not, `14:03`, `14:03:22`, `2026-11-23 14:03:22`."""
TIMES: tuple[TimeStyle, ...] = ("off", "short", "seconds", "long")


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Show what commands there are, or more of the one that `about` names."""

    about: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be carried out; `text` says why, and what to type instead."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Whisper to whoever whispered last."""

    text: str


@dataclass(frozen=True, slots=True)
class Find:
    """Tell in which room somebody is."""

    name: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """Show no more of what somebody says; without a name, tell who is ignored."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Unignore:
    """Show again what somebody says."""

    name: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Show nobody coming and going, or do; None asks."""

    on: bool | None = None


@dataclass(frozen=True, slots=True)
class Ring:
    """What rings from now on; None asks."""

    what: Bell | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """How times are told from now on; None asks."""

    style: TimeStyle | None = None


@dataclass(frozen=True, slots=True)
class Clear:
    """Empty the window."""


@dataclass(frozen=True, slots=True)
class Again:
    """Try at once to be connected again."""


@dataclass(frozen=True, slots=True)
class Set:
    """Show or change settings; `rest` is what was typed after the command."""

    rest: str


Local = ShowHelp | Wrong | Ignore | Unignore | Quiet | Ring | Times | Clear | Again | Set
"""What needs no server."""
Asking = Nick | Who | Find | Rooms | Join | History | Search | Order
"""What the server is asked for."""
Intent = Say | Whisper | Reply | Asking | Bye | Local
"""What is to be done."""
