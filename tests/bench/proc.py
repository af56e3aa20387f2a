"""What a process has used, as Linux tells in /proc; other systems do not tell without tools."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
TELLS = Path("/proc/self/schedstat").exists()


@dataclass(frozen=True, slots=True)
class Usage:
    """Of a process with all its threads, since it has begun.

    Attributes:
        cpu_s: CPU time in seconds.
        switches: how often one of its threads was put on a core, or woken.
        resident_bytes: of its memory, what is in the machine's.
    """

    cpu_s: float
    switches: int
    resident_bytes: int


def usage(pid: int) -> Usage | None:
    """What a process has used; None where the system does not tell."""
    folder = Path(f"/proc/{pid}")
    if not TELLS:
        return None
    nanoseconds = switches = 0
    for thread in (folder / "task").iterdir():
        nanoseconds += int((thread / "schedstat").read_text("ascii").split()[0])
        for line in (thread / "status").read_text("utf-8").splitlines():
            if "ctxt_switches" in line:
                switches += int(line.split()[1])
    pages = int((folder / "statm").read_text("ascii").split()[1])
    return Usage(nanoseconds / 1e9, switches, pages * PAGE_BYTES)


def most_descriptors() -> int:
    """How many files and sockets this process, and those that it starts, may have open."""
    if sys.platform == "win32":
        return sys.maxsize
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft
