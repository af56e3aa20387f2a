"""The servers that are measured, each as a process of its own, as its users would start it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.problem import Problem
from tests.bench.wires import BARE, JSON, PLAIN, Wire

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 20.0
LOOK_EACH_S = 0.01
"""Between two looks whether it listens."""
LISTENING = b"Listening on 127.0.0.1:"
SHOWN_LIMIT_BYTES = 300
"""Of what a server has said before it failed, the last so many are told."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A server.

    Attributes:
        key: what it is called in the results.
        name: what people read.
        wire: what its clients speak.
        module: what is run.
    """

    key: str
    name: str
    wire: Wire
    module: str


CHAT = Kind("chat", "Realtime Chat", JSON, "app.server")
CHAT_PLAIN = Kind("chat", "Realtime Chat", PLAIN, "app.server")
ASYNCIO = Kind("asyncio", "plain asyncio", BARE, "tests.bench.plain_asyncio")
RELAY = Kind("relay", "bare relay", BARE, "tests.bench.relay")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that listens.

    Attributes:
        port: where.
        pid: which process it is.
    """

    port: int
    pid: int


@contextmanager
def running(kind: Kind) -> Iterator[Running]:
    """A server of this kind until the end, with a folder of its own for what it stores.

    Raises:
        Problem: it does not start, or has shown a traceback.
    """
    with tempfile.TemporaryDirectory(prefix="chat-bench-") as folder:
        told = Path(folder) / "told"
        command = [sys.executable, "-m", kind.module]
        if kind.module == CHAT.module:
            command += ["--port", "0", "--rate", "0", "--no-console", "--log-level", "error"]
            command += ["--data", str(Path(folder) / "data")]
        with told.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Running(_port(kind, process, told), process.pid)
        finally:
            process.kill()
            process.wait()
        if b"Traceback" in told.read_bytes():
            raise Problem(f"{kind.name} has failed: {_end(told)}")


def _environment() -> dict[str, str]:
    """Ours, without what lets Python or the server look for mistakes, which takes time."""
    debug = ("PYTHON", "CHAT_DEBUG", "COV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(debug)}


def _port(kind: Kind, process: subprocess.Popen[bytes], told: Path) -> int:
    """Wait until it listens, and say where."""
    until = time.monotonic() + START_LIMIT_S
    while not (line := told.read_bytes().partition(b"\n"))[1]:
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_EACH_S)  # no system waits for a file to grow
            raise Problem(f"{kind.name} has not started: {_end(told)}")
        if time.monotonic() > until:
            raise Problem(f"{kind.name} has not said where it listens within {START_LIMIT_S:g} s.")
    if not line[0].startswith(LISTENING):
        raise Problem(f"{kind.name} has not started: {_end(told)}")
    return int(line[0].removeprefix(LISTENING))


def _end(told: Path) -> str:
    """The end of what it has said."""
    return told.read_bytes()[-SHOWN_LIMIT_BYTES:].decode("utf-8", "replace").strip()
