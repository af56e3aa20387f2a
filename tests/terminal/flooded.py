"""What is asked of a client while more is drawn than an emulator follows."""

import os
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.support.processes import WAIT_S, scale
from tests.support.terminal import READ_BYTES, READ_S
from tests.terminal.room import Client


def read_until(client: Client, holds: Callable[[bytes], bool]) -> None:
    """Read what a client draws until `holds` is true of it, past the emulator, which is slower."""
    terminal = client.terminal.fileno()
    until = time.monotonic() + scale(WAIT_S)
    drawn = b""
    while not holds(drawn):
        assert time.monotonic() < until, "what was awaited did not come"
        if select.select([terminal], [], [], READ_S)[0]:
            drawn += os.read(terminal, READ_BYTES)


def peak_bytes(client: Client) -> int:
    """The most memory that a client has had so far; 0 where the system does not tell."""
    status = Path(f"/proc/{client.terminal.process.pid}/status")
    if sys.platform != "linux":
        return 0
    return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
