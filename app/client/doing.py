"""Carrying out what was typed, as far as it needs neither a window nor the link.

Pure, but for `:set`, of which `settings.py` writes the file.
"""

from msgspec.structs import replace

from app.client.commands import (
    Ignore,
    Quiet,
    Reply,
    Ring,
    Set,
    ShowHelp,
    Times,
    Unignore,
    Wrong,
    help_lines,
    help_on,
)
from app.client.conversation import Conversation
from app.client.items import Item, Note
from app.client.reading import Reading
from app.client.settings import Settings
from app.protocol.requests import History, Join, Nick, Order, Rooms, Say, Search, Whisper, Who

Doable = (
    Say | Whisper | Reply | Nick | Who | Rooms | Join | History | Search | Order | ShowHelp
) | (Wrong | Ignore | Unignore | Quiet | Ring | Times | Set)

RINGS = {
    "off": "It never rings.",
    "mention": "It rings when somebody says your name, or whispers to you.",
    "whisper": "It rings when somebody whispers to you.",
    "all": "It rings at each message of others.",
}


class Doing:
    """Does what people type.

    Args:
        conversation: what is sent.
        reading: what is shown.
        settings: what is set; who shows things follows them.
    """

    def __init__(self, conversation: Conversation, reading: Reading, settings: Settings) -> None:
        """Nothing is done yet."""
        self._conversation = conversation
        self._reading = reading
        self._settings = settings

    def do(self, intent: Doable) -> list[Item]:
        """Do it, and give what is to be shown of it now.

        Raises:
            ChatError: it cannot be done; nothing was.
        """
        conversation, reading = self._conversation, self._reading
        match intent:
            case Wrong(text):
                return [Note(text, "error")]
            case ShowHelp(about):
                return [Note("\n".join(help_on(about) if about else help_lines()), "help")]
            case Say() | Whisper():
                conversation.say(intent)
            case Reply(text):
                conversation.say(reading.reply(text))
            case History() | Search():
                return conversation.look(intent)
            case Join(room=room):
                conversation.join(room)
            case Who(after=""):
                conversation.who()
            case Rooms() | Order() | Nick():
                # With an id, so that a refusal is known to be about this and nothing else.
                conversation.ask(replace(intent, id=conversation.outbox.draw_id()))
            case Who():
                conversation.ask(intent)
            case Ignore(name):
                return [reading.ignore(name)]
            case Unignore(name):
                return [reading.unignore(name)]
            case Set(rest):
                return [Note("\n".join(self._settings.settings_command(rest)), "help")]
            case Quiet() | Ring() | Times():
                return [self._switch(intent)]
        return []

    def _switch(self, intent: Quiet | Ring | Times) -> Note:
        """Change a setting for this run, or tell what it is; and how to keep that."""
        settings = self._settings
        hint = ""
        match intent:
            case Quiet(on):
                name = "quiet"
                settings.for_now(name, not settings.is_on(name) if on is None else on)
                told = "Who comes and goes is shown."
                if settings.is_on(name):
                    told = "Nobody is shown coming or going any more. :quiet off shows them."
            case Ring(what):
                name = "bell"
                if what:
                    settings.for_now(name, what)
                told, hint = RINGS[settings.text(name)], f":bell {settings.text(name)}"
            case Times(style):
                name = "time"
                if style:
                    settings.for_now(name, style)
                    told = f"Times are told like this from here on: :time {style}"
                else:
                    told = f"Times are set to {settings.text(name)}; :help time tells the others."
        if keeping := settings.keeping(name):
            hint = f"{keeping} keeps that"
        return Note(f"{told} ({hint})" if hint else told)
