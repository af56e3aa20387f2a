"""The wire in JSON, as a soak's clients know it: lines, what is refused, what answers have to be.

Pure, and nothing of the code under test.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from tests.soak.history import Fault, Fields

INVALID: list[tuple[bytes, str]] = [
    (b'{"type":"say","text":', "bad-json"),
    (b"no JSON at all", "bad-json"),
    (b"[1, 2]", "bad-json"),
    (b'{"type":"say","text":"\xff"}', "bad-encoding"),
    (b'{"type":"say","text":7}', "bad-field"),
    (b'{"type":"say"}', "bad-field"),
    (b'{"type":"dance"}', "unknown-type"),
    (b'{"type":"say","text":" "}', "empty-text"),
    (b'{"type":"say","text":"' + b"x" * 4001 + b'"}', "text-too-long"),
    (b'{"type":"say","text":"' + b"x\\n" * 101 + b'x"}', "too-many-lines"),
    (b'{"type":"nick","name":"!"}', "bad-name"),
    (b'{"type":"nick","name":"server"}', "name-reserved"),
    (b'{"type":"hello","v":1,"name":"again"}', "already-here"),
    (b'{"type":"join","room":"!"}', "bad-room"),
    (b"x" * 66_000, "line-too-long"),
]
"""Lines that are refused, each with the code of the error."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """An answer that has to come, in its turn.

    Attributes:
        type: of the answer.
        id: the question's.
        codes: the errors that may come in its place.
        known: what was said up to the question, as a seq.
        word: what was looked for; for `history`, nothing.
        before: the seq before which was looked.
        room: where it was asked, or where a welcome leads.
        resumes: for a welcome, the seq after which to go on; -1 for none.
        history: for a welcome, with how many entries to begin otherwise.
    """

    type: str
    id: int | None = None
    codes: tuple[str, ...] = ()
    known: int = 0
    word: str = ""
    before: int | None = None
    room: str = ""
    resumes: int = -1
    history: int | None = None


@lru_cache(maxsize=4096)
def parsed(line: bytes) -> Fields:
    """A line as a message. Everybody gets the same lines: each is taken apart once, and shared."""
    message: Fields = json.loads(line)
    return message


def encoded(type: str, **fields: object) -> bytes:
    """A message as a line."""
    return json.dumps({"type": type, **fields}, ensure_ascii=False).encode() + b"\n"


def check_entries(answer: Fields, awaited: Awaited) -> None:
    """The entries of an answer are those that were asked for, and all of them.

    Raises:
        Fault: they are not.
    """
    entries, more = answer["entries"], answer.get("more", False)
    seqs = [entry["seq"] for entry in entries]
    last = awaited.known if awaited.before is None else awaited.before - 1
    if awaited.word:
        if seqs != sorted(set(seqs)) or any(awaited.word not in e["text"] for e in entries):
            raise Fault(f"a search for {awaited.word} has found {seqs}")
    elif not seqs:
        if last > 0:
            raise Fault(f"history before {awaited.before} is empty, and seq {last} was said")
    elif seqs != list(range(seqs[0], seqs[-1] + 1)):
        raise Fault(f"history before {awaited.before} has holes: {seqs}")
    elif seqs[-1] < last or (awaited.before is not None and seqs[-1] > last):
        raise Fault(f"history before {awaited.before} ends with seq {seqs[-1]}")
    elif more != (seqs[0] > 1):
        raise Fault(f"history from seq {seqs[0]} on says more={more}")
