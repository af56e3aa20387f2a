"""Every command: what it is called, what it needs, what it means, and what to say of it. Pure."""

from app.client.commands.command import (
    Command,
    about,
    history,
    ignore,
    join,
    message,
    nick,
    order,
    quiet,
    ring,
    rooms,
    times,
    unignore,
    who,
)
from app.client.commands.intents import Again, Clear, Reply, Set
from app.client.commands.orders import ORDER_ROWS
from app.protocol.limits import HISTORY_LIMIT_ENTRIES
from app.protocol.requests import Bye, Say, Search

COMMANDS: tuple[Command, ...] = (
    Command(
        "help",
        "[COMMAND]",
        "this list, or more of one command",
        about,
        "Lists all commands; with a command, says more of it. :help keys lists the keys.\n"
        "Example: :help msg",
    ),
    Command(
        "me",
        "TEXT",
        "say what you do",
        lambda rest: Say(text=rest, kind="action") if rest else None,
        "Says what you do: everybody sees it behind a star and your name.\n"
        "Example: :me waves   shows   * ana waves",
        "talk",
        takes_lines=True,
    ),
    Command(
        "say",
        "TEXT",
        "say it, however it begins",
        lambda rest: Say(text=rest) if rest else None,
        "Says a text as it stands, even one that begins like a command. "
        "A second : before the command does the same.\nExample: :say :help lists all commands",
        "talk",
        takes_lines=True,
    ),
    Command(
        "msg",
        "NAME TEXT",
        "whisper to one person",
        message,
        "Only that person sees it, in whatever room; it is stored nowhere, and if it cannot be "
        "delivered you are told. Short: :m or :w.\nExample: :msg bo see you at eight",
        "talk",
        ("m", "w"),
        takes_lines=True,
        private=True,
    ),
    Command(
        "reply",
        "TEXT",
        "whisper to whoever whispered last",
        lambda rest: Reply(rest) if rest else None,
        "Whispers to the one whose whisper came last, whatever that one is called by now. "
        "Short: :r. Your line shows to whom it went.\nExample: :r with pleasure",
        "talk",
        ("r",),
        takes_lines=True,
        private=True,
    ),
    Command(
        "nick",
        "NAME",
        "take another name",
        nick,
        "1 to 24 columns wide: letters, digits and - _ . without spaces. A name that looks like "
        "that of somebody here cannot be had. It is remembered for the next start.\n"
        "Example: :nick Ana",
        "people",
    ),
    Command(
        "who",
        "[NAME]",
        "who is here and elsewhere; where NAME is",
        who,
        "Tells who is in your room, and who is in which other room; with a name, where that "
        "person is. Of very many a part is told; :who after NAME goes on behind that name.\n"
        "Example: :who bo",
        "people",
    ),
    Command(
        "ignore",
        "[NAME]",
        "hide what somebody says; who is ignored",
        ignore,
        "Hides what that person says and whispers, and that they come and go; once you have heard "
        "them, another name does not help them. They are not told. Without a name: who is "
        "ignored, and how much was hidden.\nExample: :ignore bo",
        "people",
    ),
    Command(
        "unignore",
        "NAME",
        "show it again",
        unignore,
        "Shows again what that person says from now on. :history shows what was hidden.\n"
        "Example: :unignore bo",
        "people",
    ),
    Command(
        "join",
        "ROOM",
        "go to another room, or begin one",
        join,
        "You are in one room at a time. What was said in a room since you left it is shown when "
        "you come back. A room of that name is begun if there is none. Short: :j.\n"
        "Examples: :join build   :join lobby",
        "rooms",
        ("j",),
    ),
    Command(
        "rooms",
        "",
        "which rooms there are, and who is there",
        rooms,
        "Lists the rooms and who is in each.\nExample: :rooms, then :join with one of them",
        "rooms",
    ),
    Command(
        "history",
        "[N]",
        "show earlier messages: 50, or N",
        history,
        "Shows the messages before those that you have on the screen; again: those before these.\n"
        f"N is a number from 1 to {HISTORY_LIMIT_ENTRIES:,}.\nExample: :history 200",
        "look back",
    ),
    Command(
        "search",
        "WORDS",
        "find messages, names too; again: earlier ones",
        lambda rest: Search(text=" ".join(rest.split())),
        "Finds the last messages of this room with all these words in their text or name, "
        "whatever their case. Without words: those before.\nExample: :search ana release",
        "look back",
        takes_lines=True,
    ),
    Command(
        "quiet",
        "[on|off]",
        "do not show who comes and goes",
        quiet,
        "Shows nobody joining, leaving or taking another name. "
        "Without on or off it tells how it is set.\n"
        "Example: :quiet on",
    ),
    Command(
        "bell",
        "[WHEN]",
        "ring: off, mention, whisper or all",
        ring,
        "off: never. mention: when your name is said or somebody whispers. whisper: only then. "
        "all: at each message of others. Without a word it tells how it is set.\n"
        "Example: :bell whisper",
    ),
    Command(
        "time",
        "[HOW]",
        "times: off, short, seconds or long",
        times,
        "short: 14:03. seconds: 14:03:22. long: with the date. off: none. "
        "Without a word it tells how it is set.\nExample: :time seconds",
    ),
    Command(
        "clear",
        "",
        "empty the window; Ctrl+L does too",
        lambda _: Clear(),
        "Empties the window. Nothing is lost: :history shows earlier messages.",
        alone=True,
    ),
    Command(
        "connect",
        "",
        "connect again at once",
        lambda _: Again(),
        "Connects again without waiting, also after you were removed or not let in: then the "
        "client does not try by itself. For another server start client HOST:PORT.",
        alone=True,
        instead="For another server start client HOST:PORT.",
    ),
    Command(
        "set",
        "[NAME [VALUE]]",
        "show or change settings",
        Set,
        "Without a name: all settings. With a name: what it means and may be. With a value: sets "
        "it.\nExample: :set bell off",
    ),
    Command(
        "quit",
        "",
        "leave; Ctrl+D does too",
        lambda _: Bye(),
        "Leaves once what you said last has arrived. Short: :q; :exit works, too.",
        short=("q", "exit"),
        alone=True,
    ),
)
"""What everybody may type."""

ORDERS: tuple[Command, ...] = tuple(
    Command(
        name,
        needs,
        what,
        order(name, needs=needs[:1] not in ("", "["), of_somebody=needs.startswith("NAME")),
        more,
        "operators",
    )
    for name, needs, what, more in ORDER_ROWS
)
"""What operators may type; the server knows who that is."""

BY_NAME: dict[str, Command] = {
    word: command for command in (*COMMANDS, *ORDERS) for word in (command.name, *command.short)
}
"""Every command by each of its names."""
