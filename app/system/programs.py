"""The two programs: how one is started by somebody who started the other as it was."""

import contextlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.text import clean_line


@dataclass(frozen=True, slots=True)
class Origin:
    """How this program came to run."""

    frozen: bool
    """Whether it is one of two programs in a folder of their own, with all that they need."""
    windows: bool
    python: str
    """The program that runs it: Python, or a frozen program itself."""
    script: str
    """What was started, as `sys.argv[0]` has it."""

    def how_to_start(self, name: str, arguments: Iterable[str] = ()) -> str:
        """What to type to start `client` or `server`; for a frozen one, what to click at."""
        if self.frozen:
            program = f"{name}.exe" if self.windows else f"./{name}"
        elif self._is_installed():
            program = f"chat-{name}"
        else:
            python = self.python
            with contextlib.suppress(ValueError, OSError):  # on another drive, or in no folder
                python = min(python, os.path.relpath(python), key=len)
            program = f"{python} -m app.{name}"
        return clean_line(" ".join([program, *arguments]))  # folders may be called anything

    def nothing(self) -> str:
        """What a shell takes for a file with nothing in it."""
        return "NUL" if self.windows else "/dev/null"

    def command(self, name: str) -> list[str]:
        """The command that starts `client` or `server`; empty if the program is not at hand."""
        if self.frozen:
            program = Path(self.python).with_name(f"{name}.exe" if self.windows else name)
            return [str(program)] if program.is_file() else []
        if self._is_installed():
            suffix = ".exe" if self.windows else ""
            program = Path(self.script).with_name(f"chat-{name}{suffix}")
            return [str(program.absolute())] if program.is_file() else []
        return [self.python, "-m", f"app.{name}"] if self.python else []

    def folder(self) -> Path | None:
        """Where to run the other program; None for where this one does."""
        return Path(self.python).parent if self.frozen else None

    def _is_installed(self) -> bool:
        return Path(self.script).stem in ("chat-client", "chat-server")


def this_origin() -> Origin:
    """How the program came to run that asks."""
    return Origin(
        frozen=bool(getattr(sys, "frozen", False)),
        windows=sys.platform == "win32",
        python=sys.executable or "",
        script=sys.argv[0],
    )
