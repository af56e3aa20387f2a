"""What rings, and what is unread."""

import pytest

from app.client.commands.intents import Bell
from app.client.notifying import Concern, Notifying


@pytest.mark.parametrize(
    ("bell", "heard"),
    [
        ("off", ""),
        ("whisper", "whisper failed"),
        ("mention", "whisper failed mention"),
        ("all", "whisper failed mention other"),
    ],
)
def test_what_rings(bell: Bell, heard: str) -> None:
    """Never one's own, nor what is of an earlier time."""
    concerns: list[Concern] = ["", "own", "other", "mention", "whisper", "failed"]
    ringing = {concern for concern in concerns if Notifying(bell).rings(concern)}
    assert ringing == set(heard.split())


def test_unread_is_counted_until_one_looks() -> None:
    """Also what does not ring."""
    notifying = Notifying("off")
    for concern in ("other", "mention", "whisper", "own", "", "failed", "other"):
        notifying.came(concern)
    assert (notifying.messages, notifying.mentions) == (4, 2)
    notifying.looked()
    assert (notifying.messages, notifying.mentions) == (0, 0)
