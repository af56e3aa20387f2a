"""The programs as real processes. Every wait is for an event, with a deadline."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import IO

ROOT = Path(__file__).parents[2]
WAIT_S = 15.0


def scale(seconds: float) -> float:
    """A deadline for this machine; TEST_SLOWNESS=4 gives a slow one four times as long."""
    return seconds * float(os.environ.get("TEST_SLOWNESS", "1"))


class Output:
    """What a process writes to one of its streams, line by line as it comes.

    Args:
        stream: the reading end; closed at its end.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lines: list[str] = []
        self._next = 0
        self._ended = False
        self._changed = Condition()
        self._thread = Thread(target=self._read, name="test-output")
        self._thread.start()

    def next(self) -> str:
        """The next line."""
        return self._take(lambda line: True, "a line")

    def until(self, part: str) -> str:
        """The next line with `part` in it; lines before it are passed over."""
        return self._take(lambda line: part in line, repr(part))

    def take(self, count: int) -> list[str]:
        """The next `count` lines."""
        return [self.next() for _ in range(count)]

    def rest(self) -> list[str]:
        """All lines that were not taken yet, up to the end."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._ended, scale(WAIT_S)):
                raise AssertionError(f"the output does not end: {self._lines[-20:]}")
            first, self._next = self._next, len(self._lines)
            return self._lines[first:]

    def so_far(self) -> list[str]:
        """All lines up to now, those that were taken too."""
        with self._changed:
            return list(self._lines)

    def join(self) -> None:
        """Wait for the end of the reading; the process has to be gone."""
        self._thread.join(scale(WAIT_S))
        assert not self._thread.is_alive(), "somebody still holds the other end of an output"

    def _take(self, fits: Callable[[str], bool], what: str) -> str:
        deadline = time.monotonic() + scale(WAIT_S)
        with self._changed:
            while True:
                while self._next < len(self._lines):
                    self._next += 1
                    if fits(self._lines[self._next - 1]):
                        return self._lines[self._next - 1]
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    end = "the end" if self._ended else "the deadline"
                    raise AssertionError(f"no {what} before {end}: {self._lines[-20:]}")
                self._changed.wait(left)

    def _read(self) -> None:
        with self._stream as stream:
            for line in stream:
                with self._changed:
                    self._lines.append(line.decode("utf-8", "surrogateescape").rstrip("\r\n"))
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()


class Program:
    """A program of this project, or one made for a test, as a process of its own.

    Warnings are errors in it. `close` ends it, if need be by force, and fails if it has shown a
    traceback, unless `may_fail`.

    Args:
        arguments: what follows `python -W error`.
        home: the user's home folder, so that nobody's real settings are touched.
        debug: whether a bug shows its traceback.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        home: Path,
        *,
        may_fail: bool = False,
        debug: bool = True,
    ) -> None:
        environment = os.environ | {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "APPDATA": str(home / "appdata"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_DATA_HOME": str(home / "data"),
            "LOCALAPPDATA": str(home / "localappdata"),
            "CHAT_DEBUG": "1" if debug else "",  # `close` looks for a bug's traceback
        }
        self._may_fail = may_fail
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdin
        assert self.process.stdout
        assert self.process.stderr
        self._stdin = self.process.stdin
        self.out = Output(self.process.stdout)
        self.err = Output(self.process.stderr)

    def write(self, text: str | bytes) -> None:
        """Type `text` into its input."""
        self._stdin.write(text.encode() if isinstance(text, str) else text)
        self._stdin.flush()

    def end_input(self) -> None:
        """Let its input end."""
        self._stdin.close()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """End it at once, as a crash would, and wait until it is gone."""
        self.process.kill()
        self.wait()

    def wait(self) -> int:
        """Wait for its end; give its exit status."""
        return self.process.wait(scale(WAIT_S))

    def finish(self, text: str = "") -> int:
        """Type `text`, let its input end, and wait for its exit status."""
        self.write(text)
        self.end_input()
        return self.wait()

    def close(self) -> None:
        """Make sure that nothing of it is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(scale(WAIT_S))
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
        self.out.join()
        self.err.join()
        if not self._may_fail:
            told = "\n".join([*self.out.so_far(), *self.err.so_far()])
            assert "Traceback" not in told, told
            assert "Warning" not in told, told


class ServerProgram(Program):
    """A server: `python -m app.server`, on a free port unless told otherwise."""

    def __init__(
        self,
        *options: str,
        home: Path,
        port: int = 0,
        module: Sequence[str] = ("app.server",),
        may_fail: bool = False,
        debug: bool = True,
    ) -> None:
        arguments = ["-m", *module, "--port", str(port), *options]
        super().__init__(arguments, home, may_fail=may_fail, debug=debug)
        self.port = 0

    def listening(self) -> "ServerProgram":
        """Wait until it listens."""
        line = self.out.next()
        address = line.removeprefix("Listening on 127.0.0.1:")
        assert address.isdecimal(), line
        self.port = int(address)
        return self

    @property
    def log(self) -> Output:
        """Its log."""
        return self.err


class ClientProgram(Program):
    """A client: `python -m app.client`, in a pipe."""

    def __init__(self, port: int, *options: str, home: Path, module: str = "app.client") -> None:
        super().__init__(["-m", module, f"127.0.0.1:{port}", *options], home)
