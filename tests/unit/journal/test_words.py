"""What a search compares, and how little of it is made where there would be very much."""

import pytest

from app.journal import words
from app.journal.words import FOLDED_LIMIT_CHARS, searched
from app.protocol.entries import Said
from app.protocol.limits import TEXT_LIMIT_CHARS
from app.text import fold

LIGATURE = "\ufdfa"


def said(text: str) -> Said:
    return Said(seq=1, at=1, from_="f", name="ana", text=text)


@pytest.mark.parametrize(
    "text",
    [
        "Hello",
        LIGATURE,
        LIGATURE * TEXT_LIMIT_CHARS,
        f"x{LIGATURE}" * (TEXT_LIMIT_CHARS // 2),
        f"x{LIGATURE * 455}yz",
        f"x{LIGATURE * 456}yz",
        "\ufdfb" * TEXT_LIMIT_CHARS,
    ],
)
def test_the_beginning_is_searched_as_if_all_were_folded(text: str) -> None:
    assert searched(said(text)) == fold(f"ana {text}")[:FOLDED_LIMIT_CHARS]


@pytest.mark.parametrize("chars", [LIGATURE, f"x{LIGATURE}", f"{LIGATURE}\u0301"])
def test_no_text_is_folded_to_much_more_than_is_searched(
    chars: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub folds what is said, and everybody waits meanwhile."""
    sizes: list[int] = []

    def counted(text: str) -> str:
        folded = fold(text)
        sizes.append(len(folded))
        return folded

    monkeypatch.setattr(words, "fold", counted)
    searched(said(chars * (TEXT_LIMIT_CHARS // len(chars))))
    assert max(sizes) < FOLDED_LIMIT_CHARS * 1.2
