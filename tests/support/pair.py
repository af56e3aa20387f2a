"""Two who talk, as a process of their own, so that no test's thread holds them up.

For each line on stdin, a number of messages, one of them says so many, each when both have heard
the one before it and PACE_S after it; then the times in ms, from saying to both having heard, go to
stdout as JSON.
"""

import json
import sys
import time

from tests.support.peers import JsonPeer

PACE_S = 0.005


def main() -> None:
    port = int(sys.argv[1])
    with JsonPeer(port, "carla") as first, JsonPeer(port, "dan") as second:
        number = 0
        print("ready", flush=True)
        for line in sys.stdin:
            times = []
            for _ in range(int(line)):
                time.sleep(PACE_S)  # people do not talk as fast as a machine can
                number += 1
                text = f"between us {number}"
                started = time.perf_counter()
                first.say(text)
                for peer in (first, second):
                    peer.until("said", text=text)
                times.append((time.perf_counter() - started) * 1000)
            print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
