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
from tempfile import TemporaryDirectory
from threading import Timer

LIMIT_S = 60
"""For everything: after that the programs are ended, and what is awaited fails."""
SAID = "Grüße, 世界 🎉"


class Unwell(Exception):
    """Something does not work as it should."""


def check(folder: Path, version: str) -> None:
    """Run both programs of an unpacked archive: versions, a conversation, a stop, a new start.

    Raises:
        Unwell: what is wrong, for people.
    """
    for name in ("server", "client"):
        _same(f"{name} --version", _output(folder, name, "--version"), f"realtime-chat {version}")
    with TemporaryDirectory(prefix="chat-smoke-") as data:
        _talk(folder, data)
        with _running(folder, "server", "--port", "0", "--data", data) as again:
            address = _until(again, ":").removeprefix("Listening on ")
            with _running(folder, "client", address, "--follow", "--history", "1") as reader:
                kept = _until(reader, "ana:")
                if not kept.endswith(f"ana: {SAID}"):
                    raise Unwell(f"of {SAID!r} the server has kept {kept!r}")
            again.kill()
            again.wait(LIMIT_S)  # Windows does not delete what is still open


def _talk(folder: Path, data: str) -> None:
    """A conversation, which is kept in the folder `data`."""
    with _running(folder, "server", "--port", "0", "--data", data) as server:
        listening = re.fullmatch(r"Listening on (127\.0\.0\.1:\d+)", _until(server, ":"))
        if listening is None:
            raise Unwell("the server does not say where it listens")
        with _running(folder, "client", listening[1], "--name", "bo", "--follow") as listener:
            _until(server, "bo joined")
            _output(folder, "client", listening[1], "--name", "ana", "--send", SAID)
            heard = _until(listener, "ana:")
            if not heard.endswith(f"ana: {SAID}"):
                raise Unwell(f"ana said {SAID!r}, and bo read {heard!r}")
        if sys.platform != "win32":  # which has no terminals of this kind
            _in_a_terminal(folder, listening[1])
            # There Ctrl+C would go to everybody at this console.
            server.send_signal(signal.SIGINT)
            _same("the server's status after Ctrl+C", server.wait(LIMIT_S), 0)
        server.kill()
        server.wait(LIMIT_S)


@contextlib.contextmanager
def _running(folder: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program with one pipe for all that it says; after LIMIT_S it is gone in any case."""
    process = subprocess.Popen(
        [str(_program(folder, name)), *arguments],
        env=_nothing(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process, _guarded(process):
        yield process


@contextlib.contextmanager
def _guarded(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """At the end the process is gone, and after LIMIT_S in any case."""
    guard = Timer(LIMIT_S, process.kill)
    guard.start()
    try:
        yield
    finally:
        guard.cancel()
        guard.join()
        process.kill()


def _in_a_terminal(folder: Path, address: str) -> None:
    """Start a client in a terminal, and leave at its prompt."""
    import pty

    ours, its = pty.openpty()
    command = [str(_program(folder, "client")), address, "--name", "eve"]
    environment = _nothing() | {"TERM": "xterm"}
    with subprocess.Popen(command, env=environment, stdin=its, stdout=its, stderr=its) as client:
        os.close(its)
        try:
            with _guarded(client):
                shown = b""
                while b"You are eve" not in shown:
                    piece = _read(ours)
                    shown += piece
                    if not piece:
                        raise Unwell(f"a client in a terminal ends, and showed {shown!r}")
                os.write(ours, b":quit\r")
                while _read(ours):
                    pass
                _same("a client's status after :quit", client.wait(LIMIT_S), 0)
        finally:
            os.close(ours)


def _read(terminal: int) -> bytes:
    """What is shown next; nothing when the program is gone. Linux calls that an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def _output(folder: Path, name: str, *arguments: str) -> str:
    """What a program says; it has to end well."""
    with _running(folder, name, *arguments) as process:
        output = process.communicate(timeout=LIMIT_S)[0].decode("utf-8", "replace").strip()
    if process.returncode:
        raise Unwell(f"{name} {' '.join(arguments)} ended with {process.returncode}: {output}")
    return output


def _until(process: subprocess.Popen[bytes], part: str) -> str:
    """The next line that a program says with `part` in it."""
    assert process.stdout
    read = []
    for line in process.stdout:
        read.append(line.decode("utf-8", "replace").rstrip("\r\n"))
        if part in read[-1]:
            return read[-1]
    raise Unwell("\n".join([f"{part!r} was awaited, and this came:", *read]))


def _same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise Unwell(f"{what}: {found!r} instead of {wanted!r}")


def _program(folder: Path, name: str) -> Path:
    return folder / (f"{name}.exe" if sys.platform == "win32" else name)


def _nothing() -> dict[str, str]:
    """An environment with nothing in it but what Windows itself cannot do without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
