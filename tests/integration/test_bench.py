"""The benchmark works, ends, and notices when somebody has not heard everything."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.bench import loops
from tests.bench.generator import Generator
from tests.bench.loops import Pace, closed_loop, open_loop
from tests.bench.outcome import Outcome
from tests.bench.problem import Deadline, Problem
from tests.bench.wires import BARE
from tests.support.processes import ROOT, WAIT_S, Program, scale

COMMAND = [sys.executable, "-m", "tests.bench.broadcast"]
LIMIT_S = 40
CLIENTS = 14

# A relay that treats the one that came last in another way than all others.
UNFAIR = """
from tests.bench.relay import Relay

class Unfair(Relay):
    def _send(self, descriptor, data):
        if descriptor == max(self._clients) and b"~" in data:
            lines = data.splitlines(keepends=True)
            data = bytearray().join({change})
        super()._send(descriptor, data)

relay = Unfair()
print(f"Listening on 127.0.0.1:{{relay.port}}", flush=True)
relay.serve()
"""
GARBLED = 'line.replace(b"m", b"n") for line in lines'
REORDERED = "sorted(lines, reverse=True)"
LOST = "lines[1:]"


def test_it_measures_everything(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    done = subprocess.run(
        [*COMMAND, "--small", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=scale(LIMIT_S),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for row in ("14 clients, 100 bytes", "14 clients, 200/s: p99", "p99 while 2 of 14", "14 come"):
        assert f"\n  {row}" in done.stdout
    written = json.loads(file.read_text("utf-8"))
    measured = {(run["work"], run["server"]) for run in written["runs"]}
    works = ("throughput", "latency", "stalled", "connections")
    assert measured >= {(work, server) for work in works for server in ("chat", "asyncio")}
    assert all(run["figures"] and not run["faults"] for run in written["runs"])
    assert written["machine"]["cores"] == os.cpu_count()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--only", "tea"], "there is no 'tea'"),
        (["--plot", "x.svg"], "--plot draws what --grow measures"),
    ],
)
def test_what_makes_no_sense(arguments: list[str], sentence: str) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert sentence in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are asked for")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_interrupted_it_leaves_nobody_behind(name: str) -> None:
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as bench:
        assert bench.stderr
        for expected in ("Realtime Chat", "plain asyncio"):
            assert expected in bench.stderr.readline()  # one is measured, the next one begins
        bench.send_signal(signal.Signals[name])
        assert bench.wait(scale(WAIT_S)) == 130
        assert "Traceback" not in bench.stderr.read()
        with pytest.raises(ProcessLookupError):
            os.killpg(bench.pid, 0)


@contextmanager
def against(change: str, home: Path) -> Iterator[Generator]:
    """Clients of a relay that does this with what it sends to one of them."""
    with ExitStack() as cleanup:
        program = Program(["-c", UNFAIR.format(change=change)], home, may_fail=True)
        cleanup.callback(program.close)
        port = int(program.out.next().rpartition(":")[2])
        generator = cleanup.enter_context(Generator(port, BARE, CLIENTS, Deadline(LIMIT_S)))
        generator.connect()
        generator.get_ready()
        yield generator


def closed(generator: Generator) -> Outcome:
    return closed_loop(generator, 100, 32, 0.1)


def opened(generator: Generator) -> Outcome:
    return open_loop(generator, Pace(100, 500, 0.1))


@pytest.mark.parametrize("loop", [closed, opened])
def test_who_hears_the_same_has_no_fault(
    loop: Callable[[Generator], Outcome], tmp_path: Path
) -> None:
    with against("lines", tmp_path) as generator:
        assert loop(generator).faults == []


@pytest.mark.parametrize("loop", [closed, opened])
def test_garbled_messages_are_noticed(loop: Callable[[Generator], Outcome], tmp_path: Path) -> None:
    with against(GARBLED, tmp_path) as generator:
        assert "garbled" in loop(generator).faults[-1]


def test_another_order_is_noticed(tmp_path: Path) -> None:
    with against(REORDERED, tmp_path) as generator:
        assert "in another order" in closed(generator).faults[0]


@pytest.mark.parametrize("loop", [closed, opened])
def test_lost_messages_are_noticed(
    loop: Callable[[Generator], Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "SILENCE_LIMIT_S", 0.3)
    with against(LOST, tmp_path) as generator, pytest.raises(Problem, match=r"^Lost: "):
        loop(generator)
