"""What a person sees: pyte's terminal emulator, with scrollback, and two ways to be resized.

Terminals differ in what they do with text when their window changes its width. Some (xterm, the
Linux console) cut it off: `reflows=False`. Most break it anew (tmux, and those of GNOME, KDE, macOS
and Windows): `reflows=True`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pyte
from pyte.modes import DECAWM
from pyte.screens import Char
from wcwidth import wcwidth

_WRAPPED = -1  # a key of a row: the terminal itself broke the line at this row's end


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and whether its line goes on in the next."""

    text: str
    wrapped: bool = False


class Stream(pyte.ByteStream):
    """What a program writes, taken apart; with the sequences for windows, which pyte leaves out."""

    csi = pyte.ByteStream.csi | {"t": "window_operation"}
    events = pyte.ByteStream.events | {"window_operation"}


class Emulator(pyte.Screen):
    """A terminal's screen.

    In pyte, wide characters stick to the last column, a character it does not know swallows those
    behind it, and what scrolls off is gone; not so here.

    Args:
        columns: its width.
        rows: its height.
        answer: is given what the terminal answers when the program asks it something.
        reflows: whether lines are broken anew when the width changes.
    """

    def __init__(
        self, columns: int, rows: int, answer: Callable[[str], None], *, reflows: bool
    ) -> None:
        super().__init__(columns, rows)
        self._answer = answer
        self._reflows = reflows
        self._scrolled: list[Row] = []
        self._titles: list[str] = []

    @property
    def scrolled(self) -> int:
        """How many rows there are in the scrollback."""
        return len(self._scrolled)

    def rows(self) -> list[Row]:
        """The rows on the screen, from the top."""
        return [self._row(y) for y in range(self.lines)]

    def cells(self) -> list[list[Char]]:
        """The characters on the screen with their looks, row by row."""
        return [[self.buffer[y][x] for x in range(self.columns)] for y in range(self.lines)]

    def all_lines(self, rows_back: int = 0) -> list[str]:
        """All lines, those that scrolled off first, whole however they were broken into rows.

        Args:
            rows_back: how much of what scrolled off is looked at; 0 for everything.
        """
        return _lines([*self._scrolled[-rows_back:], *self.rows()])

    # --- what programs can do ---------------------------------------------------------------

    def window_operation(self, *parameters: int, **_: bool) -> None:
        """Only what xterm calls the title stack: push the title, and pop it."""
        if parameters[:1] == (22,):
            self._titles.append(self.title)
        elif parameters[:1] == (23,) and self._titles:
            self.title = self._titles.pop()

    def write_process_input(self, data: str) -> None:
        self._answer(data)

    def draw(self, data: str) -> None:
        for char in data:
            width = wcwidth(char)
            if width > 0:
                self._put(char, width)
            elif width == 0:
                self._attach(char)

    def index(self) -> None:
        if self.cursor.y == self.lines - 1:
            self._scrolled.append(self._row(0))
        super().index()

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        super().erase_in_line(how, private)
        if how != 1:
            self.buffer[self.cursor.y].pop(_WRAPPED, None)
        if self.cursor.x == 0 and self.cursor.y > 0:
            # What is erased is no longer the rest of the line above.
            self.buffer[self.cursor.y - 1].pop(_WRAPPED, None)

    def erase_in_display(self, how: int = 0, *args: int, private: bool = False) -> None:
        """As tmux does it: what is erased from the first place on goes into the scrollback."""
        if how == 0 and self._reflows and (self.cursor.x, self.cursor.y) == (0, 0):
            rows = self.rows()
            while rows and not rows[-1].text:
                rows.pop()
            self._scrolled += rows
        super().erase_in_display(how, *args, private=private)

    def _put(self, char: str, width: int) -> None:
        if self.cursor.x + width > self.columns:
            if DECAWM in self.mode:
                row = self.buffer[self.cursor.y]
                row[_WRAPPED] = self.cursor.attrs._replace(data="wrapped")
                if self.cursor.x < self.columns:  # no room for a wide character: no text either
                    row[self.cursor.x] = self.cursor.attrs._replace(data="")
                self.carriage_return()
                self.linefeed()
            else:
                self.cursor.x = self.columns - width
        row, x = self.buffer[self.cursor.y], self.cursor.x
        if row[x].data == "":  # the right half of a wide character loses its left one
            row[x - 1] = row[x - 1]._replace(data=" ")
        if row[x + width].data == "":
            row[x + width] = row[x + width]._replace(data=" ")
        row[x] = self.cursor.attrs._replace(data=char)
        if width == 2:
            row[x + 1] = self.cursor.attrs._replace(data="")
        self.cursor.x += width

    def _attach(self, mark: str) -> None:
        row, x = self.buffer[self.cursor.y], self.cursor.x - 1
        if x > 0 and row[x].data == "":
            x -= 1
        if x >= 0:
            row[x] = row[x]._replace(data=row[x].data + mark)

    # --- what happens to its window ---------------------------------------------------------

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        lines, columns = lines or self.lines, columns or self.columns
        rows = self.rows()
        x, y = min(self.cursor.x, self.columns - 1), self.cursor.y
        while len(rows) > y + 1 and not rows[-1].text:
            rows.pop()
        if self._reflows:
            rows, x, y = _reflowed([*self._scrolled, *rows], x, y + len(self._scrolled), columns)
            self._scrolled = []
        over = max(0, len(rows) - lines)
        self._scrolled += rows[:over]
        self.lines, self.columns = lines, columns
        self.buffer.clear()
        modes = self.mode
        self.mode = modes - {DECAWM}
        for number, row in enumerate(rows[over:]):
            self.cursor.x, self.cursor.y = 0, number
            self.draw(_cut(row.text, columns))
            if row.wrapped:
                self.buffer[number][_WRAPPED] = self.default_char._replace(data="wrapped")
                if self.cursor.x < columns:  # as in `_put`
                    self.buffer[number][self.cursor.x] = self.default_char._replace(data="")
        self.mode = modes
        self.cursor.x, self.cursor.y = min(x, columns - 1), max(0, y - over)

    def _row(self, y: int) -> Row:
        row = self.buffer[y]
        text = "".join(row[x].data for x in range(self.columns))
        wrapped = row[_WRAPPED].data == "wrapped"
        return Row(text if wrapped else text.rstrip(" "), wrapped)


def columns(text: str) -> int:
    """How many columns a text takes."""
    return sum(max(0, wcwidth(char)) for char in text)


def broken(line: str, limit: int) -> list[str]:
    """The rows that a line takes in a terminal of `limit` columns."""
    parts = [""]
    used = 0
    for char in line:
        width = max(0, wcwidth(char))
        if used + width > limit:
            parts.append("")
            used = 0
        parts[-1] += char
        used += width
    return parts


def _lines(rows: list[Row]) -> list[str]:
    out: list[str] = []
    goes_on = False
    for row in rows:
        out = [*out[:-1], out[-1] + row.text] if goes_on else [*out, row.text]
        goes_on = row.wrapped
    return out


def _cut(text: str, limit: int) -> str:
    while columns(text) > limit:
        text = text[:-1]
    return text


def _reflowed(rows: list[Row], x: int, y: int, limit: int) -> tuple[list[Row], int, int]:
    """The rows at another width, and where the cursor is then."""
    out: list[Row] = []
    at = 0, 0
    line, cursor = "", -1
    for number, row in enumerate(rows):
        if number == y:
            cursor = columns(line) + x
        line += row.text
        if row.wrapped and number < len(rows) - 1:
            continue
        parts = broken(line, limit)
        if cursor >= 0:
            down = min(cursor // limit, len(parts))
            parts += [""] * (down + 1 - len(parts))
            at = cursor - down * limit, len(out) + down
        out += [Row(part, part is not parts[-1]) for part in parts]
        line, cursor = "", -1
    return out, *at
