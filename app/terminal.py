"""One line of input below, text above it: the only module that knows prompt_toolkit.

The terminal's own scrollback is used, no alternate screen: text is written once, above the input
line, which is erased and drawn again around it. The first line waits for nothing; what comes then
is collected for PRINT_PAUSE_S, so that a burst costs few repaints. Much is written in parts, and in
between keys have their turn: see `app.backlog`.
Lines are broken into rows for the window as it is then: see `app.styled`.
Knows nothing of chat. Import it late: it takes its time, and needs a terminal.
"""

import asyncio
import contextlib
import errno
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import print_formatted_text
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import suspend_to_background_supported

from app.backlog import Backlog
from app.styled import Line, Pieces
from app.system.console import WindowTitle

PRINT_PAUSE_S = 0.015
KEYS_PAUSE_S = 0.002
"""How long keys have their turn while more waits to be written."""
HISTORY_LIMIT_LINES = 1000


class Terminal:
    """A terminal with an input line.

    All methods but `post` belong to the thread that runs `run`, from within what `post`, `on_line`
    or `on_start` call.

    Args:
        prompt: what stands before the input.
        status: lines that stand above the input, and do not stay.
        on_line: is called with each line that was entered. It is in the input's history then,
            whatever becomes of it, and the arrow up brings it back.
        on_leave: is called when Ctrl+C, Ctrl+D or a signal says that it is time to leave.
        styles: what each name of a style in the pieces of text looks like.
        title: what stands in the window's title until `run` returns; "" to leave it.
        color: whether to use colours at all.
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
    ) -> None:
        """Take the terminal; nothing is drawn yet.

        Raises:
            RuntimeError: there is no usable terminal.
        """
        self._on_line = on_line
        self._on_leave = on_leave
        self._backlog = Backlog(time.perf_counter)
        self._news = asyncio.Event()
        self._buffer = Buffer(
            multiline=False, accept_handler=self._accept, history=_BoundedHistory()
        )
        status_lines = Window(
            FormattedTextControl(lambda: _joined(status())), dont_extend_height=True
        )
        input_line = Window(
            BufferControl(self._buffer, input_processors=[BeforeInput(lambda: _styled(prompt()))]),
            wrap_lines=True,
            dont_extend_height=True,
        )
        self._app: Application[None] = Application(
            layout=Layout(
                HSplit(
                    [
                        ConditionalContainer(status_lines, Condition(lambda: bool(status()))),
                        input_line,
                    ]
                ),
                focused_element=input_line,
            ),
            key_bindings=self._keys(),
            style=Style.from_dict(styles),
            color_depth=None if color else ColorDepth.DEPTH_1_BIT,
            erase_when_done=True,
            output=_output(),
        )
        self._title = title
        self._window = WindowTitle(self._write_raw, os.environ.get("TERM", ""))

    def run(self, on_start: Callable[[], None]) -> None:
        """Draw the input line and serve it until `leave`; `on_start` is called once it stands.

        Whatever is raised in what `post`, `on_line` or `on_start` call ends it, and is raised here
        when the terminal is as it was before.
        """
        try:
            if self._title:
                self._window.set(self._title)
            asyncio.run(self._run(on_start))
        finally:
            with contextlib.suppress(OSError):  # the window was closed
                self._window.restore()

    def post(self, act: Callable[[], None]) -> None:
        """Have `act` called in the terminal's thread. From any thread; after the end it is not."""
        loop = self._app.loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(act)
            except RuntimeError:  # the loop is closed
                return

    def show(self, lines: Iterable[Line], done: Callable[[], None] = lambda: None) -> None:
        """Write lines above the input line, and draw prompt and status again.

        Args:
            lines: at least one. Each is taken when it is written, so that what takes time to make
                can be made then, and keys have their turn in between.
            done: is called when all of them are written.
        """
        self._backlog.add(lines, done)
        self._news.set()

    def refresh(self) -> None:
        """Draw prompt and status again."""
        self._app.invalidate()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Call `act` after some time, if the terminal is still there then."""
        if self._app.loop is not None:
            self._app.loop.call_later(seconds, act)

    def leave(self) -> None:
        """Let `run` return, after everything that waits is written."""
        if self._app.is_running and not self._app.is_done:
            self._app.exit()

    async def _run(self, on_start: Callable[[], None]) -> None:
        def started() -> None:
            self._app.create_background_task(self._print())
            on_start()

        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._fail)
        # Without this they would end the program and leave the terminal raw.
        for name in ("SIGTERM", "SIGHUP"):
            with contextlib.suppress(AttributeError, NotImplementedError):  # as on Windows
                loop.add_signal_handler(getattr(signal, name), self._on_leave)
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
        fragments = [fragment for row in part for fragment in (*_styled(row), ("", "\n"))]
        # In one piece, or one would see the input line come and go.
        with _in_one_piece(self._app.output):
            if around_input:
                self._app.renderer.erase(leave_alternate_screen=False)
            print_formatted_text(
                self._app.output,
                fragments,
                self._app.style or Style([]),
                color_depth=self._app.color_depth,
            )
            if around_input:
                self._app.renderer.render(self._app, self._app.layout)
        for act in done:
            act()

    def _write_raw(self, text: str) -> None:
        self._app.output.write_raw(text)
        self._app.output.flush()

    def _accept(self, buffer: Buffer) -> bool:
        self._on_line(buffer.text)
        return False  # the input line is empty again

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter")
        def _(_event: KeyPressEvent) -> None:
            self._buffer.validate_and_handle()

        @keys.add("c-c")
        def _(_event: KeyPressEvent) -> None:
            """Clear what is half typed; on an empty line, leave."""
            if self._buffer.text:
                self._buffer.reset()
            else:
                self._on_leave()

        @keys.add("c-d", filter=Condition(lambda: not self._buffer.text))
        def _(_event: KeyPressEvent) -> None:
            self._on_leave()

        if suspend_to_background_supported():

            @keys.add("c-z")
            def _(event: KeyPressEvent) -> None:
                event.app.suspend_to_background()

        return keys


class _BoundedHistory(InMemoryHistory):
    """The lines entered so far; the oldest go."""

    def append_string(self, string: str) -> None:
        super().append_string(string)
        del self._loaded_strings[HISTORY_LIMIT_LINES:]
        del self._storage[:-HISTORY_LIMIT_LINES]


def _output() -> Output:
    """The terminal to write to, which is not asked where its cursor is.

    Not every terminal answers; prompt_toolkit complains on the screen if it does not. Only menus
    below the input line would need to know.

    Raises:
        RuntimeError: it cannot be written to as a terminal.
    """
    try:
        output = create_output()
    except Exception as error:  # on Windows, a class of its own for consoles that are none
        raise RuntimeError(str(error) or type(error).__name__) from error
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False
    return output


@contextlib.contextmanager
def _in_one_piece(output: Output) -> Iterator[None]:
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


def _styled(pieces: Pieces) -> StyleAndTextTuples:
    return [(f"class:{style}" if style else "", text) for style, text in pieces]


def _joined(lines: Sequence[Pieces]) -> StyleAndTextTuples:
    out: StyleAndTextTuples = []
    for line in lines:
        out += [*([("", "\n")] if out else []), *_styled(line)]
    return out
