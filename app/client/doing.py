"""Carrying out what was typed, as far as it needs neither a window nor the link.

Pure, but for `:set`, of which `settings.py` writes the file.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from app.client.commands import (
    Find,
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
from app.client.commands.intents import BELLS, TIMES
from app.client.conversation import Conversation
from app.client.items import Item, Note
from app.client.reading import Reading
from app.client.settings import Settings
from app.protocol.requests import History, Join, Nick, Order, Rooms, Say, Search, Whisper, Who
from app.text import fold, listing

Doable = (
    Say | Whisper | Reply | Nick | Who | Find | Rooms | Join | History | Search | Order | ShowHelp
) | (Wrong | Ignore | Unignore | Quiet | Ring | Times | Set)

RINGS = {
    "off": "It never rings.",
    "mention": "It rings when somebody says your name, or whispers to you.",
    "whisper": "It rings when somebody whispers to you.",
    "all": "It rings at each message of others.",
}
STYLES = {
    "off": "none is shown.",
    "short": "14:03.",
    "seconds": "14:03:22.",
    "long": "with the date.",
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
            case Find(name):
                conversation.find(name)
            case Rooms() | Order() | Nick():
                # With an id, so that a refusal is known to be about this and nothing else.
                conversation.ask(replace(intent, id=conversation.outbox.draw_id()))
            case Who():
                conversation.ask(intent)
            case Ignore(name):
                return [self._ignored(name)]
            case Unignore(name):
                return [self._unignored(name)]
            case Set(rest):
                told = self._settings.settings_command(rest)
                return [Note("\n".join(told), "help" if len(told) > 1 else "info")]
            case Quiet() | Ring() | Times():
                return [self._switch(intent)]
        return []

    def _ignored(self, name: str) -> Note:
        """Ignore somebody, or tell who is ignored; and how to keep that, or whom it should be."""
        note = self._reading.ignore(name)
        if not name:
            return note
        people = self._conversation.people
        if question := people.like(name):
            return Note(f"{note.text} {question}")
        if not people.knows(name):
            note = Note(f"{note.text} (Nobody is called {name} now; it holds all the same.)")
        return note if _among(name, self._settings.words("ignore")) else self._kept(note)

    def _unignored(self, name: str) -> Note:
        """Ignore somebody no more; and how to keep that where the settings name them."""
        note = self._reading.unignore(name)
        return self._kept(note) if _among(name, self._settings.words("ignore")) else note

    def _kept(self, note: Note) -> Note:
        """A note that says as well what to type so that who is ignored now stays so."""
        keeping = self._settings.keeping_words("ignore", self._reading.ignoring.names)
        return Note(f"{note.text} ({keeping} keeps that)") if keeping else note

    def _switch(self, intent: Quiet | Ring | Times) -> Note:
        """Change a setting for this run, or tell what it is; and how to keep that."""
        settings = self._settings
        match intent:
            case Quiet(on):
                name = "quiet"
                already = " already" if on is settings.is_on(name) else ""
                if on is not None:
                    settings.for_now(name, on)
                told = f"Who comes and goes is shown{already}. :quiet on hides it."
                if settings.is_on(name):
                    told = f"Nobody is shown coming or going{already}. :quiet off shows it."
            case Ring(what):
                name = "bell"
                if what:
                    settings.for_now(name, what)
                now = settings.text(name)
                told = RINGS[now] if what else f"{RINGS[now]} {_others(':bell', BELLS, now)}"
            case Times(style):
                name = "time"
                if style:
                    settings.for_now(name, style)
                now = settings.text(name)
                told = f"Times are {now}: {STYLES[now]}"
                told = told if style else f"{told} {_others(':time', TIMES, now)}"
        keeping = settings.keeping(name)
        return Note(f"{told} ({keeping} keeps that)" if keeping else told)


def _among(name: str, names: Sequence[str]) -> bool:
    """Whether a name is one of these, in whatever case."""
    return fold(name) in map(fold, names)


def _others(command: str, choices: Sequence[str], now: str) -> str:
    """How it is set, and what else may stand behind a command."""
    others = [choice for choice in choices if choice != now]
    return f"That is {command} {now}; it may be {listing(others, len(others), 'or')} as well."
