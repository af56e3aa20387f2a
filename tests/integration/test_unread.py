"""A window that stands still, as a click into one of Windows makes it: the chat must not notice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.given import Connect
from tests.support.peers import PlainPeer
from tests.support.processes import ROOT, WAIT_S, scale

if sys.platform == "win32":
    pytest.skip("Windows has no pseudoterminals of this kind", allow_module_level=True)

import pty

VISITS = 120
"""Each leaves two lines in the log: more than a pseudoterminal or a small pipe holds."""


@pytest.fixture(params=["terminal", "pipe"])
def ends(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """A terminal or a pipe: where it is read, and where it is written."""
    reading, writing = pty.openpty() if request.param == "terminal" else small_pipe()
    with ExitStack() as stack:
        stack.callback(os.close, reading)
        yield reading, writing


def small_pipe() -> tuple[int, int]:
    reading, writing = os.pipe()
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    return reading, writing


def first_line(reading: int) -> bytes:
    line = b""
    while b"\n" not in line:
        line += os.read(reading, 1) or b"\n"
    return line


def test_output_that_nobody_reads(
    ends: tuple[int, int], connect: Connect, cleanup: ExitStack, tmp_path: Path
) -> None:
    """With stdout and stderr full and standing still the server serves, and stops when told."""
    reading, writing = ends
    server = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "app.server", "--port", "0"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=writing,
        env=os.environ
        | {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "TERM": "dumb", "PYTHONUNBUFFERED": ""},
    )
    os.close(writing)
    cleanup.callback(server.wait)
    cleanup.callback(server.kill)
    port = int(first_line(reading).rpartition(b":")[2])
    ana = connect(port, "ana")
    for number in range(VISITS):
        with PlainPeer(port) as visitor:
            visitor.say(f"visit {number}")
            ana.until("said", text=f"visit {number}")
    ana.say("still here")
    ana.until("said", text="still here")
    server.terminate()
    assert server.wait(scale(WAIT_S)) == 0
    assert b"stopped" not in rest(reading), "nothing stood still"


def rest(reading: int) -> bytes:
    """All that was written."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(reading, 65536)
        except OSError:  # how a terminal ends
            part = b""
        if not part:
            return b"".join(parts)
        parts.append(part)
