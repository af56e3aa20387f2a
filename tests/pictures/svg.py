"""Draws what stands on a terminal's screen as SVG, for light and dark pages. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

CELL_WIDTH, CELL_HEIGHT = 8.4, 18
PADDING, BAR = 14, 30
"""Around the text, and the height of the window's title bar."""
ANSI = "black red green brown blue magenta cyan white".split()
LIGHT = "24292f cf222e 116329 8a4b00 0550ae 8250df 1b7c83 6e7781".split()
DARK = "484f58 ff7b72 3fb950 d29922 58a6ff bc8cff 39c5cf b1bac4".split()
LIGHT_BRIGHT = "57606a a40e26 1a7f37 633c01 0969da 6639ba 3192aa 8c959f".split()
DARK_BRIGHT = "8b949e ffa198 56d364 e3b341 79c0ff d2a8ff 56d4dd f0f6fc".split()


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row.

    Attributes:
        text: what stands there; "" behind a wide character.
        color: the name of one of ANSI, the same with `bright` before it, six hexadecimal digits,
            or `default`.
        back: what is behind it, likewise.
        bold: whether it is bold.
        italic: whether it is in italics.
        underlined: whether there is a line under it.
        reverse: whether both colours are exchanged.
    """

    text: str
    color: str = "default"
    back: str = "default"
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    reverse: bool = False

    @property
    def look(self) -> "Cell":
        """All but its text."""
        return Cell("", *(getattr(self, name) for name in list(self.__slots__)[1:]))


def draw(
    rows: Sequence[Sequence[Cell]], *, title: str, cursor: tuple[int, int] | None = None
) -> str:
    """A window with these rows.

    Args:
        rows: from the top; all are as wide as the first.
        title: what stands in its bar.
        cursor: its column and row; None if it is hidden.
    """
    columns = len(rows[0])
    width = round(columns * CELL_WIDTH + 2 * PADDING)
    height = BAR + len(rows) * CELL_HEIGHT + 2 * PADDING
    described = escape("\n".join("".join(cell.text for cell in row).rstrip() for row in rows))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<desc>{described}</desc>",
        f"<style>{_style()}</style>",
        f'<rect class="window" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8"/>',
        f'<text class="bar" x="{width / 2:g}" y="20">{escape(title)}</text>',
    ]
    for y, row in enumerate(rows):
        parts += _row(row, BAR + PADDING + y * CELL_HEIGHT)
    if cursor:
        x, y = PADDING + cursor[0] * CELL_WIDTH, BAR + PADDING + cursor[1] * CELL_HEIGHT
        parts.append(f'<rect class="cursor" x="{x:.1f}" y="{y}" width="8.4" height="18"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def text_of(svg: str) -> list[str]:
    """The rows that stand in a picture."""
    from html import unescape

    return unescape(svg.partition("<desc>")[2].partition("</desc>")[0]).split("\n")


def _row(row: Sequence[Cell], top: float) -> Iterator[str]:
    x = 0
    for look, cells in groupby(row, lambda cell: cell.look):
        run = list(cells)
        start, x = x, x + len(run)
        text = "".join(cell.text for cell in run)
        color, back = (look.back, look.color) if look.reverse else (look.color, look.back)
        left, width = PADDING + start * CELL_WIDTH, len(run) * CELL_WIDTH
        if back != "default" or look.reverse:
            fill = _class("b", back if back != "default" else "text")
            yield (
                f'<rect {fill} x="{left:.1f}" y="{top}" width="{width:.1f}" '
                f'height="{CELL_HEIGHT}"/>'
            )
        if text.strip():
            marks = [
                'font-weight="600"' if look.bold else "",
                'font-style="italic"' if look.italic else "",
                'text-decoration="underline"' if look.underlined else "",
            ]
            shown = color if not (look.reverse and color == "default") else "page"
            yield (
                f'<text {_class("f", shown)} x="{left:.1f}" y="{top + 13}" '
                f'textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs" '
                f'xml:space="preserve" {" ".join(mark for mark in marks if mark)}>'
                f"{escape(text)}</text>"
            )


def _class(kind: str, color: str) -> str:
    """How a colour is named in the picture, which has some of its own for each kind of page."""
    bright = color.removeprefix("bright")
    if color in ("default", "page", "text") or bright in ANSI:
        return f'class="{kind}-{color}"'
    return f'class="{kind}-own" fill="#{escape(color)}"'


def _style() -> str:
    return "\n".join(
        [
            "text { font: 14px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace }",
            ".bar { text-anchor: middle; font: 12px system-ui, sans-serif }",
            ".cursor { opacity: .5 }",
            *_theme("ffffff", "1f2328", "d0d7de", LIGHT, LIGHT_BRIGHT),
            "@media (prefers-color-scheme: dark) {",
            *_theme("0d1117", "e6edf3", "30363d", DARK, DARK_BRIGHT),
            "}",
        ]
    )


def _theme(
    page: str, text: str, edge: str, plain: Sequence[str], bright: Sequence[str]
) -> Iterator[str]:
    yield f".window {{ fill: #{page}; stroke: #{edge} }}"
    yield f".bar, .cursor, .f-default, .b-text {{ fill: #{text} }}"
    yield f".f-page {{ fill: #{page} }}"
    for names, colors in ((ANSI, plain), ([f"bright{name}" for name in ANSI], bright)):
        for name, color in zip(names, colors, strict=True):
            yield f".f-{name}, .b-{name} {{ fill: #{color} }}"
