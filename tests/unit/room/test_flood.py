"""Flood control: a burst passes, then a steady rate, and who waits as told is let in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.room.flood import DEAR_FACTOR, Bucket, Flood, weight
from app.server.config import Config


def test_a_full_bucket_lets_a_burst_through() -> None:
    """Five at once, then one for every tenth of a second."""
    bucket = Bucket(rate=10, burst=5)
    for _ in range(5):
        assert bucket.delay(100.0) == 0.0
        bucket.take(1)
    assert bucket.delay(100.0) == pytest.approx(0.1)
    assert bucket.delay(100.1) == 0.0
    bucket.take(1)
    assert bucket.delay(100.1) == pytest.approx(0.1)


def test_a_pause_fills_the_bucket_and_no_more() -> None:
    """Silence for an hour does not save up for more than one burst."""
    bucket = Bucket(rate=10, burst=5)
    bucket.delay(0.0)
    bucket.take(5)
    assert bucket.delay(3_600.0) == 0.0
    bucket.take(5)
    assert bucket.delay(3_600.0) > 0


def test_a_large_piece_passes_and_is_paid_back() -> None:
    """A line larger than the burst is not cut; what comes after it waits for all of it."""
    bucket = Bucket(rate=100, burst=10)
    assert bucket.delay(0.0) == 0.0
    bucket.take(1_010)
    assert bucket.delay(0.0) == pytest.approx(10.01)
    assert bucket.delay(10.02) == 0.0


def test_a_clock_that_goes_back_gives_nothing() -> None:
    """Neither tokens nor a shorter wait come of it."""
    bucket = Bucket(rate=1, burst=1)
    assert bucket.delay(50.0) == 0.0
    bucket.take(1)
    assert bucket.delay(40.0) == pytest.approx(1.0)
    assert bucket.delay(50.0) == pytest.approx(1.0)
    assert bucket.delay(51.0) == 0.0


def test_rate_zero_means_no_limit() -> None:
    """For the bucket alone, and for both where messages are not limited."""
    bucket = Bucket(rate=0, burst=1)
    flood = Flood(0, 1, bytes_per_s=1, bytes_burst=1)
    for _ in range(1_000):
        bucket.take(1_000)
        assert bucket.delay(0.0) == 0.0
        assert flood.admit(1_000, 0.0) == 0.0


def test_bytes_are_limited_as_messages_are() -> None:
    """Few large messages wait, too; the longer of the two waits holds."""
    flood = Flood(10, 100, bytes_per_s=1_000, bytes_burst=2_000)
    assert [flood.admit(1_000, 0.0) for _ in range(2)] == [0.0, 0.0]
    assert flood.admit(1, 0.0) == pytest.approx(0.001)
    flood = Flood(10, 1, bytes_per_s=1_000, bytes_burst=2_000)
    assert flood.admit(1, 0.0) == 0.0
    assert flood.admit(1, 0.0) == pytest.approx(0.1)


def test_who_is_told_to_wait_has_not_paid() -> None:
    """Asking again and again does not make the wait longer."""
    flood = Flood(1, 1, bytes_per_s=1_000, bytes_burst=1_000)
    assert flood.admit(10, 0.0) == 0.0
    first = flood.admit(10, 0.0)
    assert first > 0
    assert [flood.admit(10, 0.0) for _ in range(9)] == [first] * 9
    assert flood.admit(10, first) == 0.0


rates = st.floats(0.1, 1_000)
bursts = st.floats(1, 100)
sizes = st.lists(st.integers(0, 5_000), min_size=1, max_size=40)


@given(rates, bursts, sizes)
def test_waiting_as_told_is_enough(rate: float, burst: float, pieces: list[int]) -> None:
    """Whoever comes back after the delay is let in: nobody is made to wait twice."""
    flood = Flood(rate, burst, rate * 100, burst * 100)
    now = 1_000.0
    for size in pieces:
        delay = flood.admit(size, now)
        if delay:
            now += delay + 1e-6
            assert flood.admit(size, now) == 0.0


@given(rates, bursts, sizes, st.lists(st.floats(0, 1), min_size=40, max_size=40))
def test_nobody_gets_more_than_the_rate(
    rate: float, burst: float, pieces: list[int], pauses: list[float]
) -> None:
    """In any time: the burst, what the rate gives, and at most the one piece that went below."""
    flood = Flood(rate, burst, rate * 100, burst * 100)
    now = start = 5.0
    messages = sent = 0
    for size, pause in zip(pieces, pauses, strict=False):
        now += pause
        if flood.admit(size, now) == 0.0:
            messages += 1
            sent += size
    assert messages <= burst + (now - start) * rate + 1
    assert sent <= (burst + (now - start) * rate) * 100 + max(pieces) + 1e-6


@given(rates, bursts, sizes)
def test_together_is_let_in_what_would_be_let_in_one_by_one(
    rate: float, burst: float, pieces: list[int]
) -> None:
    """No more, no less, and it leaves the same behind."""
    one, together = (Flood(rate, burst, rate * 100, burst * 100) for _ in range(2))
    now = 1_000.0
    delays = [one.admit(size, now) for size in pieces]
    if together.admit_all(len(pieces), sum(pieces), now):
        assert not any(delays)
    else:
        assert [together.admit(size, now) for size in pieces] == delays
    left = [[flood.admit(1, now) for _ in range(10)] for flood in (one, together)]
    assert left[1] == pytest.approx(left[0])


@given(rates, bursts, sizes, st.integers(1, 50))
def test_nobody_looks_at_more_than_may_come(
    rate: float, burst: float, pieces: list[int], limit: int
) -> None:
    """And at least at one, to be told when it may come."""
    flood = Flood(rate, burst, rate * 100, burst * 100)
    looked_at = flood.pieces(limit, 1_000.0)
    assert 1 <= looked_at <= limit
    admitted = [size for size in pieces[:limit] if not flood.admit(size, 1_000.0)]
    assert len(admitted) <= looked_at


def test_drained() -> None:
    """Who has no burst may still say what may come in a second."""
    flood = Flood(10, 100, bytes_per_s=1_000, bytes_burst=2_000)
    flood.drain(0.0)
    assert not flood.admit_all(11, 11, 0.0)
    assert flood.admit_all(10, 10, 0.0)
    assert flood.admit(1, 0.0) > 0.0
    free = Flood(0, 1, bytes_per_s=1, bytes_burst=1)
    free.drain(0.0)
    assert free.admit(1, 0.0) == 0.0


TALK = {
    "English": "Plain words, and so on. ",
    "Vietnamese": "Ti\u1ebfng Vi\u1ec7t ",
    "Vietnamese, decomposed": "Tie\u0302\u0301ng Vie\u0323\u0302t ",
    "Thai": "\u0e19\u0e49\u0e33\u0e17\u0e35\u0e48",
    "Hindi": "\u0928\u092e\u0938\u094d\u0924\u0947 ",
    "Arabic": "\u0645\u0631\u062d\u0628\u0627 ",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f467",
}


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize("words", TALK.values(), ids=TALK)
def test_people_may_talk_in_any_script(words: str, escaped: bool) -> None:
    """Twenty messages of a hundred characters in a second, for ten minutes, and nobody waits."""
    config = Config()
    flood = Flood(
        config.rate_messages_per_s + 1,  # it is the bytes that are in question
        config.rate_messages_burst,
        config.rate_bytes_per_s,
        config.rate_bytes_burst,
    )
    text = (words * 100)[:100]
    line = json.dumps({"type": "say", "id": 12_345, "text": text}, ensure_ascii=escaped).encode()
    assert not any(flood.admit(weight(line), number / 20) for number in range(10 * 60 * 20))


@pytest.mark.parametrize(
    "text", ["a\u0301", "\u202e", "\ufdfa", "\x1b", "a\u00e9", "\U0001f468\u200d"]
)
def test_what_is_dear_to_clean_counts_for_more(text: str) -> None:
    """As many times, about, as it takes more of the hub's time; however it is written."""
    text *= 4_000 // len(text)
    raw = text.encode()
    escaped = json.dumps(text).encode()
    assert weight(raw) == DEAR_FACTOR * len(raw)
    assert 0.4 < weight(escaped) / weight(raw) < 2.1


@pytest.mark.parametrize("line", [b"", b"hello", b"a\tb\r", b'{"type":"say","text":"a\\nb~"}'])
def test_plain_words_count_what_they_are(line: bytes) -> None:
    assert weight(line) == len(line)


@given(st.binary(max_size=100))
def test_whatever_comes_counts_for_something(line: bytes) -> None:
    """No writing makes a line cheaper than a third of what plain words of its length count."""
    assert weight(b"\\u" + line) >= len(line) / 3
