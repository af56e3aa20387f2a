"""What is said in a measurement is found again, whatever way it comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.stream import NUMBERS, TAG_BYTES, Heard, Sequences, Texts
from tests.bench.wires import JSON, PLAIN

TEXTS = Texts(20)


@pytest.mark.parametrize("size", [TAG_BYTES, TAG_BYTES + 1, 100, 4000])
def test_texts_have_the_size_asked_for(size: int) -> None:
    text = Texts(size).text(3, 1234567)
    assert len(text) == size
    assert text.isascii()
    assert Heard(Texts(size)).feed(text + b"\n") == [(3 * NUMBERS + 1234567, size + 1)]


def test_a_text_has_room_for_its_tag() -> None:
    with pytest.raises(ValueError, match="9 bytes"):
        Texts(TAG_BYTES - 1)


@given(st.lists(st.integers(1, 200), max_size=20))
def test_messages_are_found_however_they_are_cut(cuts: list[int]) -> None:
    """Other lines count as bytes, and nothing else."""
    lines = [
        JSON.say(1, TEXTS.text(0, 0)),
        b'{"type":"joined","names":["u1"]}\n',
        PLAIN.say(1, TEXTS.text(1, 0)),
        b"\n",
        JSON.say(2, TEXTS.text(0, 1)),
    ]
    stream = b"".join(lines)
    heard, found, at = Heard(TEXTS), [], 0
    for cut in [*cuts, len(stream)]:
        found += heard.feed(memoryview(stream)[at : at + cut])
        at += cut
    ends = [sum(map(len, lines[: index + 1])) for index in range(len(lines))]
    assert found == [(0, ends[0]), (NUMBERS, ends[2]), (1, ends[4])]
    assert heard.garbled == 0


@pytest.mark.parametrize(
    "line", [b"~0000000", b"~00000000abcdefghijX\n", b"~0000x000abcdefghijk\n"]
)
def test_what_is_not_whole_is_garbled(line: bytes) -> None:
    heard = Heard(TEXTS)
    assert heard.feed(line.removesuffix(b"\n") + b"\n") == []
    assert heard.garbled == 1


def test_sequences() -> None:
    sequences = Sequences(2)
    assert [sequences.take(key) for key in (0, NUMBERS, 1, NUMBERS + 1)] == [0, 1, 0, 1]
    assert (sequences.counts, sequences.faults) == ([2, 2], 0)


@pytest.mark.parametrize("keys", [[1], [0, 0], [0, 2], [0, 1, 0], [7 * NUMBERS]], ids=str)
def test_a_sequence_that_is_not_complete(keys: list[int]) -> None:
    """Missing, twice, out of order, or from nobody."""
    sequences = Sequences(2)
    for key in keys:
        sequences.take(key)
    assert sequences.faults
