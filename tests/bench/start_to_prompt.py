"""How long a person waits for the client: from its start until one can type, from source.

    python tests/bench/start_to_prompt.py [RUNS]

Each program starts in a terminal of its own, by turns, so that what disturbs the machine disturbs
all alike. The floor is Python itself, which only writes a prompt; what counts is how much longer
the client takes: until its prompt is drawn, until a key that is pressed then is echoed, and until
the room is shown. Without a server it is the question whether to start one. Linux and macOS.
"""

import os
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.terminal import Terminal
from tests.terminal.room import Server, environment

RUNS = 30
LIMIT_S = 20.0
"""For one start."""
GOAL_S = 0.3
"""The prompt is to be there within so much more than Python's own start."""
PYTHON, QUESTION = "python, writes a prompt", "client alone: asks for a server"
PROMPT, ECHO, ROOM = "client: prompt", "client: echo of a first key", "client: room shown"
KEY = "§"
"""Pressed as soon as the prompt is there; nothing else has it."""


def main() -> None:
    """Measure, and print a table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        times = measure(Path(folder), runs)
    floor = statistics.median(times[PYTHON])
    print(f"{runs} starts, in ms; the goal is a prompt within {GOAL_S * 1000:.0f} ms beyond Python")
    print(f"{'':34}{'min':>8}{'median':>8}{'max':>8}{'beyond':>8}{'ratio':>8}")
    for name, taken in times.items():
        median = statistics.median(taken)
        figures = (min(taken), median, max(taken), median - floor)
        shown = "".join(f"{figure * 1000:8.1f}" for figure in figures)
        print(f"{name:34}{shown}{median / floor:8.1f}")


def measure(home: Path, runs: int) -> dict[str, list[float]]:
    """The times from each program's start to what is waited for, in seconds."""
    server, gone = Server(home), Server(home)
    gone.kill()
    client = [sys.executable, "-m", "app.client", "--name", "ana"]
    there, nowhere = (f"127.0.0.1:{port}" for port in (server.port, gone.port))
    starts = (
        ([sys.executable, "-c", "print('ana>')"], {PYTHON: "ana>"}),
        ([*client, there], {PROMPT: "ana>", ECHO: KEY, ROOM: "Connected. You are"}),
        ([*client, nowhere], {QUESTION: "[Y/n]"}),
    )
    times: dict[str, list[float]] = {name: [] for _, wanted in starts for name in wanted}
    try:
        for run in range(runs + 1):
            for command, wanted in starts:
                for name, taken in start(command, wanted, environment(home)).items():
                    if run:  # the first only warms the file cache
                        times[name].append(taken)
    finally:
        server.kill()
    return times


def start(
    command: Sequence[str], wanted: Mapping[str, str], env: Mapping[str, str]
) -> dict[str, float]:
    """How long after its start a program has written each text; KEY is pressed at its prompt."""
    times: dict[str, float] = {}
    started = time.perf_counter()
    with Terminal(command, env) as terminal:
        while len(times) < len(wanted):
            if time.perf_counter() - started > LIMIT_S:
                raise TimeoutError(f"only {list(times)} came:\n{terminal}")
            select.select([terminal.fileno()], [], [], 1)
            terminal.pump()
            for name, text in wanted.items():
                if name not in times and text.encode() in terminal.written:
                    times[name] = time.perf_counter() - started
                    if name == PROMPT:
                        os.write(terminal.fileno(), KEY.encode())
    return times


if __name__ == "__main__":
    main()
