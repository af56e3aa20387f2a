"""The table of all orders: how each is written, what it does, and more of it for `:help ORDER`.

Knows neither how an order is read, which is `orders.py`'s, nor what comes of it.
"""

from dataclasses import dataclass

SLOW_LIMIT_S = 3600
BAN_MS = 60 * 60 * 1000
"""How long a ban is if it says nothing of it."""
MUTE_MS = 10 * 60 * 1000
"""The same for a mute."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table.

    Attributes:
        name: the order's word.
        needs: what follows it: WHAT, TIME, REASON, TEXT, SECONDS, in [] what may be left out.
        help: what it does.
        more: the same at more length, with an example; 1 to 4 lines of at most 76 characters.
        host_only: whether operators may not give it.
        lasts_ms: how long it holds if nothing is said of it.
    """

    name: str
    needs: str
    help: str
    more: str
    host_only: bool = False
    lasts_ms: int | None = None


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "kick",
            "NAME [REASON]",
            "remove somebody, for half a minute",
            "Removes that person at once, and tells them who did it and why.\n"
            "The room is told that they were removed. To keep them out: :ban.\n"
            "Example: :kick bo please calm down",
        ),
        Kind(
            "ban",
            "NAME|ADDRESS [TIME] [REASON]",
            "keep somebody out, for 1h",
            "Removes that person, and lets in neither the name, nor that client, nor the\n"
            "address (but this machine's, which many may share; or 10.0.0.0/24) so long.\n"
            "TIME is written as 90s, 10m, 2h, 3d or forever; left out, it is 1h.\n"
            "Example: :ban bo 2h flooding",
            lasts_ms=BAN_MS,
        ),
        Kind(
            "unban",
            "NAME|ADDRESS",
            "end a ban",
            "Lets them come in again; :bans tells which bans there are.\nExample: :unban bo",
        ),
        Kind(
            "bans",
            "",
            "who is kept out",
            "Lists all bans: whom each is about, how long it holds, who gave it, and why.",
        ),
        Kind(
            "mute",
            "NAME [TIME] [REASON]",
            "let somebody only listen, for 10m",
            "That person hears everything, and can neither talk, whisper, begin a room\n"
            "nor take another name for so long.\n"
            "TIME is written as 90s, 10m, 2h, 3d or forever; left out, it is 10m.\n"
            "Example: :mute bo 5m too many capitals",
            lasts_ms=MUTE_MS,
        ),
        Kind("unmute", "NAME", "let somebody talk again", "Ends a mute.\nExample: :unmute bo"),
        Kind(
            "slow",
            "SECONDS|off",
            "one message every so many seconds",
            "Everybody but operators may say or whisper something every so many seconds,\n"
            "and go to another room, or take another name, once in that time.\n"
            f"As a time it is written 90s or 10m; at most {SLOW_LIMIT_S} seconds. off ends it.\n"
            "Example: :slow 10",
        ),
        Kind(
            "lock",
            "[REASON]",
            "let nobody new come in",
            "Who is here stays, and may come back after a lost connection; nobody else\n"
            "comes in, and all are told why. :unlock ends it.\n"
            "Example: :lock we are complete",
        ),
        Kind("unlock", "", "let people come in again", "Ends what :lock began."),
        Kind(
            "remove",
            "ROOM",
            "let go of a room, and of all that was said there",
            "Nobody may be there; the lobby stays. It cannot be undone: what was said\n"
            "in that room is gone, and its name is free for another.\n"
            "Example: :remove old-room",
            host_only=True,
        ),
        Kind(
            "say",
            "TEXT",
            "tell everybody something, as the host",
            "People in all rooms see it behind “host:”, as nobody else's words can look.\n"
            "Example: :say Lunch is at noon.",
            host_only=True,
        ),
        Kind(
            "announce",
            "TEXT",
            "tell everybody something, as an operator",
            "People in all rooms see it, with your name and that you are an operator.\n"
            "Example: :announce the room closes at six",
        ),
        Kind(
            "who",
            "[NAME]",
            "who is here, in all rooms",
            "Tells of all, or of one, the room, and since when they are here; the host\n"
            "is told the address as well.\n"
            "Example: :who bo",
        ),
        Kind(
            "rooms",
            "",
            "which rooms there are",
            "Lists all rooms, and how many are in each; then those where nobody is.",
        ),
        Kind(
            "stats",
            "",
            "how the server does",
            "How many people, rooms and messages there are, and how busy the server is.",
        ),
        Kind(
            "op",
            "NAME",
            "make somebody an operator",
            "An operator may give most orders, but about no other operator, as long as\n"
            "their client and this server run. :deop ends it.\n"
            "Example: :op cem",
            host_only=True,
        ),
        Kind(
            "deop",
            "NAME",
            "make somebody no operator any more",
            "Ends what :op began; :ops tells who is one.\nExample: :deop cem",
            host_only=True,
        ),
        Kind("ops", "", "who is an operator", "Lists the operators, and who of them is not here."),
        Kind(
            "stop",
            "",
            "stop the server",
            "Tells everybody, stores what was said, and ends, as Ctrl+C and Ctrl+D do.",
            host_only=True,
        ),
        Kind("orders", "", "all of these", "Lists all orders that you may give."),
        Kind(
            "help",
            "[ORDER]",
            "the same, or what one of them does",
            "Alone it lists all orders; with one it tells more of that one.\nExample: :help ban",
        ),
    )
}
"""All orders there are, in the order of the help."""
