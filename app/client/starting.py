"""Starting a server for somebody who has none: asked for before the conversation begins."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.system import processes
from app.system.programs import Origin
from app.system.sockets import answers, is_free
from app.text import clean_line, cut

START_LIMIT_S = 20.0
"""How long a server may take from being started until it listens."""
PROBE_LIMIT_S = 0.5
PROBE_PAUSE_S = 0.1
"""On Windows: how long one look may take whether it listens, and how long to wait for the next."""
END_LIMIT_S = 2.0
"""How long a server that failed may take to be gone."""
TOLD_LIMIT_LINES = 5
TOLD_LIMIT_CHARS = 300
"""How much of a failed server's log is shown: so many lines of so many characters."""
LOG_LIMIT_BYTES = 16 * 1024


def offer_server(host: str, port: int, origin: Origin, logs: Path) -> bool:
    """Ask whether to start a server if nobody listens at a loopback address, and do so.

    Args:
        host: the address.
        port: its port.
        origin: how this program was started: so is the server.
        logs: the folder for the log of a server in the background.

    Returns:
        Whether to go on. Not if the input ends in place of an answer.
    """
    command = origin.command("server")
    if not command or not is_free(host, port):
        return True
    try:
        answer = _ask(f"There is no server at {host}:{port}. Start one here? [Y/n] ")
    except KeyboardInterrupt:
        print()
        raise
    if not answer:
        print()
        return False
    # Somebody else may have answered sooner, in another window.
    if is_yes(answer) and is_free(host, port):
        by_hand = origin.how_to_start("server", server_options(host, port))
        # In the background nobody reads much, and nobody would empty the log.
        quiet = [] if origin.windows else ["--no-console", "--log-level", "warning"]
        command += ["--host", host, "--port", str(port), *quiet]
        print(_start(command, host, port, by_hand, logs))
    return True


def is_yes(answer: str) -> bool:
    """Whether an answer to a question with `[Y/n]` means yes; Enter alone does."""
    return answer.strip().casefold() in ("", "y", "yes")


def server_options(host: str, port: int) -> list[str]:
    """The options with which a server listens there; none where it does by itself."""
    options = ["--host", host] if host not in ("127.0.0.1", "localhost") else []
    return options + (["--port", str(port)] if port != 6000 else [])


def last_lines(log: bytes) -> str:
    """The end of a log, cleaned and set in; "" if it is empty."""
    lines = log[-LOG_LIMIT_BYTES:].decode("utf-8", "replace").splitlines()[-TOLD_LIMIT_LINES:]
    return "\n".join(f"   {cut(clean_line(line), TOLD_LIMIT_CHARS)}" for line in lines)


def _ask(question: str) -> str:
    """The line that answers; "" at the end of the input."""
    print(question, end="", flush=True)
    return sys.stdin.readline()


def _start(command: Sequence[str], host: str, port: int, by_hand: str, logs: Path) -> str:
    """Start a server and wait until somebody listens there; give what to say of it."""
    log = logs / f"server-{port}.log"
    try:
        child = processes.start_apart(command, log)
    except OSError as error:
        return f"A server could not be started ({error.strerror}). Try it by hand: {by_hand}"
    try:
        up = _comes_up(child, host, port)
        if not up:
            _end(child)
    except BaseException:
        child.kill()
        raise
    finally:
        processes.let_go(child)
    if up and child.stdout:
        return f"Started a server (process {child.pid}). To stop it: kill {child.pid}"
    if up:
        return "A server runs now, in a window of its own. Close that window to stop it."
    if not is_free(host, port):  # somebody else started one in the same moment: as good
        return f"A server runs at {host}:{port} now."
    if child.stdout and (told := last_lines(log.read_bytes())):
        return f"The server did not start. It said:\n{told}\nMore may be in {log}"
    return f"The server did not start. To see why, start it by hand: {by_hand}"


def _comes_up(child: "subprocess.Popen[bytes]", host: str, port: int) -> bool:
    """Wait until a started server listens, at most START_LIMIT_S; whether it does."""
    if child.stdout:
        return processes.first_line(child.stdout, START_LIMIT_S).startswith("Listening on ")
    until = time.monotonic() + START_LIMIT_S
    while child.poll() is None and time.monotonic() < until:
        if answers(host, port, PROBE_LIMIT_S):
            return True
        with suppress(subprocess.TimeoutExpired):
            child.wait(PROBE_PAUSE_S)
    return False


def _end(child: "subprocess.Popen[bytes]") -> None:
    """See to it that a server that does not listen is gone."""
    try:
        child.wait(END_LIMIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(END_LIMIT_S)
