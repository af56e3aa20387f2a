"""The input line, and what stands around it: what waits above, choices, search and bottom below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import AnyFormattedText
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.layout import AnyContainer, ConditionalContainer, HSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import (
    AppendAutoSuggestion,
    BeforeInput,
    Processor,
    Transformation,
    TransformationInput,
)
from prompt_toolkit.widgets import SearchToolbar

from app.choices import Choices, Completion
from app.fitted import fit
from app.pasting import NO_ANSWER, Paste, pasted
from app.styled import Pieces, most_columns, plain_text
from app.terminal.agreed import Agreed
from app.terminal.clusters import ClusterBuffer
from app.terminal.entered import HISTORY_LIMIT_LINES, BoundedHistory, Suggesting
from app.terminal.leaving import Leaving
from app.terminal.menu import menu
from app.terminal.output import joined, styled

BOTTOM_MIN_ROWS = 4
"""In a window of fewer rows there is no bottom line."""
MODE_MIN_COLUMNS = 40
"""In a narrower window the mode of vi is not told."""
MODES = {
    InputMode.INSERT: "insert",
    InputMode.INSERT_MULTIPLE: "insert",
    InputMode.NAVIGATION: "normal",
    InputMode.REPLACE: "replace",
    InputMode.REPLACE_SINGLE: "replace",
}
"""What vi calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the input line is made of.

    Attributes:
        prompt: what stands before the input.
        above: lines that stand above it, and do not stay.
        bottom: what stands in the row below, given the window's columns; nothing for no row.
        complete: the completions of the text before the cursor, the likeliest first.
        on_line: is called with each text that was entered; it may have several lines.
        history: what was entered earlier, the oldest first.
        fits: whether a text that was pasted is short enough to be entered.
        leaving: whether Ctrl+C on an empty line leaves.
    """

    prompt: Callable[[], Pieces]
    above: Callable[[], Sequence[Pieces]]
    bottom: Callable[[int], Pieces]
    complete: Callable[[str], Sequence[Completion]]
    on_line: Callable[[str], None]
    history: Sequence[str]
    fits: Callable[[str], bool]
    leaving: Leaving


class InputLine:
    """A line, or several, that somebody types.

    Args:
        parts: what it is made of.
        size: the window's size.
        vi: whether its keys are those of vi.
    """

    def __init__(self, parts: Parts, size: Callable[[], Size], *, vi: bool) -> None:
        """It is empty."""
        self._parts = parts
        self._size = size
        self._choices = Choices(parts.complete)
        self._paste: Paste | None = None
        self._insists = False
        self._suggesting = Suggesting()
        self._vi = vi
        self.buffer = ClusterBuffer(
            multiline=True,
            accept_handler=self._accept,
            history=BoundedHistory(parts.history[-HISTORY_LIMIT_LINES:]),
            auto_suggest=self._suggesting,
        )
        self._search = SearchToolbar(vi_mode=vi, ignore_case=True)
        self.window = Window(
            BufferControl(
                self.buffer,
                input_processors=[
                    BeforeInput(lambda: styled(parts.prompt())),
                    _SetIn(self._indent),
                    AppendAutoSuggestion("class:suggestion"),
                    Agreed(),
                ],
                search_buffer_control=self._search.control,
                preview_search=True,
            ),
            height=Dimension(min=1),
            wrap_lines=True,
            dont_extend_height=True,
        )

    def container(self) -> AnyContainer:
        """Everything that is drawn, from above to below."""
        return HSplit(
            [
                _shown(lambda: joined(self._parts.above()), lambda: bool(self._parts.above())),
                _shown(self._question, self.is_asking, wrap=True),
                self.window,
                _shown(self._menu, self.is_choosing),
                self._search,
                _shown(lambda: styled(self._bottom()), lambda: bool(self._bottom())),
            ]
        )

    # --- entering ---------------------------------------------------------------------------

    def enter(self) -> None:
        """Take what stands there."""
        self.buffer.validate_and_handle()

    def _accept(self, buffer: Buffer) -> bool:
        self._suggesting.entered(buffer.text)
        self._parts.on_line(buffer.text)
        return False  # the input line is empty again

    def refuse(self, text: str) -> None:
        """What was entered was wrong: arrow up still brings it back, but it is not suggested."""
        self._suggesting.refuse(text)

    def interrupt(self) -> bool:
        """Take Ctrl+C: clear what is half typed; give whether to leave where nothing is."""
        if self.buffer.text:
            self.buffer.reset()
            return False
        return self._parts.leaving.press()

    # --- completing and suggesting ----------------------------------------------------------

    def complete(self, by: int = 1) -> None:
        """Put in the next completion, or with -1 the one before."""
        text, cursor = self._choices.step(self.buffer.text, self.buffer.cursor_position, by)
        if (text, cursor) != (self.buffer.text, self.buffer.cursor_position):
            self.buffer.document = Document(text, cursor)

    def is_choosing(self) -> bool:
        """Whether completions are gone through."""
        return self._choices.is_open(self.buffer.text, self.buffer.cursor_position)

    def suggests(self) -> bool:
        """Whether something earlier stands behind the cursor as a suggestion."""
        suggestion = self.buffer.suggestion
        at_end = self.buffer.document.is_cursor_at_the_end
        return bool(suggestion and suggestion.text and at_end)

    def take_suggestion(self) -> None:
        """Put in what is suggested."""
        if suggestion := self.buffer.suggestion:
            self.buffer.insert_text(suggestion.text)

    def _menu(self) -> AnyFormattedText:
        size = self._size()
        return joined(menu(self._choices, size.columns, size.rows))

    # --- pasting ----------------------------------------------------------------------------

    def paste(self, data: str) -> None:
        """Put in what was pasted; of several lines it is asked what to do with them."""
        paste = pasted(data)
        if self._paste:
            self._paste += paste
        elif paste.asks:
            self._paste = paste
        else:
            self.buffer.insert_text(paste.text)

    def is_asking(self) -> bool:
        """Whether it is asked what to do with a paste."""
        return self._paste is not None

    def insist(self) -> None:
        """Say with the question that Enter is no answer to it."""
        self._insists = True

    def offers_sending(self) -> bool:
        """Whether it is asked about a paste that may be entered as it is."""
        return self._paste is not None and self._parts.fits(self._paste.text)

    def answer(self, *, keep: bool, send: bool = False) -> None:
        """Put in the paste or forget it, and perhaps enter it at once."""
        paste, self._paste = self._paste, None
        self._insists = False
        if paste and keep:
            self.buffer.insert_text(paste.text)
        if send:
            self.enter()

    def _question(self) -> AnyFormattedText:
        lines = [NO_ANSWER] if self._insists else []
        if self._paste:
            columns = self._size().columns
            lines += self._paste.question(columns, fits=self.offers_sending())
        return joined([[("question", line)] for line in lines])

    # --- around it --------------------------------------------------------------------------

    def _bottom(self) -> Pieces:
        size = self._size()
        if question := self._parts.leaving.question:
            return fit([("question", f" {question}")], size.columns)
        if size.rows < BOTTOM_MIN_ROWS:
            return []
        mode = self._mode() if size.columns >= MODE_MIN_COLUMNS else ""
        left = size.columns - len(mode)
        bottom = fit(self._parts.bottom(left), left)
        return (
            [(style or "bottom", text) for style, text in [*bottom, ("", mode)]] if bottom else []
        )

    def _mode(self) -> str:
        """What keys do in vi, as the end of the row below; "" for other keys."""
        mode = get_app().vi_state.input_mode
        return f"  {MODES.get(mode, '')}".rstrip() if self._vi else ""

    def _indent(self) -> int:
        """How far further lines are set in: as far as the first, half of the window at most."""
        prompt = most_columns(plain_text(self._parts.prompt()))
        return min(prompt, self._size().columns // 2)


class _SetIn(Processor):
    """Sets in all lines but the first."""

    def __init__(self, indent: Callable[[], int]) -> None:
        self._indent = indent

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        fragments = transformation_input.fragments
        if transformation_input.lineno == 0:
            return Transformation(fragments)
        indent = self._indent()
        return Transformation(
            [("", " " * indent), *fragments],
            source_to_display=lambda at: at + indent,
            display_to_source=lambda at: max(0, at - indent),
        )


def _shown(
    text: Callable[[], AnyFormattedText], when: Callable[[], bool], *, wrap: bool = False
) -> ConditionalContainer:
    """Rows that are there at times only."""
    window = Window(FormattedTextControl(text), dont_extend_height=True, wrap_lines=wrap)
    return ConditionalContainer(window, Condition(when))
