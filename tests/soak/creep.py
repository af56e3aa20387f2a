"""Whether a server creeps: what it holds while a handful is there, again and again."""

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.proc import PAGE_BYTES
from tests.soak.history import Fault

GROWTH_LIMIT_BYTES = 16 * 1024 * 1024
"""By how much a server may grow once its log is full and a first crowd has come and gone: what it
knows of the last 10,000 sessions (5 MiB), pages that SQLite keeps (4 MiB), and holes that the
allocator has not filled again."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds.

    Attributes:
        threads: how many it has.
        descriptors: how many files and sockets it has open.
        resident_bytes: of its memory, what is in the machine's.
    """

    threads: int
    descriptors: int
    resident_bytes: int


def held_by(pid: int) -> Held | None:
    """What a process holds, as Linux tells in /proc; None elsewhere."""
    folder = Path(f"/proc/{pid}")
    if sys.platform != "linux":
        return None
    pages = int((folder / "statm").read_text("ascii").split()[1])
    threads, descriptors = (len(list((folder / of).iterdir())) for of in ("task", "fd"))
    return Held(threads, descriptors, pages * PAGE_BYTES)


class Creep:
    """Compares what is held at moments when equally many are there.

    Args:
        first: what is held before the crowd has come for the first time.
    """

    def __init__(self, first: Held) -> None:
        self._first = first
        self._resident_bytes: int | None = None

    def is_settled(self, held: Held) -> bool:
        """Whether no thread and no descriptor is there that was not there at first."""
        first = self._first
        return (held.threads, held.descriptors) == (first.threads, first.descriptors)

    def check(self, held: Held) -> None:
        """Compare one moment with the first ones.

        Raises:
            Fault: there is more of something.
        """
        for what in ("threads", "descriptors"):
            before, now = getattr(self._first, what), getattr(held, what)
            if before != now:
                raise Fault(f"creep: {before} {what} at first, and {now} now that all have gone")
        if self._resident_bytes is None:
            self._resident_bytes = held.resident_bytes
        grown = held.resident_bytes - self._resident_bytes
        if grown > GROWTH_LIMIT_BYTES:
            raise Fault(
                f"creep: the server has grown by {grown / 2**20:.1f} MiB since its first crowd has "
                f"gone; at most {GROWTH_LIMIT_BYTES / 2**20:g} MiB are allowed"
            )
