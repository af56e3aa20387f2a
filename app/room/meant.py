"""Whom an order may have meant that names nobody. Pure."""

from collections.abc import Iterable
from itertools import islice

from app.nearest import nearest
from app.text import fold

LOOKED_AT_LIMIT_NAMES = 500
"""Of more names only the first are compared: it is done while everybody waits."""


def meant(word: str, names: Iterable[str], otherwise: str) -> str:
    """A question for the end of a sentence, such as "did you mean bo?".

    Args:
        word: what was written.
        names: of those who could have been meant.
        otherwise: what is said if none of them is like it.
    """
    folded = {fold(name): name for name in islice(names, LOOKED_AT_LIMIT_NAMES)}
    likely = nearest(fold(word), folded)
    return f"did you mean {' or '.join(folded[one] for one in likely)}?" if likely else otherwise
