"""The words of those who keep order; what they mean the server knows. Pure."""

ORDER_ROWS = (
    (
        "kick",
        "NAME [REASON]",
        "remove somebody from the server",
        (
            "Removes that person at once, and tells them why. "
            "Their client does not come back by itself.\nExample: :kick bo please calm down"
        ),
    ),
    (
        "ban",
        "NAME [TIME] [REASON]",
        "remove somebody and keep them out",
        (
            "Removes that person and lets nobody in again under that name, from that client or "
            "that address for so long: 90s, 10m, 2h, 3d or forever.\nExample: :ban bo 2h flooding"
        ),
    ),
    (
        "unban",
        "NAME",
        "let somebody in again",
        "Ends a ban; :bans tells which there are.\nExample: :unban bo",
    ),
    (
        "bans",
        "",
        "who is banned, how long and why",
        "Lists whom the server lets in no more.\nExample: :bans",
    ),
    (
        "mute",
        "NAME [TIME] [REASON]",
        "let somebody read only",
        (
            "That person hears everything and can say nothing for so long: 90s, 10m, 2h.\n"
            "Example: :mute bo 10m"
        ),
    ),
    ("unmute", "NAME", "let somebody talk again", "Ends a mute.\nExample: :unmute bo"),
    (
        "op",
        "NAME",
        "let somebody keep order",
        "Makes an operator, as long as that client runs. Only the host may.\nExample: :op cem",
    ),
    (
        "deop",
        "NAME",
        "take that back",
        "Makes an operator one of the others again. Only the host may.\nExample: :deop cem",
    ),
    ("ops", "", "who keeps order", "Lists the operators.\nExample: :ops"),
    (
        "slow",
        "SECONDS|off",
        "one message every so many seconds",
        "Everybody but operators may say one message every so many seconds.\nExample: :slow 10",
    ),
    (
        "lock",
        "[REASON]",
        "let nobody new in",
        (
            "Who is here stays, and comes back after a lost connection; nobody else comes in.\n"
            "Example: :lock we are complete"
        ),
    ),
    ("unlock", "", "let people in again", "Ends what :lock began.\nExample: :unlock"),
    (
        "announce",
        "TEXT",
        "tell everybody something",
        (
            "Tells people in all rooms something, with your name and that you keep order.\n"
            "Example: :announce the room closes at six"
        ),
    ),
    (
        "orders",
        "",
        "what an operator may type",
        "Lists all orders, as the server has them.\nExample: :orders",
    ),
    (
        "stats",
        "",
        "figures of the server",
        (
            "How many people, rooms and messages there are, and how busy the server is.\n"
            "Example: :stats"
        ),
    ),
)
"""Name, what it needs, what it does, and more of it."""
