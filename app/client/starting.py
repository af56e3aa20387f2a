"""Starting a server that goes on without this client, and what to say of it."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.client.offering import PROBE_LIMIT_S, is_missing
from app.client.symbols import cut
from app.system import processes
from app.system.signals import held_interrupts
from app.system.sockets import address_text, answers
from app.text import clean_line

START_LIMIT_S = 20.0
"""How long a server may take from being started until it listens."""
PROBE_PAUSE_S = 0.1
"""On Windows: how long to wait before looking again whether it listens."""
GRACE_S = 1.0
"""On Windows: within what time it ends if it was somebody else who listens."""
END_LIMIT_S = 2.0
"""How long a server that failed may take to be gone."""
TOLD_LIMIT_LINES = 5
TOLD_LIMIT_CHARS = 300
"""How much of a failed server's log is shown: so many lines of so many characters."""
LOG_LIMIT_BYTES = 16 * 1024
"""How much of it is read."""
HOST_LIMIT_CHARS = 64
"""How much of the host stands in the log's name."""


def start_server(
    command: Sequence[str],
    host: str,
    port: int,
    by_hand: str,
    logs: Path | None,
    folder: Path | None,
) -> str:
    """Start a server and wait until somebody listens at a loopback address.

    Args:
        command: what starts it, without options.
        host: the address.
        port: its port.
        by_hand: what to type to start it.
        logs: the folder for its log, if it runs in the background; None if it gets a window.
        folder: where it runs; None for where this client does.

    Returns:
        What to say of it, one line or a few.
    """
    at = address_text(host, port)
    log = logs / log_name(host, port) if logs else None
    # In the background nobody reads much.
    quiet = ["--no-console", "--log-level", "warning", "--log-file", str(log)] if log else []
    command = [*command, "--host", host, "--port", str(port), *quiet]
    child: subprocess.Popen[bytes] | None = None
    try:
        try:
            with held_interrupts():  # or a server could run that nobody knows of
                if log:
                    child = processes.start_in_background(command, log, folder)
                else:
                    child = processes.start_in_window(command, folder)
        except OSError as error:
            return f"A server could not be started ({error.strerror}). Try it by hand: {by_hand}"
        heading = f"Started the server at {at} (process {child.pid})\n".encode()
        if log:
            with suppress(OSError), log.open("ab") as file:
                file.write(heading)
        up = comes_up(child, host, port)
        if not up:
            _end(child)
    except BaseException:
        if child:
            child.kill()
        raise
    finally:
        if child:
            processes.let_go(child)
    if up and log:
        return f"Started a server (process {child.pid}). To stop it: kill {child.pid}"
    if up:
        return "A server runs now, in a window of its own. Close that window to stop it."
    if not is_missing(host, port):  # somebody else started one in the same moment: as good
        return f"A server runs at {at} now."
    if log and (told := last_lines(end_of(log).replace(heading, b"", 1))):
        return f"The server did not start. It said:\n{told}\nMore may be in {clean_line(str(log))}"
    return f"The server did not start. To see why, start it by hand: {by_hand}"


def comes_up(child: "subprocess.Popen[bytes]", host: str, port: int) -> bool:
    """Wait until a started server listens, at most START_LIMIT_S; whether it does."""
    if child.stdout:
        return processes.first_line(child.stdout, START_LIMIT_S).startswith("Listening on ")
    until = time.monotonic() + START_LIMIT_S
    while child.poll() is None and time.monotonic() < until:
        if answers(host, port, PROBE_LIMIT_S):
            return not _ends(child, GRACE_S)
        _ends(child, PROBE_PAUSE_S)
    return False


def log_name(host: str, port: int) -> str:
    """The name of the log's file: another one for every address."""
    return f"server-{re.sub(r'[^A-Za-z0-9.-]', '_', host)[:HOST_LIMIT_CHARS]}-{port}.log"


def end_of(log: Path) -> bytes:
    """The last LOG_LIMIT_BYTES of a log; nothing if it cannot be read."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LOG_LIMIT_BYTES))
            return file.read(LOG_LIMIT_BYTES)
    except OSError:
        return b""


def last_lines(log: bytes) -> str:
    """The last lines of a log, cleaned and set in; "" if it is empty."""
    lines = log.decode("utf-8", "replace").splitlines()[-TOLD_LIMIT_LINES:]
    return "\n".join(f"   {cut(clean_line(line), TOLD_LIMIT_CHARS)}" for line in lines)


def _ends(child: "subprocess.Popen[bytes]", limit_s: float) -> bool:
    """Whether a server ends within so many seconds."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(limit_s)
    return child.poll() is not None


def _end(child: "subprocess.Popen[bytes]") -> None:
    """See to it that a server that does not listen is gone."""
    if not _ends(child, END_LIMIT_S):
        child.kill()
        _ends(child, END_LIMIT_S)
