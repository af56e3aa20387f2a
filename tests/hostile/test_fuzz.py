"""Whatever comes from outside: every kept case, and bytes and messages made up to do harm.

The targets and what they assert are in tests/support/fuzzing.py; `python -m tests.fuzz` looks for
new cases, guided by coverage. Here all is the same in every run.
"""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.protocol.dialects import BANNER
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import encode_json
from tests.support.fuzzing import TARGETS
from tests.support.processes import scale
from tests.unit.outside import anything
from tests.unit.protocol.wire import client_messages, server_messages

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CASES = sorted(file for file in CORPUS.glob("*/*") if file.is_file())
FILE_LIMIT_BYTES = 32 * 1024
LONG_LINES_LIMIT_S = 5.0

bounded = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
every_target = pytest.mark.parametrize("target", TARGETS)

WELCOME = (CORPUS / "client" / "every-answer-mode-0").read_bytes().split(b"\n")[1]

headers = st.binary(min_size=1, max_size=1)
"""How a target uses what follows."""

lines = st.one_of(
    st.binary(max_size=80),
    anything.map(lambda text: text.encode("utf-8", "surrogatepass")),
    (client_messages | server_messages).map(lambda message: encode_json(message)[:-1]),
    st.sampled_from([BANNER.encode(), WELCOME, b":nick x", b"GET / HTTP/1.1", b"[" * 3_000]),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A line with some of its bytes changed, left out, doubled, or cut off."""
    line = bytearray(draw(lines))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(line)))
        match draw(st.sampled_from(["change", "remove", "double", "cut", "insert"])):
            case "change":
                line[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case "remove":
                del line[at : at + draw(st.integers(1, 9))]
            case "double":
                line[at:at] = line[at : at + 20]
            case "cut":
                del line[at:]
            case "insert":
                line[at:at] = draw(st.sampled_from([b'"', b"}", b"\\", b"\0", b"\r", b"9" * 99]))
    return bytes(line)


streams = st.lists(
    st.tuples(mutated(), st.sampled_from([b"\n", b"\n", b"\r\n", b"", b"\r"])), max_size=8
).map(lambda parts: b"".join(line + end for line, end in parts))
"""Lines one after the other, some of them glued together."""

# A client listens to what says the right things at first.
greeted = streams.map(lambda stream: BANNER.encode() + b"\n" + WELCOME + b"\n" + stream)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}-{case.name}" for case in CASES])
def test_a_kept_case_breaks_nothing(case: Path) -> None:
    """Each is there for a reason, which is its name."""
    TARGETS[case.parent.name](case.read_bytes())


@every_target
@bounded
@given(headers, st.one_of(st.binary(max_size=400), streams, greeted))
def test_nothing_made_up_breaks_a_target(target: str, header: bytes, stream: bytes) -> None:
    """Bytes without a meaning, and streams that nearly have one."""
    TARGETS[target](header + stream)


@every_target
@bounded
@given(headers, anything)
def test_no_text_breaks_a_target(target: str, header: bytes, text: str) -> None:
    """Text of the worst characters, lone surrogates among them."""
    TARGETS[target](header + text.encode("utf-8", "surrogatepass"))


@every_target
@pytest.mark.parametrize(
    "part",
    [b"\r", b" ", b"a ", b"\xff", b"/", b"--", "e\u0301".encode(), "\u200d\u2764\ufe0f".encode()],
    ids=ascii,
)
def test_what_is_as_long_as_a_line_may_be_takes_no_long_time(target: str, part: bytes) -> None:
    """Anything that took the square of its length would take minutes."""
    started = time.process_time()
    for end in (b"", b"m\n"):
        TARGETS[target](b"\x20" + part * (LINE_LIMIT_BYTES // 2 // len(part)) + end)
    assert time.process_time() - started < scale(LONG_LINES_LIMIT_S)


def test_there_are_small_cases_for_every_target() -> None:
    """Seeds for whoever fuzzes it."""
    assert {case.parent.name for case in CASES} == TARGETS.keys()
    assert [case.name for case in CASES if case.stat().st_size > FILE_LIMIT_BYTES] == []


def test_nothing_at_all() -> None:
    """No target needs a single byte."""
    for target in TARGETS.values():
        target(b"")
