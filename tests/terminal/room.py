"""A room to test terminals in: a server, people in terminals, and somebody on a socket."""

import json
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.emulator import broken, columns
from tests.support.terminal import DEADLINE_S, ROOT, Terminal

_SAID = re.compile(r"\[\d\d:\d\d\] (?:» )?(\S+):(?: (.*))?")
LINK = r"(?!--|!!)[\w~:/?#@!$&'()*+,;=%.-]+"
"""A row that need not be set in, since nothing of the client's own looks like it."""
# A further row of a message.
_FURTHER = re.compile(rf" +(\S.*)|({LINK})", re.ASCII)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a program finds in its environment: nothing of the developer's."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_DATA_HOME": str(home / "data"),
        "CHAT_DEBUG": "1",  # a bug shows its traceback, which the tests look for
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

    def stop(self) -> None:
        """Let it say goodbye."""
        self._process.terminate()
        self._process.wait(DEADLINE_S)
        self._stdout.close()

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

    def __enter__(self) -> "Peer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

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
        """Whether prompt and `text` are the last rows that are used, the cursor behind them.

        Below them there may be the row that tells how things stand; see `bottom`.
        """
        width = self.terminal.columns
        parts = broken(f"{self.name}> {text}", width)
        if columns(parts[-1]) == width:
            parts.append("")
        rows = self.terminal.rows
        if self.bottom:
            rows = rows[: self.terminal.cursor[1] + 1]
        rows += [""] * (self.terminal.cursor[1] + 1 - len(rows))
        return (
            rows[-len(parts) :] == [part.rstrip(" ") for part in parts]
            and self.terminal.cursor == (columns(parts[-1]), len(rows) - 1)
            and self.terminal.cursor_shown
        )

    @property
    def bottom(self) -> str:
        """The row below the cursor, if it tells how things stand and is the last; else ""."""
        rows = self.terminal.rows[self.terminal.cursor[1] + 1 :]
        if len(rows) != 1 or not re.match(r" \S", rows[0]):
            return ""
        return rows[0].strip()

    def said(self, name: str = "") -> list[str]:
        """The messages on the screen and in the scrollback, by one or by all, in order.

        A `\n` stands where a message was broken into rows; `has_said` knows what belongs there.
        """
        return [text for who, text in _messages(self.terminal.lines) if name in ("", who)]

    def has_said(self, *texts: str) -> bool:
        """Whether exactly these messages are there, each whole and once, in this order."""
        said = self.said()
        return len(said) == len(texts) and all(map(_is_whole, said, texts))

    def assert_said(self, *texts: str) -> None:
        """Check that exactly these messages are there, each whole and once, in this order."""
        for number, (said, text) in enumerate(zip(self.said(), texts, strict=False)):
            assert _is_whole(said, text), f"message {number} is {said!r}, not {text!r}"
        assert self.has_said(*texts), f"{len(self.said())} messages, not {len(texts)}"

    def rung(self) -> int:
        """How often it rang so far."""
        # A title ends with the same sign.
        return re.sub(rb"\x1b\][^\x07]*\x07", b"", bytes(self.terminal.written)).count(b"\x07")

    def heard(self, text: str) -> bool:
        """Whether a message of this text is to be seen, as far as a few screens up."""
        return any(_is_whole(said, text) for _, said in _messages(self.terminal.recent))

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

    def answer(self, text: str) -> None:
        """Answer the question whether to start a server."""
        self.wait_for("Start one here? [Y/n]")
        self.enter(text)

    def wait_for(self, text: str) -> None:
        """Wait until `text` stands on the screen or a little above it."""
        self.terminal.wait_for(text)

    def end(self) -> int:
        """Wait until it ends; give its exit status."""
        return self.terminal.wait_end()


def _messages(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Who said what, each message with a `\n` where it was broken into rows."""
    found: list[tuple[str, list[str]]] = []
    goes_on = False
    for line in lines:
        if said := _SAID.fullmatch(line):
            found.append((said[1], [said[2]] if said[2] else []))
            goes_on = True
        elif goes_on and (further := _FURTHER.fullmatch(line)):
            found[-1][1].append(further[1] or further[2])
        else:
            goes_on = False
    return [(name, "\n".join(rows)) for name, rows in found]


def _is_whole(said: str, text: str) -> bool:
    """Whether nothing but spaces is missing where a message was broken, and nothing elsewhere."""
    rows = [re.escape(row) for row in said.split("\n")]
    return re.fullmatch(" *".join(rows), text) is not None


StartClient = Callable[..., Client]
"""Starts a client at the server, or at another `port`; see `start_client` in conftest.py."""
