"""Styled text that has to fit into one row. Pure."""

from app.styled import Pieces, graphemes, most_columns, plain_text

ELLIPSIS = "…"


def fit(pieces: Pieces, columns: int) -> Pieces:
    """As much of a text as fits into so many columns, with an ellipsis where something went."""
    if most_columns(plain_text(pieces)) <= columns:
        return pieces
    left = columns - 1
    out: list[tuple[str, str]] = []
    for style, text in pieces:
        part = ""
        for char, wide in graphemes(text, columns):
            if wide > left:
                end = ELLIPSIS if columns > 0 else ""
                return [*out, (style, part.rstrip(" ") + end)]
            part += char
            left -= wide
        out.append((style, part))
    return out
