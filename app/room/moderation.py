"""Who may come in, and who may talk: what was ordered, and what follows from it. Pure.

All of it is of the whole server, whatever the room. Bans outlive the server, if their owner keeps
them; all else ends with it: who is an operator, mutes, the slow mode, the lock.
"""

from collections.abc import Callable, Iterable

from app.errors import Refused
from app.room.bans import Ban, Bans, because
from app.room.durations import told
from app.room.lookalikes import looks
from app.room.pace import Clock

KICK_MS = 30_000
"""For so long a session that was removed may not come back: clients come back by themselves."""
KICKED_LIMIT_SESSIONS = 1_000
MUTES_LIMIT = 1_000
OPS_LIMIT = 100


class Moderation:
    """What holds at the moment.

    Attributes:
        bans: who may not come in.
        mutes: who may not talk; about sessions and names, and no addresses.
        ops: the operators: by session, what each was called last.
    """

    def __init__(self) -> None:
        """Everybody may do everything, and there is no operator."""
        self.bans = Bans()
        self.mutes = Bans(MUTES_LIMIT)
        self.ops: dict[str, str] = {}
        self._words = Clock("message", "say it")
        self._moves = Clock("move or new name", "try")
        self._why_locked: str | None = None
        self._inside: frozenset[str] = frozenset()
        self._kicked: dict[str, int] = {}  # sessions, and until when

    # --- what is asked ----------------------------------------------------------------------

    def check_enter(self, name: str, session: str, address: str, at: int) -> None:
        """Whether somebody may come in.

        Args:
            name: what one would like to be called, made valid; "" for any name.
            session: one's public hash.
            address: where one comes from; "" for this machine.
            at: in ms since 1970.

        Raises:
            Refused: `banned`, `kicked` or `locked`; the connection is to be closed.
        """
        if ban := self.bans.find(at, name, session, address):
            raise Refused("banned", _banned(ban, name, session, address, at))
        if (left := self._kicked.get(session, 0) - at) > 0:
            raise Refused("kicked", f"You were removed; come back after {told(left)}.")
        if self._why_locked is not None and session not in self._inside:
            why = because(self._why_locked)
            raise Refused("locked", f"Nobody new comes in right now{why} Come back later.")

    def check_listen(self, address: str, at: int) -> None:
        """Whether somebody who has said nothing may begin to hear the room.

        Raises:
            Refused: as `check_enter`.
        """
        self.check_enter("", "", address, at)

    def check_name(self, name: str, session: str, address: str, at: int) -> None:
        """Whether somebody who is here may take this name; once it is taken, it is a `moved`.

        Raises:
            Refused: `banned`, `muted` or `slow`.
        """
        if ban := self.bans.find(at, name, session, address):
            raise Refused("banned", _banned(ban, name, session, address, at))
        self.check_voice("", session, at)
        if mute := self.mutes.find(at, name):  # somebody else's
            lasts = f"for {mute.left(at)}{mute.because}"
            raise Refused("muted", f"The name {name} is muted {lasts} Take another.")
        self.check_move(session, at)

    def allows(self, at: int) -> Callable[[str], bool]:
        """What tells of a valid name whether it may be given to somebody at this time."""
        return lambda name: self.bans.find(at, name) is None

    def name_for(self, wanted: str, session: str, at: int) -> str:
        """The name that somebody who comes in may ask for: who is muted keeps the one it had."""
        mute = self.mutes.find(at, session=session)
        return mute.name if mute else wanted

    def check_voice(self, name: str, session: str, at: int) -> None:
        """Whether somebody may be heard by others at all, be it by a name.

        Raises:
            Refused: `muted`.
        """
        if mute := self.mutes.find(at, name, session):
            raise Refused("muted", f"You are muted for {mute.left(at)}{mute.because}")

    def check_say(self, name: str, session: str, at: int) -> None:
        """Whether somebody may say something new, or whisper; if so, it counts as said.

        Raises:
            Refused: `muted` or `slow`.
        """
        self.check_voice(name, session, at)
        if session not in self.ops:
            self._words.check(session, at)
            self._words.note(session, at)

    def unsaid(self, session: str) -> None:
        """What somebody has said just now could not be stored: it counts as not said."""
        self._words.forget(session)

    def check_move(self, session: str, at: int) -> None:
        """Whether somebody may go to another room, or be called something else.

        Raises:
            Refused: `slow`.
        """
        if session not in self.ops:
            self._moves.check(session, at)

    def moved(self, session: str, at: int) -> None:
        """Somebody has gone to another room, or is called something else."""
        self._moves.note(session, at)

    @property
    def slow_ms(self) -> int:
        """How long one waits between two messages; 0 for not at all."""
        return self._words.ms

    @property
    def is_locked(self) -> bool:
        """Whether nobody new comes in."""
        return self._why_locked is not None

    # --- what is ordered --------------------------------------------------------------------

    def kick(self, session: str, at: int) -> None:
        """Let a session not come back for KICK_MS."""
        self._kicked.pop(session, None)
        self._kicked[session] = at + KICK_MS
        if len(self._kicked) > KICKED_LIMIT_SESSIONS:
            del self._kicked[next(iter(self._kicked))]

    def make_op(self, session: str, name: str) -> bool:
        """One more operator; False if there are too many."""
        if len(self.ops) >= OPS_LIMIT and session not in self.ops:
            return False
        self.ops[session] = name
        return True

    def is_op_called(self, name: str) -> bool:
        """Whether an operator, here or not, is called that, or looks as if."""
        like = set(looks(name))
        return any(like & set(looks(op)) for op in self.ops.values())

    def renamed(self, session: str, name: str, at: int) -> None:
        """Somebody is called something else now."""
        self.moved(session, at)
        if session in self.ops:
            self.ops[session] = name

    def set_slow(self, ms: int) -> None:
        """So long between two messages of one, and between two moves; 0 for no wait."""
        self._words.set(ms)
        self._moves.set(ms)

    def lock(self, reason: str, inside: Iterable[str]) -> None:
        """Let nobody in but these sessions, who are here and may come back."""
        self._why_locked = reason
        self._inside = frozenset(inside)

    def unlock(self) -> None:
        """Let everybody in again."""
        self._why_locked = None
        self._inside = frozenset()


def _banned(ban: Ban, name: str, session: str, address: str, at: int) -> str:
    """What somebody is told whom a ban keeps out."""
    if ban.is_about("", session, address):
        return f"You are banned for {ban.left(at)}{ban.because}"
    return f"The name {name} is banned for {ban.left(at)}{ban.because} Take another."
