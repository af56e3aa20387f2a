"""People who talk, as a process of their own, so that no test's thread holds them up.

For each line on stdin, a number of messages, so many are said, each when the one before it was
heard and PACE_S after it, by one after the other: so nobody is held back by flood control. Then the
times in ms, from saying to both the speaker and a listener having heard it, go to stdout as JSON.
"""

import json
import sys
import time
from contextlib import ExitStack
from itertools import cycle

from tests.support.peers import JsonPeer

PACE_S = 0.003
SPEAKERS = 20
"""So many that each stays below the 20 messages/s of flood control."""


class Talker(JsonPeer):
    """Hears as quickly as it can, so that what is measured is the server, and not this process.

    The messages of an attacker come to those who talk, too: to take each apart took longer here
    than it took the server to pass it on.
    """

    def catch_up(self) -> None:
        """Throw away what has come."""
        while not self.hears_nothing():
            del self._unread[: self._unread.rfind(b"\n") + 1]
            if self._unread:
                self.line()  # one that has come only in part

    def hear(self, text: str) -> None:
        """Wait for this text, and throw away what came before it."""
        quoted = json.dumps(text).encode()
        while quoted not in self._unread:
            self._receive()


def main() -> None:
    port = int(sys.argv[1])
    with ExitStack() as stack:
        listener = stack.enter_context(Talker(port, "dan"))
        speakers = [stack.enter_context(Talker(port, f"carla-{n}")) for n in range(SPEAKERS)]
        turns = cycle(speakers)
        number = 0
        print("ready", flush=True)
        for line in sys.stdin:
            times = []
            for _ in range(int(line)):
                time.sleep(PACE_S)  # people do not talk as fast as a machine can
                speaker = next(turns)
                number += 1
                text = f"between us {number}"
                for peer in (speaker, listener):
                    peer.catch_up()
                started = time.perf_counter()
                speaker.say(text)
                for peer in (speaker, listener):
                    peer.hear(text)
                times.append((time.perf_counter() - started) * 1000)
            print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
