"""The words of those who keep order, as the server's own table has them; what they mean it knows.

Pure.
"""

from app.room.kinds import KINDS

OFFERED = (
    *("kick", "ban", "unban", "bans", "mute", "unmute", "op", "deop", "ops"),
    *("slow", "lock", "unlock", "announce", "orders", "stats"),
)
"""Those that are sent; the others are commands of the client by that name, or the console's."""
EXAMPLE = "Example: "


def _more(more: str, *, host_only: bool) -> str:
    """The longer text, in one line for the window to break, and its example in the next."""
    text, found, example = more.replace("\n", " ").partition(EXAMPLE)
    only = " Only the host may." if host_only else ""
    return f"{text.rstrip()}{only}" + (f"\n{EXAMPLE}{example}" if found else "")


ORDER_ROWS = tuple(
    (kind.name, kind.needs, kind.help, _more(kind.more, host_only=kind.host_only))
    for kind in map(KINDS.__getitem__, OFFERED)
)
"""Name, what it needs, what it does, and more of it."""
