"""The rows that show what Tab goes through. Knows no prompt_toolkit."""

from app.choices import Choices, Completion
from app.fitted import fit
from app.styled import Pieces, most_columns, plain_text

LIMIT_ROWS = 6
"""So many completions are shown at once; a row more tells how many there are besides."""
MIN_COLUMNS, MIN_ROWS = 40, 12
"""In a smaller window they have one row in all."""


def menu(choices: Choices, columns: int, rows: int) -> list[Pieces]:
    """The rows for a window of this size, while completions are gone through."""
    if columns < MIN_COLUMNS or rows < MIN_ROWS:
        return [_single(choices, columns)]
    around = choices.around(LIMIT_ROWS)
    widest = max(most_columns(choice.label.rstrip()) for choice, _ in around)
    shown = [fit(_row(choice, chosen, widest), columns) for choice, chosen in around]
    more = choices.more(LIMIT_ROWS)
    return [*shown, [("meaning", _told(more))]] if more else shown


def _single(choices: Choices, columns: int) -> Pieces:
    """One row: the completion is most important, then how many more there are."""
    ((choice, chosen),) = choices.around(1)
    row = _row(choice, chosen, 0)
    more = choices.more(1)
    told = [("meaning", _told(more))] if more else []
    for shown in ([*row, *told], [row[0], *told]):
        if most_columns(plain_text(shown)) <= columns:
            return shown
    return fit(row, columns)


def _row(choice: Completion, chosen: bool, widest: int) -> list[tuple[str, str]]:
    label = choice.label.rstrip()
    gap = " " * (widest - most_columns(label))
    meaning = [("meaning", f"  {choice.meaning}")] if choice.meaning else []
    return [("chosen" if chosen else "choice", f" {label}{gap} "), *meaning]


def _told(more: int) -> str:
    return f" and {more:,} more"
