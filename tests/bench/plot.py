"""Draws lines over logarithmic axes as SVG, for light and dark pages. Pure; knows no results."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

PANEL_WIDTH, PANEL_HEIGHT = 400, 260
COLUMNS = 2
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 44, 46
"""The margins of a panel around what is drawn."""
HEAD = 66
"""The height of the title and the legend."""
HEADLINE = "How it grows: both servers with the same clients, on the same machine"
DESCRIPTION = "Plots with logarithmic axes. "
STYLE = """
  .card { fill: #ffffff; stroke: #d0d7de }
  text { fill: #1f2328; font: 12px system-ui, sans-serif }
  .title { font-size: 15px; font-weight: 600 }
  .panel { font-weight: 600 }
  .middle { text-anchor: middle }
  .end { text-anchor: end }
  .grid { stroke: #d8dee4; stroke-width: 1 }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  .s0 { stroke: #0969da } .d0 { fill: #0969da }
  .s1 { stroke: #bc4c00; stroke-dasharray: 6 4 } .d1 { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #30363d }
    text { fill: #e6edf3 }
    .grid { stroke: #2b323b }
    .s0 { stroke: #58a6ff } .d0 { fill: #58a6ff }
    .s1 { stroke: #f0883e } .d1 { fill: #f0883e }
  }
"""


@dataclass(frozen=True, slots=True)
class Series:
    """One line; there are two at most.

    Attributes:
        name: what it is of.
        points: x and y, both above 0.
    """

    name: str
    points: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot.

    Attributes:
        title: what is drawn, with its unit.
        across: what lies on the horizontal axis.
        series: its lines.
    """

    title: str
    across: str
    series: list[Series]


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis over whole decades.

    Attributes:
        low: the exponent where it begins.
        high: the exponent where it ends.
        start: the coordinate of its beginning.
        end: the coordinate of its end.
    """

    low: int
    high: int
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def axis(values: Sequence[float], start: float, end: float) -> Axis:
    """An axis on which all values lie; they are above 0."""
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = math.ceil(math.log10(max(values)) - 1e-9)
    return Axis(low, max(high, low + 1), start, end)


def power(exponent: int) -> str:
    """A power of ten as people read it: 0.1, 10, 100k."""
    if exponent < 0:
        return f"{10.0**exponent:.{-exponent}f}"
    thousands, rest = divmod(exponent, 3)
    return f"{10**rest}{'kMG'[thousands - 1] if thousands else ''}"


def svg(panels: Sequence[Panel]) -> str:
    """All panels that have points, in one picture."""
    drawn = [panel for panel in panels if any(line.points for line in panel.series)]
    width, height = COLUMNS * PANEL_WIDTH, HEAD + -(-len(drawn) // COLUMNS) * PANEL_HEIGHT
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(HEADLINE)}</title>',
        f'<desc id="desc">{escape(DESCRIPTION + _in_words(drawn))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>',
        _text(LEFT, 28, HEADLINE, "title"),
        *_legend(drawn),
    ]
    for index, panel in enumerate(drawn):
        row, column = divmod(index, COLUMNS)
        parts += _panel(panel, column * PANEL_WIDTH, HEAD + row * PANEL_HEIGHT)
    return "\n".join([*parts, "</svg>", ""])


def _legend(panels: Sequence[Panel]) -> list[str]:
    parts, x = [], float(LEFT)
    for number, line in enumerate(panels[0].series if panels else []):
        parts += [_line(number, [(x, 48), (x + 34, 48)]), _text(x + 42, 52, line.name)]
        x += 64 + 8 * len(line.name)
    return parts


def _panel(panel: Panel, left: float, top: float) -> list[str]:
    points = [point for line in panel.series for point in line.points]
    across = axis([x for x, _ in points], left + LEFT, left + PANEL_WIDTH - RIGHT)
    up = axis([y for _, y in points], top + PANEL_HEIGHT - BOTTOM, top + TOP)
    parts = [
        _text(across.start, up.end - 14, panel.title, "panel"),
        _text((across.start + across.end) / 2, up.start + 36, panel.across, "middle"),
    ]
    for exponent in range(across.low, across.high + 1):
        x = across.at(10.0**exponent)
        parts.append(f'<path class="grid" d="M{x:.1f} {up.start:.1f}V{up.end:.1f}"/>')
        parts.append(_text(x, up.start + 18, power(exponent), "middle"))
    for exponent in range(up.low, up.high + 1):
        y = up.at(10.0**exponent)
        parts.append(f'<path class="grid" d="M{across.start:.1f} {y:.1f}H{across.end:.1f}"/>')
        parts.append(_text(across.start - 8, y + 4, power(exponent), "end"))
    for number, line in enumerate(panel.series):
        at = [(across.at(x), up.at(y)) for x, y in line.points]
        if at:
            parts.append(_line(number, at))
        parts += [f'<circle class="d{number}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in at]
    return parts


def _line(number: int, points: Sequence[tuple[float, float]]) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path class="line s{number}" d="M{path}"/>'


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _in_words(panels: Sequence[Panel]) -> str:
    """The values, for those who cannot see them."""
    sentences = []
    for panel in panels:
        for line in panel.series:
            values = "; ".join(f"{x:,.0f}: {y:,.4g}" for x, y in line.points)
            sentences.append(f"{panel.title}, by {panel.across}, {line.name}: {values}.")
    return " ".join(sentences)
