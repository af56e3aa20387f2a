"""Starting a program that outlives this one: in a window of its own, or in the background."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from app.system.console import CLOSES_AT_ONCE

_LINE_LIMIT_BYTES = 4096


def start_in_window(command: Sequence[str], folder: Path | None = None) -> subprocess.Popen[bytes]:
    """Start a program in a window of its own, where it goes on when this one is gone. On Windows.

    Args:
        command: the program and its arguments.
        folder: where it runs; None for where this program does, which then cannot be removed, nor
            its drive be taken out.

    Raises:
        OSError: it cannot be started.
    """
    if sys.platform != "win32":
        raise OSError("only Windows gives programs windows")
    variables = {CLOSES_AT_ONCE: "1"}
    flags = subprocess.CREATE_NEW_CONSOLE
    return subprocess.Popen(command, cwd=folder, creationflags=flags, env=_environment(variables))


def start_in_background(
    command: Sequence[str], log: Path, folder: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a program that goes on when this one and its terminal are gone. Not on Windows.

    Its stdout is a pipe to be read until `let_go`, and a new `log` takes its stderr; the one
    before is kept as `….log.old`.

    Args:
        command: the program and its arguments.
        log: a file.
        folder: where it runs; None for where this program does.

    Raises:
        OSError: it cannot be started, or the log cannot be written.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        log.replace(log.with_name(f"{log.name}.old"))
    with log.open("ab") as errors:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            env=_environment({}),
        )


def _environment(more: dict[str, str]) -> dict[str, str]:
    # Otherwise a frozen program takes itself for a part of this one.
    return os.environ | {"PYINSTALLER_RESET_ENVIRONMENT": "1"} | more


def first_line(pipe: IO[bytes], limit_s: float) -> str:
    """The first line that comes within so many seconds; "" if none does. Not on Windows."""
    until = time.monotonic() + limit_s
    line = b""
    while b"\n" not in line and len(line) < _LINE_LIMIT_BYTES:
        if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
            return ""
        data = os.read(pipe.fileno(), _LINE_LIMIT_BYTES)
        if not data:
            return ""
        line += data
    return line.partition(b"\n")[0].decode("utf-8", "replace")


def let_go(child: subprocess.Popen[bytes]) -> None:
    """Leave a started program to itself."""
    if child.stdout:
        child.stdout.close()
    if child.poll() is None:
        child.returncode = 0  # or Python would complain that nobody waits for it
