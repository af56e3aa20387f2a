"""What other programs call a command of ours, and what the server's window alone takes. Pure."""

OF_OTHERS = {
    word: ours
    for ours, words in {
        "quit": "bye leave logout wq wqa qa xa close",
        "msg": "whisper tell query pm dm",
        "who": "names users list people online",
        "rooms": "channels",
        "join": "room channel goto switch",
        "nick": "name rename",
        "help": "commands man usage",
        "set": "config settings preferences options",
        "search": "find grep",
        "history": "log scrollback",
        "ignore": "block",
        "unignore": "unblock",
        "clear": "cls",
        "me": "action emote",
    }.items()
    for word in words.split()
}
"""Our command by the word that somebody may know from elsewhere."""

OF_EDITORS = {"q!": "quit", "x": "quit", "x!": "quit", "wq!": "quit", "qa!": "quit", "h": "help"}
"""The same for whole lines which would else be said, as a smiley is: they are typed from habit."""

OF_THE_HOST = {
    "stop": "The server is stopped in its own window.",
    "remove": "A room is removed in the server's window.",
}
"""What only the host can order, and where."""
