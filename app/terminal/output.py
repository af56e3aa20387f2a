"""The terminal that is written to: what it can do, and how text goes there."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Size
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output

from app.styled import Pieces
from app.system.console import has_title

Depth = Literal["auto", "1", "16", "256", "true"]
"""How many colours: "1" for none; "auto" for as many as the terminal says that it has."""

SIZE_PAUSE_S = 0.5
"""How often the window's size is looked at where nobody tells that it has changed."""
ERASE_DOWN = "\x1b[K\x1b[C\x1b[J\r"
"""Erases from the beginning of a row on; tmux takes erasing from the very first place of a window
for emptying it, and moves what stands there into the scrollback, the input line with it."""
FOCUS_ON, FOCUS_OFF = "\x1b[?1004h", "\x1b[?1004l"
FOCUS_GOT, FOCUS_LOST = "\x1b[I", "\x1b[O"
_DEPTHS = {
    "1": ColorDepth.DEPTH_1_BIT,
    "16": ColorDepth.DEPTH_4_BIT,
    "256": ColorDepth.DEPTH_8_BIT,
    "true": ColorDepth.DEPTH_24_BIT,
}
_TRUE_COLORS = ("truecolor", "24bit")

# prompt_toolkit does not know them, and would take them for Escape and two letters.
ANSI_SEQUENCES[FOCUS_GOT] = ANSI_SEQUENCES[FOCUS_LOST] = Keys.Ignore


def open_output() -> Output:
    """The terminal to write to, which is not asked where its cursor is.

    Not every terminal answers; prompt_toolkit complains on the screen if it does not. Only menus
    that float below the input line would need to know.

    Raises:
        RuntimeError: it cannot be written to as a terminal.
    """
    try:
        output = create_output()
    except Exception as error:  # on Windows, a class of its own for consoles that are none
        raise RuntimeError(str(error) or type(error).__name__) from error
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False
        write = output.write_raw
        output.erase_down = lambda: write(ERASE_DOWN)  # type: ignore[method-assign]
    return output


def color_depth(output: Output, depth: Depth, *, color: bool) -> ColorDepth:
    """How many colours to use: as many as wanted, or as the terminal has."""
    if not color:
        return ColorDepth.DEPTH_1_BIT
    if depth != "auto":
        return _DEPTHS[depth]
    if asked := ColorDepth.from_env():
        return asked
    if isinstance(output, Vt100_Output) and os.environ.get("COLORTERM", "") in _TRUE_COLORS:
        return ColorDepth.DEPTH_24_BIT
    return output.get_default_color_depth()


def reports_focus(output: Output, term: str) -> bool:
    """Whether this kind of terminal can tell when its window gets and loses the keyboard.

    Those that have a title can, or leave the question alone.
    """
    return isinstance(output, Vt100_Output) and has_title(term)


async def follow_size(app: Application[Any], size: Size) -> None:
    """Draw anew when the window has another size, where no signal says so; never ends there.

    Args:
        app: what is drawn.
        size: how large the window was before anything was drawn.
    """
    if hasattr(signal, "SIGWINCH") and threading.current_thread() is threading.main_thread():
        return  # prompt_toolkit is told
    while True:
        await asyncio.sleep(SIZE_PAUSE_S)
        if (now := app.output.get_size()) != size:
            size = now
            app.renderer.erase(leave_alternate_screen=False)
            app.invalidate()


@contextlib.contextmanager
def in_one_piece(output: Output) -> Iterator[None]:
    """What is written meanwhile reaches the terminal at once, as far as it takes so much."""
    if not isinstance(output, Vt100_Output):  # old consoles of Windows are no streams
        yield
        return
    flush = output.flush
    output.flush = lambda: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        del output.flush
        flush()


def styled(pieces: Pieces) -> StyleAndTextTuples:
    """Pieces of text as prompt_toolkit has them."""
    return [(f"class:{style}" if style else "", text) for style, text in pieces]


def joined(lines: Sequence[Pieces]) -> StyleAndTextTuples:
    """Several lines as one text."""
    out: StyleAndTextTuples = []
    for line in lines:
        out += [*([("", "\n")] if out else []), *styled(line)]
    return out
