"""Does an archive's pair of programs work at all? A quick look, as a user would have it.

Needs the standard library only, so that it runs where nothing is installed. The programs get an
environment with nothing in it: no Python to be found, and no path. `tests/frozen` looks closely.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import IO

LIMIT_S = 60
"""For everything: after that the programs are ended, and what is awaited fails."""
SAID = "Grüße, 世界 🎉"


class Unwell(Exception):
    """Something does not work as it should."""


def check(folder: Path, version: str) -> None:
    """Run both programs of an unpacked archive: versions, a conversation, a stop.

    Raises:
        Unwell: what is wrong, for people.
    """
    for name in ("server", "client"):
        _same(f"{name} --version", _output(folder, name, "--version"), f"realtime-chat {version}")
    with _running(folder, "server", "--port", "0") as server:
        listening = re.fullmatch(r"Listening on (127\.0\.0\.1:\d+)", _until(server.stdout, ":"))
        if listening is None:
            raise Unwell("the server does not say where it listens")
        with _running(folder, "client", listening[1], "--name", "bo", "--follow") as listener:
            _until(server.stderr, "bo joined")
            _output(folder, "client", listening[1], "--name", "ana", "--send", SAID)
            heard = _until(listener.stdout, "ana:")
            if not heard.endswith(f"ana: {SAID}"):
                raise Unwell(f"ana said {SAID!r}, and bo read {heard!r}")
        if sys.platform != "win32":  # which has no terminals of this kind
            _in_a_terminal(folder, listening[1])
            # There Ctrl+C would go to everybody at this console.
            server.send_signal(signal.SIGINT)
            _same("the server's status after Ctrl+C", server.wait(LIMIT_S), 0)


@contextlib.contextmanager
def _running(folder: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program with pipes; at the end it is gone, and after LIMIT_S in any case."""
    process = subprocess.Popen(
        [folder / name, *arguments],
        env=_nothing(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        guard = Timer(LIMIT_S, process.kill)
        guard.start()
        try:
            yield process
        finally:
            guard.cancel()
            process.kill()


def _in_a_terminal(folder: Path, address: str) -> None:
    """Start a client in a terminal, leave at its prompt."""
    import pty

    ours, its = pty.openpty()
    command = [str(folder / "client"), address, "--name", "eve"]
    environment = _nothing() | {"TERM": "xterm"}
    with subprocess.Popen(command, env=environment, stdin=its, stdout=its, stderr=its) as client:
        os.close(its)
        guard = Timer(LIMIT_S, client.kill)
        guard.start()
        shown = b""
        try:
            while b"You are eve" not in shown:
                shown += os.read(ours, 4096)
            os.write(ours, b":quit\r")
            while True:
                shown += os.read(ours, 4096)  # until the program is gone, and its end is closed
        except OSError:
            _same(f"a client in a terminal showed {shown!r}: status", client.wait(LIMIT_S), 0)
        finally:
            guard.cancel()
            client.kill()
            os.close(ours)


def _output(folder: Path, name: str, *arguments: str) -> str:
    """What a program prints; it has to end well."""
    with _running(folder, name, *arguments) as process:
        output, errors = process.communicate(timeout=LIMIT_S)
    told = errors.decode("utf-8", "replace")
    if process.returncode:
        raise Unwell(f"{name} {' '.join(arguments)} ended with {process.returncode}: {told}")
    return output.decode("utf-8", "replace").strip()


def _until(stream: IO[bytes] | None, part: str) -> str:
    """The next line of a stream with `part` in it."""
    assert stream
    read = []
    for line in stream:
        read.append(line.decode("utf-8", "replace").rstrip("\r\n"))
        if part in read[-1]:
            return read[-1]
    raise Unwell(f"nobody said {part!r}, only: {read}")


def _same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise Unwell(f"{what}: {found!r} instead of {wanted!r}")


def _nothing() -> dict[str, str]:
    """An environment with nothing in it but what Windows itself cannot do without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
