"""A terminal with an input line below, and text that is written above it.

The first line waits for nothing; what comes then is collected for PRINT_PAUSE_S, so that a burst
costs few repaints. Much is written in parts, and in between keys have their turn: see
`app.backlog`. Lines are broken into rows for the window as it is then: see `app.styled`.
"""

import asyncio
import contextlib
import errno
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from prompt_toolkit.application import Application
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.layout import Layout
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.renderer import print_formatted_text
from prompt_toolkit.styles import Style

from app.backlog import Backlog
from app.choices import Completion
from app.styled import Line, Pieces
from app.terminal.keys import bindings
from app.terminal.leaving import Leaving
from app.terminal.line import InputLine, Parts
from app.terminal.output import (
    Depth,
    color_depth,
    follow_size,
    in_one_piece,
    open_output,
    styled,
)
from app.terminal.suspending import Suspending
from app.terminal.window import OuterWindow

PRINT_PAUSE_S = 0.015
KEYS_PAUSE_S = 0.002
"""How long keys have their turn while more waits to be written."""
DEFAULT_STYLES = {
    "bottom": "dim",
    "suggestion": "ansibrightblack",
    "question": "ansiyellow",
    "choice": "",
    "chosen": "reverse",
    "meaning": "ansibrightblack",
}


class Terminal:
    """A terminal with an input line.

    All methods but `post` belong to the thread that runs `run`, from within what `post`, `on_line`
    or `on_start` call. That need not be the main one.

    Args:
        prompt: what stands before the input.
        status: lines that stand above the input, and do not stay.
        on_line: is called with each text that was entered, whole, whatever line ends it has. It is
            in the input's history then, and the arrow up brings it back.
        on_leave: is called when Ctrl+C, Ctrl+D or a signal says that it is time to leave.
        styles: what each name of a style in the pieces of text looks like, and those in
            DEFAULT_STYLES where they are to be others.
        title: what stands in the window's title until `run` returns; "" to leave it.
        color: whether to use colours at all.
        depth: how many colours.
        complete: the completions of the text before the cursor, the likeliest first; for Tab.
        bottom: what stands in the row below the input, given the window's columns; nothing for
            no row. It is cut to the window.
        history: what was entered earlier, the oldest first, for arrows, Ctrl+R and suggestions.
        editing: whose keys edit the input.
        on_look: is called when somebody comes back to look; see `is_looked_at`.
        fits: whether a text that was pasted is short enough to be entered; if not, that is said.
        to_leave: what is said at the first Ctrl+C on an empty line, so that only a second one soon
            after leaves; "" to leave at once.
    """

    def __init__(
        self,
        prompt: Callable[[], Pieces],
        status: Callable[[], Sequence[Pieces]],
        on_line: Callable[[str], None],
        on_leave: Callable[[], None],
        styles: dict[str, str],
        *,
        title: str = "",
        color: bool = True,
        depth: Depth = "auto",
        complete: Callable[[str], Sequence[Completion]] = lambda _: (),
        bottom: Callable[[int], Pieces] = lambda _: (),
        history: Sequence[str] = (),
        editing: Literal["emacs", "vi"] = "emacs",
        on_look: Callable[[], None] = lambda: None,
        fits: Callable[[str], bool] = lambda _: True,
        to_leave: str = "",
    ) -> None:
        """Take the terminal; nothing is drawn yet.

        Raises:
            RuntimeError: there is no usable terminal.
        """
        self._on_leave = on_leave
        self._backlog = Backlog(time.perf_counter)
        self._news = asyncio.Event()
        output = open_output()
        self._window = OuterWindow(output, title, on_look)
        leaving = Leaving(to_leave, time.monotonic)
        parts = Parts(
            prompt=prompt,
            above=status,
            bottom=bottom,
            complete=complete,
            on_line=on_line,
            history=history,
            fits=fits,
            leaving=leaving,
        )
        self._line = line = InputLine(parts, output.get_size, vi=editing == "vi")
        colors = color_depth(output, depth, color=color)
        looks = DEFAULT_STYLES | styles
        if colors == ColorDepth.DEPTH_1_BIT:  # where grey is no grey
            looks |= {name: f"{looks[name]} dim" for name in ("suggestion", "meaning")}
        self._app: Application[None] = Application(
            layout=Layout(line.container(), focused_element=line.window),
            key_bindings=bindings(line, on_leave, self._suspend, self._window),
            style=Style.from_dict(looks),
            color_depth=colors,
            editing_mode=EditingMode.VI if editing == "vi" else EditingMode.EMACS,
            erase_when_done=True,
            terminal_size_polling_interval=None,
            output=output,
        )
        self._suspending = Suspending(self._app, self._window)
        self._app.key_processor.after_key_press += lambda _: self._window.key()
        self._app.key_processor.after_key_press += lambda _: leaving.key()

    def run(self, on_start: Callable[[], None]) -> None:
        """Draw the input line and serve it until `leave`; `on_start` is called once it stands.

        Whatever is raised in what `post`, `on_line` or `on_start` call ends it, and is raised here
        when the terminal is as it was before.
        """
        try:
            self._window.take()
            asyncio.run(self._run(on_start))
        finally:
            with contextlib.suppress(OSError):  # the window was closed
                self._window.give_back()

    def post(self, act: Callable[[], None]) -> None:
        """Have `act` called in the terminal's thread. From any thread; after the end it is not."""
        loop = self._app.loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(act)
            except RuntimeError:  # the loop is closed
                return

    def show(self, lines: Iterable[Line], done: Callable[[], None] = lambda: None) -> None:
        """Write lines above the input line, and draw all that stands around it again.

        Args:
            lines: at least one. Each is taken when it is written, so that what takes time to make
                can be made then, and keys have their turn in between.
            done: is called when all of them are written.
        """
        self._backlog.add(lines, done)
        self._news.set()

    def refuse(self, line: str) -> None:
        """What was entered was wrong: arrow up still brings it back, but it is not suggested."""
        self._line.refuse(line)

    def clear(self) -> None:
        """Empty the window; what stands above it stays."""
        self._app.renderer.clear()
        self.refresh()

    def refresh(self) -> None:
        """Draw the input line and all that stands around it again."""
        self._app.invalidate()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Call `act` after some time, if the terminal is still there then."""
        if self._app.loop is not None:
            self._app.loop.call_later(seconds, act)

    def went_on(self) -> None:
        """The program was stopped, by a shell perhaps, and goes on: take the terminal again.

        Where `run` runs in the main thread this is seen to.
        """
        self._suspending.went_on()

    def leave(self) -> None:
        """Let `run` return, after everything that waits is written."""
        if self._app.is_running and not self._app.is_done:
            self._app.exit()

    @property
    def is_looked_at(self) -> bool:
        """Whether somebody seems to look at the window; see `app.attention`."""
        return self._window.is_looked_at

    def set_title(self, title: str) -> None:
        """Show another title, until `run` returns; "" leaves it as it is."""
        self._window.set_title(title)

    def bell(self) -> None:
        """Ring, unless it rang less than a second ago."""
        self._window.bell()

    # --- the loop ---------------------------------------------------------------------------

    async def _run(self, on_start: Callable[[], None]) -> None:
        def started() -> None:
            self._app.create_background_task(self._print())
            size = self._app.output.get_size()
            self._app.create_background_task(follow_size(self._app, size))
            on_start()

        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._fail)
        # Without this they would end the program and leave the terminal raw. Where there are none
        # (Windows, a thread that is not the main one), somebody else sees to them.
        acts = {"SIGTERM": self._on_leave, "SIGHUP": self._on_leave, "SIGCONT": self.went_on}
        for name, act in acts.items():
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), act)
        try:
            await self._app.run_async(
                pre_run=started, set_exception_handler=False, handle_sigint=False
            )
            while self._backlog:
                self._write_some(around_input=False)
        except (EOFError, OSError) as error:
            # The window was closed: nobody is there any more to be told anything.
            if isinstance(error, OSError) and error.errno != errno.EIO:
                raise

    def _suspend(self) -> None:
        self._suspending.suspend()

    def _fail(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Let `run` raise what was raised in a callback or a task."""
        if self._app.is_running and not self._app.is_done:
            self._app.exit(exception=context.get("exception") or RuntimeError(context["message"]))
        else:
            loop.default_exception_handler(context)

    async def _print(self) -> None:
        """Write what waits, again and again, each time around the input line."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._backlog:
                self._write_some(around_input=True)
                await asyncio.sleep(KEYS_PAUSE_S if self._backlog else PRINT_PAUSE_S)

    def _write_some(self, *, around_input: bool) -> None:
        """Write as much as may be written at once, and say so to those who wait for it."""
        part, done = self._backlog.take(self._app.output.get_size().columns)
        fragments = [fragment for row in part for fragment in (*styled(row), ("", "\n"))]
        # In one piece, or one would see the input line come and go.
        with in_one_piece(self._app.output):
            if around_input:
                self._app.renderer.erase(leave_alternate_screen=False)
            print_formatted_text(
                self._app.output,
                fragments,
                self._app.style or Style([]),
                color_depth=self._app.color_depth,
            )
            if around_input:
                self._app.render_counter += 1  # what was drawn before is not looked up
                self._app.renderer.render(self._app, self._app.layout)
        for act in done:
            act()
