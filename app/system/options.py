"""Reading a command line, whose words may come from anywhere, and showing the page of help.

What can be set as well in a file has its options from `app.settings.options`.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NoReturn

from app.nearest import did_you_mean
from app.system.complaints import told
from app.system.page import PAGE_COLUMNS, Section, page
from app.system.streams import columns_of, give_up, is_terminal
from app.system.telling import for_stream
from app.text import clean_line

NO_READER = 141
"""What a shell says of a program whose reader went away."""
PORT = "--port"
HELP = "--help shows all there are."
HEADING, PLAIN_AGAIN = "\x1b[1m", "\x1b[0m"


class OptionParser(argparse.ArgumentParser):
    """argparse's, with a page of help, whose complaints are clean: they repeat what was typed.

    Args:
        prog: the program's name.
        usage: what may stand behind it.
        sections: makes the page of help.
        hints: what to say of an option that it does not have, by its name.
    """

    def __init__(
        self,
        prog: str,
        usage: str,
        sections: Callable[[], Sequence[Section]],
        hints: Mapping[str, str] | None = None,
    ) -> None:
        """It has only `--help` yet."""
        # The beginning of an option is none: what another version adds would change what it means.
        super().__init__(prog=prog, usage=f"{prog} {usage}", allow_abbrev=False)
        self._sections = sections
        self._hints = hints or {}
        self._colorless = False

    def read(self, arguments: Sequence[str] | None = None) -> argparse.Namespace:
        """Read a command line; one that makes no sense ends the program with status 2.

        Args:
            arguments: its words; None for those that the program was started with.
        """
        words = sys.argv[1:] if arguments is None else list(arguments)
        self._colorless = _without_colors(words)
        options, unknown = self.parse_known_args(words)
        for word in unknown:
            if word.startswith("-") and word != "-":
                name = word.partition("=")[0]
                self.error(f"There is no option {name}. {self._instead(name)}")
        if unknown:
            is_port = unknown[0].isdecimal() and PORT in self._option_string_actions
            instead = f"Did you mean {PORT} {unknown[0]}?" if is_port else HELP
            self.error(f"This is too much: {' '.join(unknown)}. {instead}")
        return options

    def _instead(self, name: str) -> str:
        """What to write in place of an option that is none."""
        known = (option.lstrip("-") for option in self._option_string_actions)
        question = did_you_mean(name.lstrip("-"), known, "--")
        return self._hints.get(name) or f"{question} {HELP}".lstrip()

    def error(self, message: str) -> NoReturn:
        """Say what was wrong, and end the program with status 2."""
        message = told(message, self._option_string_actions)
        self.exit(2, for_stream(f"{self.prog}: {clean_line(message)}\n", sys.stderr))

    def print_help(self, file: Any = None) -> None:
        """Show the page of help, as wide as the window."""
        out = file or sys.stdout
        terminal = is_terminal(out)
        lines = page(self._sections(), columns_of(out) or PAGE_COLUMNS)
        bold = terminal and not self._colorless and shows_bold(os.environ)
        text = "".join(
            f"{HEADING}{line}{PLAIN_AGAIN}\n" if bold and is_heading else f"{line}\n"
            for is_heading, line in lines
        )
        self._print_message(text, out)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write it, though perhaps nobody reads it to its end, as in `--help | head`."""
        out = file or sys.stderr
        try:
            out.write(message)
            out.flush()
        except BrokenPipeError:
            give_up(out)
            raise SystemExit(NO_READER) from None
        except OSError:
            give_up(out)
            raise SystemExit(1) from None


def shows_bold(environ: Mapping[str, str]) -> bool:
    """Whether a terminal, by its environment, shows bold headings and is wanted to."""
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    # An old console of Windows would show the sequence itself.
    return sys.platform != "win32" or "WT_SESSION" in environ


def _without_colors(words: Sequence[str]) -> bool:
    """Whether a command line says that no colours are wanted, before or behind its `--help`."""
    return any(
        word in ("--no-color", "--color=never") or (word == "--color" and behind == "never")
        for word, behind in pairwise([*words, ""])
    )
