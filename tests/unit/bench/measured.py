"""Results as a benchmark would have them, without one."""

from typing import Any

from tests.bench.series import Case, Results, Run
from tests.bench.servers import Kind


def run(work: str, case: Case, kind: Kind, faults: tuple[str, ...] = (), **figures: Any) -> Run:
    return Run(work, case, kind.key, kind.wire.name, figures, list(faults))


def results(*runs: Run) -> Results:
    return Results(list(runs))
