"""What came of a measurement, and whether everybody heard everything. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict


class Report(TypedDict):
    """What the clients of one process have heard.

    Attributes:
        cpu_s: CPU time that the process took for it, in seconds.
        reads: how often it has received something.
        bytes: the fewest, and the most, that a client has received.
        digests: checksums of all that some clients have received.
        counts: messages from each sender, as different clients have them.
        faults: messages that were garbled or not the ones that had to come.
        took_ns: how long messages took.
    """

    cpu_s: float
    reads: int
    bytes: list[int]
    digests: list[int]
    counts: list[list[int]]
    faults: int
    took_ns: list[int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a measurement.

    Attributes:
        figures: what was measured.
        faults: what was wrong with what the clients heard, in words; empty if nothing was.
    """

    figures: dict[str, Any]
    faults: list[str] = field(default_factory=list)


def faults_of(reports: Sequence[Report], sent: Sequence[int]) -> list[str]:
    """What was wrong with what the clients heard.

    Everybody in the room hears the same bytes. So one who has fewer has lost something, and one
    with as many and another checksum has it garbled, or in another order.

    Args:
        reports: of all processes.
        sent: how many messages each sender has sent.
    """
    faults = []
    fewest = min(report["bytes"][0] for report in reports)
    most = max(report["bytes"][1] for report in reports)
    if fewest != most:
        faults.append(f"lost: clients have between {fewest} and {most} bytes")
    if len({digest for report in reports for digest in report["digests"]}) > 1:
        faults.append("garbled, or in another order: clients have heard different bytes")
    if any(counts != list(sent) for report in reports for counts in report["counts"]):
        faults.append("lost: clients have not heard as much as was sent")
    if wrong := sum(report["faults"] for report in reports):
        faults.append(f"{wrong} messages garbled, or not the ones that had to come")
    return faults
