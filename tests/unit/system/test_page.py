"""A page of help reads well in every window."""

import pytest

from app.system.page import PAGE_COLUMNS, Section, page

SECTIONS = [
    Section(text="A program that does this and that, and something else in addition to it all."),
    Section(
        "Options",
        rows=[
            ("--name NAME", "what to be called, by whom, and what not to be called by anybody"),
            ("--much-longer-than-others AND_MORE", "something"),
        ],
    ),
    Section("Examples", examples=["program --name ana < /dev/null > a-file-with-a-long-name.log"]),
]


def lines(columns: int) -> list[str]:
    return [line for _, line in page(SECTIONS, columns)]


@pytest.mark.parametrize("columns", [1, 20, 40, 56, 80, 300])
def test_it_fits(columns: int) -> None:
    """All but examples, which are to be typed as they are."""
    shown = lines(columns)
    text = [line for line in shown if not line.startswith("  program")]
    assert max(map(len, text)) <= min(max(columns, 34), PAGE_COLUMNS)
    words = " ".join(" ".join(shown).split())
    assert "what to be called, by whom, and what not" in words
    assert "  program --name ana < /dev/null > a-file-with-a-long-name.log" in shown


def test_two_columns() -> None:
    shown = lines(80)
    assert (
        "  --name NAME  what to be called, by whom, and what not to be called by anybody" in shown
    )
    assert "  --much-longer-than-others AND_MORE" in shown
    assert "Options" in shown
    assert "      something" in shown


def test_below_each_other_in_a_narrow_window() -> None:
    shown = lines(40)
    assert shown[shown.index("  --name NAME") + 1] == "      what to be called, by whom, and"


def test_headings_are_marked() -> None:
    assert [line for is_heading, line in page(SECTIONS, 80) if is_heading] == [
        "Options",
        "Examples",
    ]
