"""What a server says to the person who started it, below its address. Pure."""

from app.styled import Line, most_columns, plain_text, rows

HANG_COLUMNS = 2
JOIN = "Others on this computer join by starting:"
STOP = "Ctrl+C, or closing this window, stops the server."
ORDERS = "Type :help for orders. Ctrl+C, Ctrl+D or closing this window stops the server."


def welcome(client: str, kept: str, columns: int | None, *, attended: bool) -> str:
    """What others start to join, what is kept, and what to do next; whole lines.

    Args:
        client: what starts a client that comes here; it stays whole, since people copy it.
        kept: where what is said is kept; clean.
        columns: how wide the window is; None if that is not known.
        attended: whether orders can be typed.
    """
    join = f"{JOIN} {client}"
    if columns is not None and most_columns(join) > columns:
        join = f"{_in_rows(JOIN, columns)}\n{'':{HANG_COLUMNS}}{client}"
    kept = _in_rows(f"What is said is kept in {kept}.", columns)
    end = _in_rows(ORDERS if attended else STOP, columns)
    return f"{join}\n{kept}\n{end}\n"


def _in_rows(text: str, columns: int | None) -> str:
    broken = rows(Line([("", text)], HANG_COLUMNS), columns)
    return "\n".join(plain_text(row) for row in broken)
