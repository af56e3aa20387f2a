"""Running a program's `main`: what a bug looks like, and a window that stays until it is read."""

import os
import sys
from collections.abc import Callable

from app.system.console import owns_window
from app.system.streams import is_terminal
from app.system.telling import inform
from app.text import clean, clean_line, cut

DEBUG = "CHAT_DEBUG"
"""In the environment: a bug is shown as a traceback as well."""
MESSAGE_LIMIT_CHARS = 300
TRACE_LIMIT_CHARS = 16_000
"""How much of a traceback is shown: its end."""
INTERRUPTED = 130


def run(main: Callable[[], int]) -> int:
    """Run a program's `main` as the whole of a program; give the status to end with.

    A window that was opened by a double-click closes when the program ends. If something stands
    there that is to be read, it is kept open until Enter.
    """
    told_only = False
    try:
        status = main()
    except SystemExit as end:  # --help, --version and wrong options
        told_only = True
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    person = is_terminal(sys.stdin)
    if person and keeps_window(status, told_only=told_only, owned=owns_window()):
        _wait_for_enter()
    return status


def keeps_window(status: int, *, told_only: bool, owned: bool) -> bool:
    """Whether the window has to wait for somebody to read it.

    Args:
        status: the program's.
        told_only: it has told something (`--help`), and done nothing else.
        owned: whether the window would close with the program.
    """
    return owned and (told_only or status not in (0, INTERRUPTED))


def tell_bug(program: str, error: Exception) -> int:
    """Say on stderr that a program ends by an exception nobody expected; give its status."""
    if os.environ.get(DEBUG):
        # It may quote what came from outside: no further line of it begins where ours do.
        print(clean(trace(error), newlines=True).replace("\n", "\n   "), file=sys.stderr)
    inform(bug(program, error))
    return 1


def bug(program: str, error: BaseException) -> str:
    """Two lines about an exception that nobody expected, with the place in `app` it came from."""
    what = cut(clean_line(str(error)), MESSAGE_LIMIT_CHARS)
    kind = type(error).__name__
    return (
        f"{program}: this is a mistake in the program: {kind}{what and ': '}{what} "
        f"({_place(error)}).\nPlease report it. With {DEBUG}=1 in the environment it says more."
    )


def trace(error: BaseException) -> str:
    """The traceback of an exception, at most TRACE_LIMIT_CHARS of it; not cleaned."""
    import traceback

    text = "".join(traceback.format_exception(error)).rstrip()
    return text if len(text) <= TRACE_LIMIT_CHARS else "…" + text[1 - TRACE_LIMIT_CHARS :]


def _place(error: BaseException) -> str:
    """The last place in `app` on the way to where it was raised, as "app/client/link.py:12"."""
    place = "in no file of ours"
    trace = error.__traceback__
    while trace:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("app."):
            place = f"{module.replace('.', '/')}.py:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _wait_for_enter() -> None:
    try:
        print("\nPress Enter to close this window.", flush=True)
        sys.stdin.readline()
    except (OSError, ValueError, KeyboardInterrupt):
        return
