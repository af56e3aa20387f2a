"""A room to test terminals in: a server, people in terminals, and somebody on a socket."""

import json
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.emulator import broken, columns
from tests.support.terminal import DEADLINE_S, ROOT, Terminal

_SAID = re.compile(r"\[\d\d:\d\d\] (\S+): (.*)")


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a program finds in its environment: nothing of the developer's."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "USER": "tester",
        "LOGNAME": "tester",
        **more,
    }


class Server:
    """A server in a process of its own.

    Args:
        home: the folder it may write to.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self.port = 0
        self.start()

    def start(self) -> None:
        """Start it, again on the same port if it has run before."""
        home = self._home
        command = [sys.executable, "-W", "error", "-m", "app.server", "--no-console"]
        with (home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--rate", "0", "--port", str(self.port)],
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
                env=environment(home),
                text=True,
            )
        assert self._process.stdout
        self._stdout = self._process.stdout
        ready = select.select([self._stdout], [], [], DEADLINE_S)[0]
        first = self._stdout.readline() if ready else ""
        if not first.startswith("Listening on 127.0.0.1:"):
            self.kill()
            raise AssertionError(f"no server:\n{(home / 'server.log').read_text('utf-8')}")
        self.port = int(first.rpartition(":")[2])

    def pause(self) -> None:
        """Let it do nothing at all until `go_on`."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End a pause."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self._stdout.close()


class Peer:
    """Somebody in the room without a terminal, who sees every message that the server sends."""

    def __init__(self, port: int, name: str = "bot") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), DEADLINE_S)
        self._file = self._socket.makefile("rb")
        self._file.readline()
        self.send(type="hello", v=1, name=name)
        self.next("welcome")

    def send(self, **message: Any) -> None:
        """Send one message."""
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def say(self, *texts: str) -> None:
        """Say something, many things as one burst."""
        lines = [json.dumps({"type": "say", "text": text}) + "\n" for text in texts]
        self._socket.sendall("".join(lines).encode())

    def next(self, type: str, **wanted: Any) -> dict[str, Any]:
        """The next message of this type with these fields."""
        while True:
            message: dict[str, Any] = json.loads(self._file.readline())
            if message["type"] == type and wanted.items() <= message.items():
                return message

    def texts_of(self, name: str, last: str) -> list[str]:
        """What somebody has said so far, up to the text `last`."""
        texts: list[str] = []
        while not texts or texts[-1] != last:
            texts.append(self.next("said", name=name)["text"])
        return texts

    def close(self) -> None:
        """Go."""
        self._file.close()
        self._socket.close()


class Client:
    """The chat client in a terminal, and what can be read there.

    Args:
        terminal: where it runs.
        name: the name that its prompt shows.
    """

    def __init__(self, terminal: Terminal, name: str) -> None:
        self.terminal = terminal
        self.name = name

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.terminal.pump()
                assert "Traceback" not in self.terminal.written.decode(errors="replace"), self
        finally:
            self.terminal.__exit__(kind, error, trace)

    def __str__(self) -> str:
        return str(self.terminal)

    def shows_input(self, text: str) -> bool:
        """Whether prompt and `text` are the last rows that are used, the cursor behind them."""
        width = self.terminal.columns
        parts = broken(f"{self.name}> {text}", width)
        if columns(parts[-1]) == width:
            parts.append("")
        rows = self.terminal.rows
        rows += [""] * (self.terminal.cursor[1] + 1 - len(rows))
        return (
            rows[-len(parts) :] == [part.rstrip(" ") for part in parts]
            and self.terminal.cursor == (columns(parts[-1]), len(rows) - 1)
            and self.terminal.cursor_shown
        )

    def said(self, name: str = "") -> list[str]:
        """The messages on the screen and in the scrollback, by one or by all, in order."""
        found = [match for line in self.terminal.lines if (match := _SAID.fullmatch(line))]
        return [match[2] for match in found if name in ("", match[1])]

    def heard(self, text: str) -> bool:
        """Whether a message of this text is to be seen, as far as a few screens up."""
        return any(line.endswith(f": {text}") for line in self.terminal.recent)

    def wait_heard(self, text: str) -> None:
        """Wait until a message of this text is to be seen."""
        self.terminal.wait_until(lambda: self.heard(text), f"the message {text!r}")

    def wait_input(self, text: str) -> None:
        """Wait until `text` stands in the input line."""
        self.terminal.wait_until(lambda: self.shows_input(text), f"the input {text!r}")

    def wait_scrolled(self, rows: int) -> None:
        """Wait until so many rows have left the screen at its top."""
        self.terminal.wait_until(lambda: self.terminal.scrolled >= rows, f"{rows} rows", within=40)

    def type(self, text: str) -> None:
        """Type into the empty input line, and wait until it stands there."""
        self.terminal.type(text)
        self.wait_input(text)

    def enter(self, text: str = "") -> None:
        """Type (the rest of) a line and press Enter."""
        self.terminal.type(text + "\r")

    def wait_for(self, text: str) -> None:
        """Wait until `text` stands on the screen or a little above it."""
        self.terminal.wait_for(text)

    def end(self) -> int:
        """Wait until it ends; give its exit status."""
        return self.terminal.wait_end()


StartClient = Callable[..., Client]
"""Starts a client at the server, or at another `port`; see `start_client` in conftest.py."""
