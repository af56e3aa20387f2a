"""The frozen programs as a user has them: a folder, and nothing of Python around it.

Two variables in the environment say what is tested:

    CHAT_FROZEN_DIR     the folder with both programs; without it, the archive in out/release
    CHAT_FROZEN_RUNNER  a command that runs programs of another system, such as an emulator
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import archives

from tests.support.processes import ROOT, WAIT_S, Output, scale

FOLDER = os.environ.get("CHAT_FROZEN_DIR", "")
RUNNER = tuple(shlex.split(os.environ.get("CHAT_FROZEN_RUNNER", "")))
RELEASE = ROOT / "out" / "release"
SIGNALS = sys.platform != "win32" and not RUNNER
"""Whether the programs get signals as POSIX has them."""

NEVER_SHOWN = ("Traceback", "Warning", "a mistake in the program", "[PYI-")
"""What no user should ever read, whatever happens; the last is how PyInstaller begins."""

TEXTS = (
    "Grüße aus Köln",
    "👩‍👩‍👧 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🎉",  # each but the last is several characters joined
    "שלום, مرحبا",
    "你好，世界：简体字",  # what would be GBK on some machines
    "這是繁體中文",  # and this Big5
)


def missing() -> str:
    """Why there is nothing to test, and what to do; empty if there is something."""
    if FOLDER:
        if any((Path(FOLDER) / name).is_file() for name in ("server", "server.exe")):
            return ""
        return f"CHAT_FROZEN_DIR is {FOLDER}, and in there is no server."
    if len(_archives()) == 1:
        return ""
    return f"There are {len(_archives())} archives in out/release. Run: python3 dev.py freeze"


def archive() -> Path | None:
    """The archive that is tested, or None where that is a folder."""
    return None if FOLDER else _archives()[0]


def folder(into: Path) -> Path:
    """The folder that is tested; an archive is unpacked to `into`."""
    packed = archive()
    return archives.unpack(packed, into) if packed else Path(FOLDER).resolve()


def _archives() -> list[Path]:
    return [path for path in RELEASE.glob("realtime-chat-*") if path.suffix in (".zip", ".gz")]


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below, with its size and the time of its last change."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        status = path.lstat()
        found[path.relative_to(folder).as_posix()] = (status.st_size, status.st_mtime_ns)
    return found


def environment(home: Path) -> dict[str, str]:
    """What a program finds: no Python, no way to one, and a locale that knows no emoji."""
    if RUNNER:  # which needs what is there, and translates the names of files by the locale
        return {**os.environ, "LC_ALL": "C.UTF-8", "CHAT_DEBUG": "1"}
    return nothing() | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "appdata"),
        "LOCALAPPDATA": str(home / "appdata"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "PATH": "",
        "LC_ALL": "C",
        "CHAT_DEBUG": "1",  # a bug shows its traceback, which is looked for
    }


def nothing() -> dict[str, str]:
    """An environment with nothing in it but what Windows itself cannot do without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


class FrozenProgram:
    """One program in pipes. Every wait is for an event, with a deadline.

    `close` ends it, if need be by force, and fails if it has shown what users should never read.
    """

    def __init__(self, command: list[str], env: Mapping[str, str], cwd: Path) -> None:
        self.port = 0
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # a runner is ended with all that it has started
        )
        assert self.process.stdin
        assert self.process.stdout
        assert self.process.stderr
        self._stdin = self.process.stdin
        self.out = Output(self.process.stdout)
        self.err = Output(self.process.stderr)

    def listening(self) -> Self:
        """Wait until it listens, as a server does, and know its port."""
        self.port = int(self.out.until("Listening on 127.0.0.1:").rpartition(":")[2])
        return self

    def write(self, text: str) -> None:
        """Type `text` into its input."""
        self._stdin.write(text.encode())
        self._stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """End it at once, as a crash would, and wait until it is gone."""
        if sys.platform == "win32":
            self.process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Wait for its end; give its exit status."""
        return self.process.wait(scale(WAIT_S))

    def finish(self) -> int:
        """Let its input end, and wait for its exit status."""
        self._stdin.close()
        return self.wait()

    def close(self) -> None:
        """Make sure that nothing of it is left."""
        if self.process.poll() is None:
            self.kill()
        with contextlib.suppress(BrokenPipeError):
            self._stdin.close()
        self.out.join()
        self.err.join()
        told = "\n".join([*self.out.so_far(), *self.err.so_far()])
        assert not [mark for mark in NEVER_SHOWN if mark in told], told


@dataclass(frozen=True)
class Programs:
    """Both programs in a folder, and the circumstances in which they are started.

    Attributes:
        folder: where they are; as a relative path, they are started by one.
        home: the user's home folder, and where the user is, unless `cwd` says another folder.
        cleanup: ends what was started.
        env: their environment.
    """

    folder: Path
    home: Path
    cleanup: ExitStack
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None

    @property
    def ending(self) -> str:
        """How the names of programs end on their system."""
        return ".exe" if (self.folder / "server.exe").exists() else ""

    def path(self, name: str) -> str:
        """The file of `server` or `client`, such that no search path is asked for it."""
        return os.path.join(os.curdir, self.folder, name + self.ending)  # noqa: PTH118

    def but(self, **circumstances: object) -> "Programs":
        """The same in other circumstances."""
        return replace(self, **circumstances)  # type: ignore[arg-type]

    def start(self, name: str, *arguments: str) -> FrozenProgram:
        """Start `server` or `client`."""
        command = [*RUNNER, self.path(name), *arguments]
        program = FrozenProgram(command, self.env, self.cwd or self.home)
        self.cleanup.callback(program.close)
        return program

    def run(self, name: str, *arguments: str) -> tuple[int, list[str], list[str]]:
        """Run one that should end by itself; its status, and what it says on stdout and stderr."""
        program = self.start(name, *arguments)
        return program.finish(), program.out.rest(), program.err.rest()

    def server(self) -> FrozenProgram:
        """Start a server on a free port."""
        return self.start("server", "--port", "0").listening()

    def client(self, server: FrozenProgram, name: str, *options: str) -> FrozenProgram:
        """Start a client, and wait until it is in the room."""
        client = self.start("client", f"127.0.0.1:{server.port}", "--name", name, *options)
        server.err.until(f"{name} joined")
        return client

    def talk(self) -> None:
        """Two people in turn say all `TEXTS`, and both read everything, whole and in order."""
        server = self.server()
        ana, bo = self.client(server, "ana"), self.client(server, "bo")
        for number, text in enumerate(TEXTS):
            name, speaker = [("ana", ana), ("bo", bo)][number % 2]
            speaker.write(text + "\n")
            for listener in (ana, bo):
                assert listener.out.next().partition("] ")[2] == f"{name}: {text}"
        assert (ana.finish(), bo.finish()) == (0, 0)
        server.kill()
