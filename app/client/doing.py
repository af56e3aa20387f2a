"""Carrying out what was typed, as far as it needs neither a window nor the link. Pure."""

from collections.abc import Callable

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
from app.protocol.messages import (
    History,
    Join,
    Nick,
    Order,
    Rooms,
    Say,
    Search,
    Whisper,
    Who,
)

Doable = (
    Say | Whisper | Reply | Nick | Who | Rooms | Join | History | Search | Order | ShowHelp
) | (Wrong | Ignore | Unignore | Quiet | Ring | Times | Set)


class Doing:
    """Does what people type.

    Args:
        conversation: what is sent.
        reading: what is shown.
        settings: what `:set` does, with what was typed after it; its lines are shown.
    """

    def __init__(
        self,
        conversation: Conversation,
        reading: Reading,
        settings: Callable[[str], list[str]] | None = None,
    ) -> None:
        """Nothing is done yet."""
        self._conversation = conversation
        self._reading = reading
        self._settings = settings or (lambda _: ["There are no settings here."])

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
                return [Note("\n".join(self._settings(rest)), "help")]
            case Quiet() | Ring() | Times():
                return [self._switch(intent)]
        return []

    def _switch(self, intent: Quiet | Ring | Times) -> Note:
        reading = self._reading
        match intent:
            case Quiet(on):
                reading.quiet = not reading.quiet if on is None else on
                if reading.quiet:
                    return Note("Nobody is shown coming or going any more. :quiet off shows them.")
                return Note("Who comes and goes is shown.")
            case Ring(what):
                reading.notifying.bell = bell = what or reading.notifying.bell
                rings = {
                    "off": "It never rings.",
                    "mention": "It rings when somebody says your name, or whispers to you.",
                    "whisper": "It rings when somebody whispers to you.",
                    "all": "It rings at each message of others.",
                }
                return Note(f"{rings[bell]} (:bell {bell})")
            case Times(style):
                reading.times = style or reading.times
                return Note(f"Times are told like this from here on: :time {reading.times}")
