"""Which word somebody may have meant. Pure."""

from collections.abc import Iterable

from app.text import listing

DISTANCE_LIMIT = 2
"""So many letters may be wrong, missing, too many or changed with the one beside them."""
NEAREST_LIMIT_WORDS = 3
WORD_LIMIT_CHARS = 40
"""A longer word is not looked for: nobody meant a known one with it."""


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words that are like `word`, the most alike first; at most NEAREST_LIMIT_WORDS.

    Those that begin with it, and those with which it begins, count as well, behind those in which
    only a letter or two differ: at most one in three, for a short word would be like all others.
    """
    if not word or len(word) > WORD_LIMIT_CHARS:
        return []
    found: list[tuple[int, int, str]] = []
    for other in dict.fromkeys(known):
        limit = min(DISTANCE_LIMIT, max(len(word), len(other)) // 3)
        off = distance(word, other, limit)
        begins = len(word) >= 2 and len(other) >= 2 and _begins(word, other)
        if off <= limit:
            found.append((off, -_common(word, other), other))
        elif begins:
            found.append((DISTANCE_LIMIT + 1, 0, other))
    best = min((off for off, _, _ in found), default=0)
    # What is one letter off is meant, whatever else is two off.
    return [other for off, _, other in sorted(found) if off <= max(best, 1)][:NEAREST_LIMIT_WORDS]


def did_you_mean(word: str, known: Iterable[str], mark: str = "") -> str:
    """A question for the known words that are like `word`, each behind `mark`; "" if none is."""
    return question([f"{mark}{name}" for name in nearest(word, known)])


def question(likely: list[str]) -> str:
    """Whether somebody meant one of these; "" if there are none."""
    return f"Did you mean {listing(likely, len(likely), 'or')}?" if likely else ""


def distance(one: str, other: str, limit: int = WORD_LIMIT_CHARS) -> int:
    """How many letters to change, leave out, put in or swap with the next make one the other.

    Damerau and Levenshtein's, in the form in which nothing between swapped letters is changed.

    Args:
        one: a word.
        other: another.
        limit: whatever is more than that is `limit + 1`, and soon known.
    """
    far = limit + 1
    # A letter of one that is nowhere in the other takes a change of its own.
    if abs(len(one) - len(other)) > limit or len(set(one).difference(other)) > limit:
        return far
    same = _common(one, other)  # at the beginning of both
    one, other = one[same:], other[same:]
    width = len(other)
    before: list[int] = []
    row = [min(at, far) for at in range(width + 1)]
    for i, a in enumerate(one):
        # Only those places are looked at that so many letters more or fewer can lead to.
        first, end = max(0, i - limit), min(width, i + limit + 1)
        above, row, two_above = row, [far] * (width + 1), before
        row[0] = min(i + 1, far)
        nearest_yet = row[0]
        for j in range(first, end):
            b = other[j]
            best = min(above[j] + (a != b), above[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                best = min(best, two_above[j - 1] + 1)
            row[j + 1] = best
            nearest_yet = min(nearest_yet, best)
        if nearest_yet > limit:
            return far
        before = above
    return min(row[-1], far)


def _common(one: str, other: str) -> int:
    """With how many letters both begin."""
    at = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        at += 1
    return at


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
