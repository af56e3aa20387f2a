"""Bytes to lines: the same lines however they are cut, and bounded whatever comes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RemoteProtocolError
from app.protocol.framing import FIRST_LINE_LIMIT_BYTES, LINE_LIMIT_BYTES, LineReader, LineTooLong

LIMIT = 8
TOO_LONG = "too long"

SAMPLE = (
    b"one\r\n\n\r\n\r\r\ntwelve b\r\n8 bytes!\n9 bytes!!\n9 bytes!!\r\n"
    b"8 bytes!\r\r8 bytes!\rx\n8 bytes!\r\r\n"
    b"much too long\rmuch too long\r\n\xff\0\xf0\x9f\nlast \r"
)

data = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from([b"\n", b"\r", b"\r\n", b"a", b"bc", b"7 bytes", b"8 bytes!"])).map(
        b"".join
    ),
)


def read(chunks: list[bytes], limit: int = LIMIT) -> tuple[list[bytes | str], bytes]:
    """What a reader makes of chunks: its lines, `TOO_LONG` in a long one's place, and the rest."""
    reader = LineReader(limit)
    lines: list[bytes | str] = []
    for chunk in chunks:
        lines.extend(
            TOO_LONG if isinstance(line, LineTooLong) else line for line in reader.feed(chunk)
        )
    return lines, reader.finish()


def reference(whole: bytes, limit: int = LIMIT) -> tuple[list[bytes | str], bytes]:
    """The same from all bytes at once, as slowly and plainly as can be."""
    *parts, rest = whole.split(b"\n")
    lines = [part[:-1] if part.endswith(b"\r") else part for part in parts]
    told: list[bytes | str] = [line if len(line) <= limit else TOO_LONG for line in lines]
    if len(rest[:-1] if rest.endswith(b"\r") else rest) > limit:
        told.append(TOO_LONG)
        rest = b""
    return told, rest


@given(data, st.lists(st.integers(0, 60)))
def test_any_bytes_in_any_chunks_give_the_same_lines(whole: bytes, cuts: list[int]) -> None:
    """The reader agrees with the reference, and holds no more than its limit and one `\\r`."""
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    chunks = [whole[start:end] for start, end in pairwise(places)]
    assert b"".join(chunks) == whole
    lines, rest = read(chunks)
    assert (lines, rest) == reference(whole)
    assert len(rest) <= LIMIT + 1


@pytest.mark.parametrize("limit", [0, 1, 7, 8, 9, 100])
def test_every_chunk_size_gives_the_same_lines(limit: int) -> None:
    """Whether a line end, or half of one, stands at the end of a chunk makes no difference."""
    for size in range(1, len(SAMPLE) + 1):
        chunks = [SAMPLE[start : start + size] for start in range(0, len(SAMPLE), size)]
        assert read(chunks, limit) == reference(SAMPLE, limit), f"in chunks of {size}"


@pytest.mark.parametrize("limit", [0, 1, 7, 8, 9, 100])
def test_wherever_the_bytes_end_what_is_whole_is_handed_out(limit: int) -> None:
    """After every single byte, whether they came one by one or all at once."""
    for end in range(len(SAMPLE)):
        whole = SAMPLE[:end]
        assert read([whole], limit) == reference(whole, limit)
        assert read([bytes([byte]) for byte in whole], limit) == reference(whole, limit)


def test_a_line_over_the_limit_is_told_at_once_and_once() -> None:
    """Its sender hears of it before it ends, once, and the line after it is read."""
    reader = LineReader(LIMIT)
    (error,) = reader.feed(b"123456789")
    assert isinstance(error, LineTooLong)
    assert isinstance(error, RemoteProtocolError)
    assert (error.code, error.id) == ("line-too-long", None)
    assert "8 bytes" in str(error)
    assert reader.feed(b"and so on") == []
    assert reader.feed(b" and on\nnext\n") == [b"next"]


FIRST_LIMIT = 4
FIRST_SAMPLES = [
    b"four\nmore 8b!\nmuch too long\nmore",
    b"five!\nmore 8b!\nmore",
    b"\n \r\n\r\n\t\n four\nfour\r\nmore 8b!",
    b"\n  \nfour\r\nmuch too long\nmore 8b!\r",
    b"     \nfour\nmore 8b!",
    b"never ends \r\n",
]


def first_reference(whole: bytes) -> list[bytes | str]:
    """What `reference` says with a limit of its own up to the first line that is not blank."""
    start = len(whole) - len(whole.lstrip())
    end = whole.find(b"\n", start) + 1 or len(whole)
    return reference(whole[:end], FIRST_LIMIT)[0] + reference(whole[end:])[0]


@pytest.mark.parametrize("whole", FIRST_SAMPLES)
def test_the_first_line_has_a_limit_of_its_own(whole: bytes) -> None:
    """Up to the end of the first line that is not blank, however the bytes are cut."""
    for size in range(1, len(whole) + 1):
        reader = LineReader(LIMIT, FIRST_LIMIT)
        lines: list[bytes | str] = []
        for start in range(0, len(whole), size):
            fed = reader.feed(whole[start : start + size])
            lines += [TOO_LONG if isinstance(line, LineTooLong) else line for line in fed]
        assert lines == first_reference(whole), f"in chunks of {size}"


@given(data)
def test_any_first_bytes_come_out_the_same_however_they_are_cut(whole: bytes) -> None:
    """One by one and all at once, with a first limit."""
    at_once, singly = LineReader(LIMIT, FIRST_LIMIT), LineReader(LIMIT, FIRST_LIMIT)
    one = [str(line) for line in at_once.feed(whole)]
    other = [str(line) for byte in whole for line in singly.feed(bytes([byte]))]
    assert one == other
    assert at_once.finish() == singly.finish()


def test_a_first_line_that_is_too_long_is_told_with_its_own_limit() -> None:
    """At once; and the limit of every other line is not lowered by it."""
    reader = LineReader(LIMIT, FIRST_LIMIT)
    (error,) = reader.feed(b"12345x")
    assert isinstance(error, LineTooLong)
    assert error.limit == FIRST_LIMIT
    assert "4 bytes" in str(error)
    (error,) = reader.feed(b"\n8 bytes!!\n")
    assert isinstance(error, LineTooLong)
    assert error.limit == LIMIT


def test_the_longest_text_fits_into_a_first_line() -> None:
    """4,000 characters of four bytes each, and a command before them."""
    line = b":me " + "😀".encode() * 4000
    assert LineReader(LINE_LIMIT_BYTES, FIRST_LINE_LIMIT_BYTES).feed(line + b"\n") == [line]


def test_a_line_of_exactly_the_limit_passes() -> None:
    """The limit counts neither `\\n` nor `\\r\\n`; one byte more is too long."""
    line = b"x" * LINE_LIMIT_BYTES
    reader = LineReader()
    assert reader.feed(line + b"\r") == []
    assert reader.feed(b"\n" + line + b"\n") == [line, line]
    (error,) = reader.feed(line + b"x\n")
    assert isinstance(error, LineTooLong)


def test_only_one_carriage_return_is_part_of_the_line_end() -> None:
    """What is before it belongs to the line, and so does a `\\r` in the middle."""
    assert LineReader().feed(b"a\r\r\nb\rc\n") == [b"a\r", b"b\rc"]


def test_what_has_no_end_is_handed_out_at_the_end_only() -> None:
    """`finish` gives an unfinished line once, and the reader is empty afterwards."""
    reader = LineReader()
    assert reader.feed(b"whole\nhalf") == [b"whole"]
    assert reader.finish() == b"half"
    assert reader.finish() == b""
