"""What is wrong with what the clients of all processes have heard."""

from typing import Any, cast

import pytest

from tests.bench.outcome import Report, faults_of


def report(**other: Any) -> Report:
    """What one process reports; without `other` everything is as it has to be."""
    right: dict[str, Any] = {
        "cpu_s": 0.1,
        "reads": 5,
        "bytes": [300, 300],
        "digests": [7, 7],
        "counts": [[2, 1]],
        "faults": 0,
        "took_ns": [],
    }
    return cast("Report", right | other)


def test_everybody_has_heard_everything() -> None:
    assert faults_of([report(), report(counts=[])], [2, 1]) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (report(bytes=[200, 300]), "lost: clients have between 200 and 300 bytes"),
        (report(bytes=[400, 400]), "lost: clients have between 300 and 400 bytes"),
        (report(digests=[7, 8]), "garbled, or in another order"),
        (report(digests=[8]), "garbled, or in another order"),
        (report(counts=[[2, 1], [2, 0]]), "lost: clients have not heard as much as was sent"),
        (report(faults=3), "3 messages garbled"),
    ],
)
def test_somebody_has_not(wrong: Report, sentence: str) -> None:
    for reports in ([report(), wrong], [wrong, report()]):
        (fault,) = faults_of(reports, [2, 1])
        assert fault.startswith(sentence)
