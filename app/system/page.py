"""A page of help: headings, and below them texts, rows of two columns, and examples. Pure.

It is made for the window that it is shown in, at most PAGE_COLUMNS wide, and reads well in a narrow
one: there the second column stands below the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.styled import Line, plain_text, rows

PAGE_COLUMNS = 80
NARROW_COLUMNS = 56
"""In a window narrower than this the second column stands below the first."""
LEAST_COLUMNS = 20
INDENT = 2
LEFT_LIMIT_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Attributes:
        heading: what stands above it; "" for none.
        text: sentences, wrapped to the window.
        rows: what stands to the left, and what it means.
        examples: lines to type, each whole, however narrow the window is.
    """

    heading: str = ""
    text: str = ""
    rows: Sequence[tuple[str, str]] = ()
    examples: Sequence[str] = ()


def page(sections: Sequence[Section], columns: int) -> list[tuple[bool, str]]:
    """The lines of a page, and whether each is a heading.

    Args:
        sections: its parts.
        columns: how wide the window is.
    """
    lefts = [len(left) for section in sections for left, _ in section.rows]
    widest = max((wide for wide in lefts if wide <= LEFT_LIMIT_COLUMNS), default=0)
    columns = max(LEAST_COLUMNS, min(columns, PAGE_COLUMNS))
    lines: list[tuple[bool, str]] = []
    for section in sections:
        if lines:
            lines.append((False, ""))
        indent = INDENT if section.heading else 0
        if section.heading:
            lines.append((True, section.heading))
        lines += [(False, line) for line in _wrapped(section.text, columns, indent, indent)]
        lines += [(False, line) for line in _rows(section.rows, columns, widest)]
        lines += [(False, " " * INDENT + example) for example in section.examples]
    return lines


def _rows(rows: Sequence[tuple[str, str]], columns: int, widest: int) -> list[str]:
    hang = INDENT + widest + 2
    lines: list[str] = []
    for left, right in rows:
        if columns < NARROW_COLUMNS or len(left) > widest:
            lines += _wrapped(left, columns, INDENT, 2 * INDENT)
            lines += _wrapped(right, columns, min(hang, 3 * INDENT), min(hang, 3 * INDENT))
        else:
            first, *more = _wrapped(right, columns, hang, hang) or [""]
            lines += [f"{'':{INDENT}}{left:<{widest}}  {first.lstrip()}".rstrip(), *more]
    return lines


def _wrapped(text: str, columns: int, first: int, others: int) -> list[str]:
    if not text:
        return []
    line = Line([("", text)], others - first)
    return [" " * first + plain_text(row) for row in rows(line, columns - first)]
