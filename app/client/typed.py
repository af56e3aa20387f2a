"""What was typed in earlier conversations, in a file: for the arrow keys, searching, suggestions.

Never whispers, nor what may be a mistyped one. Several clients may have the file at once: each
adds whole lines to its end. When it has grown too long, its newest lines take its place.
"""

import contextlib
import os
import re
from collections.abc import Container, Iterable
from pathlib import Path

from app.system.whole_files import write_whole
from app.text import clean, encodable

TYPED_FILE = "typed-lines"
HISTORY_LIMIT_LINES = 1000
HISTORY_LIMIT_BYTES = 256 * 1024
"""So much of the file is read; it may grow to twice that before it is shortened."""
LINE_LIMIT_CHARS = 4000
"""What is longer is not kept."""

_COMMAND = re.compile(r"\s*[:/]\s*(\w[^\s]*)")
_ESCAPED = re.compile(r"\\(.)")


def is_kept(line: str, commands: Container[str]) -> bool:
    """Whether a line may stand in a file.

    Args:
        line: what was entered.
        commands: the commands that may: a whisper may not, and what looks like a command and is
            none might be a mistyped one.
    """
    if not line.strip() or len(line) > LINE_LIMIT_CHARS:
        return False
    found = (_COMMAND.match(row) for row in line.splitlines())
    return all(command is None or command[1] in commands for command in found)


class TypedLines:
    """The file in a folder.

    A folder that cannot be read or written is no reason to stop: then nothing is kept.

    Args:
        folder: where it is; made when it is needed.
        commands: the names of all commands that may be kept.
    """

    def __init__(self, folder: Path, commands: Iterable[str]) -> None:
        """Nothing is read yet."""
        self._path = folder / TYPED_FILE
        self._commands = frozenset(commands)
        self._last = ""

    def load(self) -> list[str]:
        """The lines kept so far, the oldest first, at most HISTORY_LIMIT_LINES."""
        with contextlib.suppress(OSError):
            if self._path.is_file():
                return [clean(_unescaped(line), newlines=True) for line in self._newest()]
        return []

    def keep(self, line: str) -> None:
        """Add a line, if it may be kept and is not the same again."""
        if line == self._last or not is_kept(line, self._commands):
            return
        self._last = line
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and not self._path.is_file():
                return
            if self._append(_escaped(encodable(line))) > 2 * HISTORY_LIMIT_BYTES:
                self._shorten()

    def _append(self, line: str) -> int:
        """Add a line; give how many bytes the file has then."""
        binary = getattr(os, "O_BINARY", 0)  # else Windows changes the end of the line
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | binary, 0o600)
        try:
            os.write(file, line.encode() + b"\n")  # at once, so that no other's stands in it
            return os.fstat(file).st_size
        finally:
            os.close(file)

    def _newest(self) -> list[str]:
        with self._path.open("rb") as file:
            start = max(0, file.seek(0, os.SEEK_END) - HISTORY_LIMIT_BYTES)
            file.seek(start)
            lines = file.read(HISTORY_LIMIT_BYTES).split(b"\n")
        whole = lines[1:] if start else lines
        lines = [line.removesuffix(b"\r") for line in whole]  # as editors on Windows end them
        return [line.decode("utf-8", "replace") for line in lines if line][-HISTORY_LIMIT_LINES:]

    def _shorten(self) -> None:
        kept = "".join(f"{line}\n" for line in self._newest())
        write_whole(self._path.resolve(), kept.encode())  # a link stays a link


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(line: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], line)
