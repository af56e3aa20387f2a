"""What was entered before, as a suggestion."""

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document

from app.terminal.entered import HISTORY_LIMIT_LINES, BoundedHistory, Suggesting


def suggested(suggesting: Suggesting, entered: list[str], begun: str) -> str:
    """What stands behind what was begun."""
    buffer = Buffer(history=BoundedHistory())
    for text in entered:
        buffer.history.append_string(text)
    found = suggesting.get_suggestion(buffer, Document(begun))
    return begun + found.text if found else ""


def test_the_newest_one() -> None:
    """That begins so; of several lines, the last."""
    entered = ["hello ana", "hello bo", "other\nhello cem"]
    assert suggested(Suggesting(), entered[:2], "hello") == "hello bo"
    assert suggested(Suggesting(), entered, "hello") == "hello cem"
    assert suggested(Suggesting(), entered, "x\nhello") == "x\nhello cem"
    assert suggested(Suggesting(), entered, "  ") == ""
    assert suggested(Suggesting(), entered, "nothing") == ""


def test_what_was_refused() -> None:
    """It is not suggested until it was entered again and was right."""
    suggesting = Suggesting()
    entered = [":bell all", ":bel all"]
    suggesting.refuse(":bel all")
    assert suggested(suggesting, entered, ":be") == ":bell all"
    suggesting.entered(":bel all")
    assert suggested(suggesting, entered, ":be") == ":bel all"


def test_the_limit() -> None:
    """Not more is kept of either than the limit says."""
    suggesting = Suggesting()
    history = BoundedHistory()
    for number in range(HISTORY_LIMIT_LINES + 1):
        suggesting.refuse(f"line {number}")
        history.append_string(f"line {number}")
    kept = history.get_strings()
    assert len(kept) == HISTORY_LIMIT_LINES
    assert kept[-1] == f"line {HISTORY_LIMIT_LINES}"
    assert suggested(suggesting, ["line 0"], "line") == "line 0"
    assert suggested(suggesting, ["line 1"], "line") == ""
