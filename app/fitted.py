"""Styled text that has to fit into one row. Pure."""

from app.styled import Pieces, graphemes, most_columns, plain_text

ELLIPSIS = "…"


def fit(pieces: Pieces, columns: int, end: str = ELLIPSIS) -> Pieces:
    """As much of a text as fits into so many columns, with `end` (a column) where it was cut."""
    if most_columns(plain_text(pieces)) <= columns:
        return pieces
    left = columns - 1
    out: list[tuple[str, str]] = []
    for style, text in pieces:
        part = ""
        for char, wide in graphemes(text, columns):
            if wide > left:
                return [*out, (style, part.rstrip(" ") + (end if columns > 0 else ""))]
            part += char
            left -= wide
        out.append((style, part))
    return out
