"""When a conversation without a terminal is over. Pure: the time is handed in.

It is once a server was there, the input has ended, all that was said is acknowledged, all that was
asked is answered, and what was to be replayed has come; or somebody said goodbye; or nothing moves
any more.
"""

from app.client.config import Config
from app.client.conversation import Conversation
from app.protocol.entries import Said
from app.protocol.replies import CaughtUp, Pong, ServerMessage, Welcome

UNACKNOWLEDGED_LIMIT_S = 30.0
"""How long a pipe whose input has ended waits for a connected server's next acknowledgement."""
LAST_PING = 2**53
"""The id of the ping behind the last question."""


class Ending:
    """What is still waited for.

    Args:
        conversation: its state.
        config: deadlines.
        follow: stay when the input has ended.
        history: with how many of the last messages it begins; they come before it is over.

    Attributes:
        ended: whether nothing more of the input is carried out.
        answered: whether everything that was asked is answered.
        reached: whether a server was there since one was in last.
        replay_left: how much of the replay may still come, the mark of its end too.
    """

    def __init__(
        self, conversation: Conversation, config: Config, *, follow: bool, history: int
    ) -> None:
        """Everything is still to come."""
        self._conversation = conversation
        self._config = config
        self._follow = follow
        self.ended = False
        self.answered = True
        self.reached = False
        self._was_in = False
        self.replay_left = history + 1 if history else 0
        self._asked_last = False
        self._leave_by: float | None = None
        """Until when (monotonic seconds) somebody who said goodbye lingers."""

    # --- what happens -----------------------------------------------------------------------

    def goodbye(self, now: float) -> None:
        """Somebody leaves; `now` is in monotonic seconds."""
        self._leave_by = now + self._config.linger_s
        self.ended = True

    def opened(self, *, bare: bool) -> None:
        """A server is there; one of bare lines replays nothing."""
        self.reached = True
        if bare:
            self._was_in = True
            self.replay_left = 0

    def lost(self, *, was_in: bool) -> None:
        """The connection is gone; whoever was in begins to wait again."""
        self._asked_last = False
        if was_in:
            self.reached = False

    def received(self, message: ServerMessage) -> bool:
        """The server said this. True if it is the answer to the last ping, and to nobody else."""
        self._was_in = self._was_in or isinstance(message, Welcome)
        if isinstance(message, CaughtUp):
            self.replay_left = 0
        elif isinstance(message, Said) and self.replay_left:
            self.replay_left -= 1
        if isinstance(message, Pong) and message.id == LAST_PING and self.ended:
            self.answered = True
            return True
        return False

    # --- what follows -----------------------------------------------------------------------

    def pings(self) -> bool:
        """Whether to ask now, with LAST_PING, for a pong; True once a connection.

        A pong comes after all answers to what was asked before: then nothing is missing.
        """
        conversation = self._conversation
        finished = self.ended and not self._follow and not conversation.unfinished
        if not finished or self.answered or self._asked_last or not conversation.welcomed:
            return False
        if conversation.bare:
            self.answered = True
            return False
        self._asked_last = True
        return True

    def is_done(self) -> bool:
        """Whether there is nothing more to wait for."""
        conversation = self._conversation
        if self._leave_by is not None:
            return not (conversation.welcomed and conversation.outbox)
        finished = self.ended and self.answered and not conversation.unfinished
        # A script that has nothing to say asks whether a server is there; a person just leaves.
        reached = self._was_in or conversation.attended
        return finished and reached and not self.replay_left and not self._follow

    def progress(self) -> tuple[bool, bool, int, int]:
        """What changes whenever something moves; being turned away again and again is not that."""
        conversation = self._conversation
        return self.reached, conversation.welcomed, conversation.unfinished, self.replay_left

    def patience(self, now: float) -> float | None:
        """Until when something has to move; None to wait for ever. In monotonic seconds."""
        if self._leave_by is not None:
            return self._leave_by
        if not self.ended or self._follow:
            return None
        connected = self._conversation.welcomed
        return now + (UNACKNOWLEDGED_LIMIT_S if connected else self._config.give_up_s)
