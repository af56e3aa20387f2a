"""What the clients of one process hear in a measurement: counted, checked, timed, and reported."""

import time
from array import array

from tests.bench.crowd import Crowd
from tests.bench.listeners import Checked, Digest, Reference, Schedule, Timed
from tests.bench.outcome import Report
from tests.bench.stream import Texts

SAMPLED = 2
"""So many clients at both ends of a process get a checksum of all that they hear."""


class Hearing:
    """From `count` or `time` on until `report`.

    Args:
        crowd: the clients. Nothing may be under way to them when this begins.

    Attributes:
        reference: the one whose stream is taken apart where everybody is only counted.
    """

    def __init__(self, crowd: Crowd) -> None:
        crowd.count()
        self._crowd = crowd
        self._digests: list[Digest] = []
        self._checked: dict[int, Checked] = {}
        self._took_ns: array[int] = array("q")
        self._cpu_s = time.process_time()

    def count(self) -> None:
        """Count bytes, and take a checksum of a few."""
        descriptors = self._crowd.descriptors
        for descriptor in {*descriptors[:SAMPLED], *descriptors[-SAMPLED:]}:
            digest = Digest()
            self._digests.append(digest)
            self._crowd.listeners[descriptor] = digest

    def refer_to_first(self, reference: Reference) -> None:
        """Take the first one's stream apart, too."""
        first = self._crowd.descriptors[0]
        digest = self._crowd.listeners[first]

        def both(piece: memoryview) -> None:
            digest(piece)
            reference(piece)

        self._checked[first] = reference
        self._crowd.listeners[first] = both

    def time(self, texts: Texts, schedule: Schedule) -> None:
        """Take the time of every message to every client."""
        for descriptor in self._crowd.descriptors:
            timed = Timed(texts, schedule, self._took_ns)
            self._checked[descriptor] = self._crowd.listeners[descriptor] = timed

    def hold(self, count: int, texts: Texts, senders: int) -> None:
        """Let so many receive nothing from here on; no time is taken of what they hear later."""
        for descriptor in self._crowd.hold(count):
            checked = Checked(texts, senders)
            self._checked[descriptor] = self._crowd.listeners[descriptor] = checked

    def heard_by_first(self) -> int:
        """How many messages the first one has heard."""
        return sum(self._checked[self._crowd.descriptors[0]].sequences.counts)

    def report(self) -> Report:
        """What came of it."""
        got = self._crowd.got.values()
        checked = self._checked.values()
        return {
            "cpu_s": time.process_time() - self._cpu_s,
            "reads": self._crowd.reads,
            "bytes": [min(got), max(got)],
            "digests": [digest.value for digest in self._digests],
            "counts": [list(counts) for counts in {tuple(c.sequences.counts) for c in checked}],
            "faults": sum(each.faults for each in checked),
            "took_ns": list(self._took_ns),
        }
