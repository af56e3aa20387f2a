"""Nothing lost, nothing twice, one order: whatever breaks while everybody talks.

The storm comes from a seed, which a failure names; CHAT_FAULTS_SEED repeats one, and
`dev.py faults` has one after another.
"""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom

import pytest

from tests.support.database import stored
from tests.support.peers import Fields
from tests.support.processes import scale
from tests.support.storm import Storm
from tests.support.talkers import Talker

if sys.platform == "win32":
    pytest.skip("signals as POSIX has them", allow_module_level=True)

LAST = "this is the last message of all"
STORM_LIMIT_S = 55


@pytest.fixture
def seed() -> int:
    text = os.environ.get("CHAT_FAULTS_SEED")
    seed = int(text) if text else SystemRandom().randrange(1_000_000)
    print(f"The seed: CHAT_FAULTS_SEED={seed}")
    return seed


@pytest.mark.timeout(scale(STORM_LIMIT_S))
def test_nothing_is_lost_in_a_storm(seed: int, cleanup: ExitStack, tmp_path: Path) -> None:
    """Servers and clients are killed and stopped, connections break: in the end everybody has the
    same transcript, with everything in it that anybody has said, each once and in order."""
    storm = Storm(seed, tmp_path, cleanup)
    try:
        storm.rage()
        storm.calm_down(LAST)
    finally:
        print(storm.told())
    said = storm.witness.heard
    assert stored(tmp_path) == said
    for talker in storm.talkers:
        assert_has_heard(talker, said)
        assert own(said, talker) == talker.given
        assert talker.acknowledged() == talker.given
    for talker in storm.killed:
        assert_in_order(own(said, talker), talker.given)
        assert_in_order(talker.acknowledged(), own(said, talker))
        assert_has_heard(talker, said, up_to_the_end=False)
    assert len(said) == 1 + sum(len(own(said, t)) for t in [*storm.talkers, *storm.killed])
    assert storm.witness.all_again() == said
    for talker in storm.talkers:
        assert_ends_well(talker)


def own(said: list[Fields], talker: Talker) -> list[str]:
    """What somebody has said."""
    return [entry["text"] for entry in said if entry["name"] == talker.name]


def assert_has_heard(talker: Talker, said: list[Fields], *, up_to_the_end: bool = True) -> None:
    """All that was said, from where it came in, is what it has shown."""
    if talker.as_json:
        welcomes = [m for m in talker.messages() if m["type"] == "welcome"]
        expected = said[welcomes[0]["after"] :] if welcomes else []
        shown = talker.shown()
        assert shown == (expected if up_to_the_end else expected[: len(shown)]), talker.name
        return
    every = [f"{entry['name']}: {entry['text']}" for entry in said]
    lines = talker.shown_lines()
    if lines and not up_to_the_end:
        lines.pop()  # perhaps half a line
    assert lines or not up_to_the_end
    if lines:
        start = every.index(lines[0])
        expected_lines = every[start:] if up_to_the_end else every[start : start + len(lines)]
        assert lines == expected_lines, talker.name


def assert_in_order(part: list[str], whole: list[str]) -> None:
    """Everything in `part` is in `whole`, once and in that order."""
    rest = iter(whole)
    assert all(text in rest for text in part), (part, whole)


def assert_ends_well(talker: Talker) -> None:
    """At the end of its input it has nothing left to say, and was refused nothing."""
    talker.program.end_input()
    assert talker.program.wait() == 0
    told = "\n".join(talker.program.err.rest())
    assert "missing" not in told
    assert "another history" not in told
