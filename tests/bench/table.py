"""The results as people read them. Pure.

Each section says what it is about, and whether more or less is better; each row has a figure of our
server, the same of the one that it is compared with, and how they compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

LABEL_WIDTH = 42
FIGURE_WIDTH = 15
RATIO_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        label: what was measured.
        ours: of our server; None if it could not be measured.
        other: of the one that it is compared with.
        note: what else there is to say of it.
    """

    label: str
    ours: float | None
    other: float | None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours by the other; None where that cannot be said."""
        return self.ours / self.other if self.ours is not None and self.other else None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together.

    Attributes:
        title: what they are about, with the unit.
        meaning: what that is, and which is better.
    """

    title: str
    meaning: str
    rows: list[Row] = field(default_factory=list)


def lines(sections: Sequence[Section], ours: str, other: str) -> list[str]:
    """The table.

    Args:
        sections: its parts; those without rows are left out.
        ours: what our server is called.
        other: what the other one is called.
    """
    head = " " * LABEL_WIDTH + f"{ours:>{FIGURE_WIDTH}}{other:>{FIGURE_WIDTH}}"
    head += f"{'ratio':>{RATIO_WIDTH}}"
    text = []
    for section in sections:
        if section.rows:
            text += ["", section.title, section.meaning, head]
            text += [_line(row) for row in section.rows]
    return text


def _line(row: Row) -> str:
    ratio = f"{figure(row.ratio)} x" if row.ratio is not None else "-"
    line = f"{'  ' + row.label:{LABEL_WIDTH}}"
    line += f"{figure(row.ours):>{FIGURE_WIDTH}}{figure(row.other):>{FIGURE_WIDTH}}"
    line += f"{ratio:>{RATIO_WIDTH}}"
    return f"{line}   {row.note}".rstrip()


def figure(value: float | None) -> str:
    """A number with three digits that mean something; `-` if there is none."""
    if value is None:
        return "-"
    if abs(value) >= 100:
        digits = 3 - len(f"{abs(value):.0f}")
        return f"{round(value, min(digits, 0)):,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or not value else f"{value:.1g}"
