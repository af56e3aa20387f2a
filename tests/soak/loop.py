"""One selector for all connections of a soak. Knows nothing of what is said on them."""

import selectors
import time
from collections.abc import Callable

from tests.soak.caller import Caller
from tests.soak.history import Fault
from tests.support.processes import WAIT_S, scale

TURN_S = 0.05
"""After so long at most it is looked again whether something holds that is waited for."""
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Loop:
    """Reads and writes for all callers there are. `close` closes all.

    Args:
        on_end: is called with a caller whose connection the server has ended.
    """

    def __init__(self, on_end: Callable[[Caller], None]) -> None:
        self._selector = selectors.DefaultSelector()
        self._interests: dict[Caller, int] = {}
        self._on_end = on_end

    def watch(self, caller: Caller) -> None:
        """Look after a caller, as it is now: one who stands still is not read."""
        before = self._interests.get(caller, 0)  # 0 also for those who were never watched
        wanted = (0 if caller.is_stalled else READ) | (WRITE if caller.has_unsent else 0)
        if wanted == before:
            return
        if not before:
            self._selector.register(caller.sock, wanted, caller)
        elif not wanted:
            self._selector.unregister(caller.sock)
        else:
            self._selector.modify(caller.sock, wanted, caller)
        self._interests[caller] = wanted

    def forget(self, caller: Caller) -> None:
        """Look after it no more. Its socket has to be open still."""
        if self._interests.pop(caller, 0):
            self._selector.unregister(caller.sock)

    def turn(self, seconds: float) -> None:
        """Read and write what can be, waiting for it at most so long.

        Raises:
            Fault: something has come that the protocol does not promise.
        """
        for key, mask in self._selector.select(seconds):
            caller: Caller = key.data
            if mask & WRITE:
                caller.flush()
            if mask & READ and not caller.receive():
                self.forget(caller)
                caller.close()
                self._on_end(caller)
            else:
                self.watch(caller)

    def until(self, at: float) -> None:
        """Go on until this time, in monotonic seconds."""
        while (left := at - time.monotonic()) > 0:
            self.turn(min(left, TURN_S))

    def wait(
        self, holds: Callable[[], bool], what: str, but: Callable[[], str] = lambda: ""
    ) -> None:
        """Go on until something holds.

        Args:
            holds: whether it does.
            what: that it does, in words.
            but: what is in its way, in words.

        Raises:
            Fault: it does not, within WAIT_S.
        """
        deadline = time.monotonic() + scale(WAIT_S)
        while not holds():
            if time.monotonic() > deadline:
                raise Fault(f"waited {scale(WAIT_S):g} s in vain: {what} {but()}".rstrip())
            self.turn(TURN_S)

    def close(self) -> None:
        """Close all connections as they are."""
        for caller in list(self._interests):  # also those who stand still
            self.forget(caller)
            caller.close()
        self._selector.close()
