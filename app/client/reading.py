"""Whoever reads: what they want to see of a conversation, and what concerns them. Pure.

Items go in as the conversation gives them; what is to be shown comes out.
"""

from collections.abc import Iterable

from app.client.conversation import Conversation
from app.client.ignoring import Ignoring
from app.client.items import Item, Note
from app.client.mentions import mentions
from app.client.notifying import Concern, Notifying
from app.client.presence import Presence
from app.client.removals import Removals
from app.client.render import Look
from app.errors import Refused
from app.nearest import did_you_mean
from app.protocol.entries import Joined, Left, Notice, Renamed, Said
from app.protocol.replies import ServerMessage, Welcome, Whispered
from app.protocol.requests import Whisper


class Reading:
    """What one person sees.

    Args:
        conversation: who they are in it.

    Attributes:
        quiet: whether nobody is shown coming, going or taking another name.
        highlight: words that stand out like their name.
        times: how times are told; see `app.client.commands.intents`.
        ignoring: whom they ignore.
        notifying: what rings, and how much is unread.
    """

    def __init__(self, conversation: Conversation) -> None:
        """Show everything."""
        self._conversation = conversation
        self._presence = Presence()
        self._removals = Removals()
        self._live_from = 0
        """Entries with a lower seq are of an earlier time: replayed, or looked for."""
        self._whisperer: tuple[str, str] | None = None
        """The hash and the name of who whispered last."""
        self.quiet = False
        self.highlight: list[str] = []
        self.times = Look().times
        self.ignoring = Ignoring()
        self.notifying = Notifying()

    # --- what is shown ----------------------------------------------------------------------

    def take(self, message: ServerMessage, items: Iterable[Item]) -> list[Item]:
        """What is to be shown of what the conversation made of a message.

        Joins and leaves may be held back: see `waits` and `flush`. Each item that is given has to
        be shown, and asked for with `rings`, in order.
        """
        if isinstance(message, Welcome):
            self._live_from = message.seq + 1
            self._removals.moved()
        elif isinstance(message, Renamed) and self._whisperer:
            from_, _ = self._whisperer
            self._whisperer = (from_, message.to) if message.from_ == from_ else self._whisperer
        elif isinstance(message, Notice):
            self._removals.take(message)
        elif isinstance(message, Joined):
            self._removals.came(message.names)
        return self.show(items)

    def show(self, items: Iterable[Item]) -> list[Item]:
        """What is to be shown of items of whatever origin."""
        return self._presence.gather(item for item in map(self._visible, items) if item)

    @property
    def waits(self) -> bool:
        """Whether somebody who came or went is not shown yet, and `flush` is to be called soon."""
        return self._presence.waits

    def flush(self) -> list[Item]:
        """Those who came or went and were not shown yet."""
        return self._presence.flush()

    def rings(self, item: Item) -> bool:
        """Whether an item that is shown now is to be heard; it is counted as unread.

        To be asked once for each, in the order in which they come.
        """
        concern = self.concern(item)
        if isinstance(item, Said) and item.seq:
            if item.seq < self._live_from:
                return False
            self._live_from = item.seq + 1  # what is looked for later was seen already
        self.notifying.came(concern)
        return self.notifying.rings(concern)

    def concern(self, item: Item) -> Concern:
        """How an item concerns whoever reads, whenever it was said."""
        match item:
            case Said() | Whispered() if self._is_own(item):
                return "own"
            case Whispered():
                return "whisper"
            case Said():
                name = [] if self._conversation.bare else [self._conversation.name]
                found = mentions(item.text, [*name, *self.highlight])
                return "mention" if found else "other"
            case Note(unsent=True):
                return "failed"
        return ""

    @property
    def look(self) -> Look:
        """How items look."""
        return Look(times=self.times, concern=self.concern)

    # --- whispers ---------------------------------------------------------------------------

    def reply(self, text: str) -> Whisper:
        """A whisper to whoever whispered last.

        Raises:
            Refused: nobody did, or somebody else has that name by now.
        """
        if self._whisperer is None:
            raise Refused("no-such-name", "Nobody has whispered to you yet: type :msg NAME TEXT")
        from_, name = self._whisperer
        if self.ignoring.hash_of(name) not in ("", from_):
            raise Refused("no-such-name", f"Another one is {name} by now: type :msg {name} TEXT")
        return Whisper(to=name, text=text)

    # --- whom one does not want to read -----------------------------------------------------

    def ignore(self, name: str) -> Note:
        """Ignore somebody; without a name, tell who is ignored.

        Raises:
            Refused: that is oneself, or too many are ignored.
        """
        if not name:
            return self.ignoring.tell()
        if name == self._conversation.name:
            raise Refused("bad-name", "That is you.")
        if not self.ignoring.add(name):
            return Note(f"You ignore {name} already. :unignore {name} shows it again.")
        return Note(f"What {name} says is not shown any more. :unignore {name} shows it again.")

    def unignore(self, name: str) -> Note:
        """Ignore somebody no more.

        Raises:
            Refused: nobody of that name is ignored.
        """
        if not self.ignoring.remove(name):
            question = did_you_mean(name, self.ignoring.names)
            told = question or ":ignore alone tells whom you ignore."
            raise Refused("no-such-name", f"You do not ignore {name}. {told}")
        return Note(f"What {name} says is shown again.")

    def _visible(self, item: Item) -> Item | None:
        """What is left of an item after what one does not want to see is gone."""
        if self._is_own(item):
            return item
        left = self._removals.without(item) if isinstance(item, Left) else item
        shown = left and self.ignoring.show(left)
        if self.quiet and isinstance(shown, Joined | Left | Renamed):
            return None
        if isinstance(shown, Whispered):
            self._whisperer = (shown.from_, shown.name)
        return shown

    def _is_own(self, item: Item) -> bool:
        own = self._conversation.from_
        return isinstance(item, Said | Whispered | Renamed) and bool(own) and item.from_ == own
