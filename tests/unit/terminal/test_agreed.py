"""How the input line shows what terminals do not agree about."""

import pytest
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import Transformation, TransformationInput

from app.terminal.agreed import Agreed, shown


def line(text: str) -> Transformation:
    """A line as it is shown, and its places."""
    control = BufferControl(Buffer())
    fragments: StyleAndTextTuples = [("bold", text[:2]), ("", text[2:])]
    given = TransformationInput(control, Document(text), 0, lambda at: at, fragments, 80, 24)
    return Agreed().apply_transformation(given)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("hello", "hello"),
        ("a👩‍👩‍👧b", "a👩👩👧b"),
        ("👍🏽!", "👍!"),
        ("🇩🇪 🇫", "DE F"),
        ("❤️ 1️⃣", "❤ 1⃣"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("\U0001f3fd alone", "\U0001f3fd alone"),
        ("ക്\u200d می\u200cخواهم", "ക്\u200d می\u200cخواهم"),
    ],
)
def test_what_is_shown(text: str, seen: str) -> None:
    """Parts that are as wide everywhere; what has its width stays."""
    assert "".join(shown(text)) == fragment_list_to_text(line(text).fragments) == seen


def test_places() -> None:
    """The cursor stands where its character is shown, also behind the end."""
    text = "a👩‍👧🇩🇪z"
    transformed = line(text)
    places = [transformed.source_to_display(at) for at in range(len(text) + 2)]
    assert places == [0, 1, 2, 2, 3, 4, 5, 6, 7]
    back = [transformed.display_to_source(at) for at in range(8)]
    assert [places[at] for at in back] == [*range(8)]
