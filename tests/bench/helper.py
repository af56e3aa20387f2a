"""A process with a part of the clients (`receivers.py`), as seen by the one that leads it."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.channel import Channel
from tests.bench.problem import Deadline, Problem

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 20.0
STOP_LIMIT_S = 5.0

Fields = Any
"""What it answers: an object, of a form that belongs to the command."""


class Helper:
    """Starts it; `close` ends it.

    Args:
        deadline: for everything.

    Attributes:
        channel: to it.
        lowest: how many bytes the client has that is furthest behind.
        replies: answers to commands that were not looked at yet.
    """

    def __init__(self, deadline: Deadline) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(deadline.left(START_LIMIT_S))
            port = listener.getsockname()[1]
            command = [sys.executable, "-m", "tests.bench.receivers", str(port)]
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)
            try:
                sock, _ = listener.accept()
            except BaseException as error:
                self._process.kill()
                self._process.wait()
                if isinstance(error, TimeoutError):
                    raise Problem("A process that receives has not started.") from None
                raise
        sock.settimeout(None)
        self.channel = Channel(sock)
        self.lowest = 0
        self.replies: list[Fields] = []

    def take(self) -> None:
        """Take what it has sent, after waiting for a piece of it.

        Raises:
            Problem: it has one, or is gone.
        """
        try:
            values = self.channel.receive()
        except (EOFError, ConnectionError):
            raise Problem("A process that receives has ended by itself.") from None
        for value in values:
            if isinstance(value, int):
                self.lowest = value
            elif "problem" in value:
                raise Problem(value["problem"])
            else:
                self.lowest = value.get("lowest", self.lowest)  # in its order among the numbers
                self.replies.append(value)

    def close(self) -> None:
        """End it: it does when the channel does, or is made to."""
        self.channel.close()
        try:
            self._process.wait(STOP_LIMIT_S)
        except BaseException as error:
            self._process.kill()
            self._process.wait()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
