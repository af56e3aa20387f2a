"""The pictures in docs/ show what is seen today; `python -m tests.pictures` makes them anew."""

from pathlib import Path

import pytest

from tests.pictures.__main__ import DOCS
from tests.pictures.scenes import SCENES
from tests.pictures.svg import text_of


@pytest.mark.parametrize("name", ["room", "paste"])
def test_a_picture_is_up_to_date(name: str, tmp_path: Path) -> None:
    """Word by word, as far as the clock does not matter."""
    shown = text_of((DOCS / f"{name}.svg").read_text("utf-8"))
    assert text_of(SCENES[name](tmp_path)) == shown
