"""Measures rows: each one several times, and the servers by turns.

So a machine that becomes slower meanwhile is slow for all of them.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.figures import median
from tests.bench.outcome import Outcome
from tests.bench.problem import OutOfTime, Problem
from tests.bench.servers import Kind

Measure = Callable[[Kind], Outcome]
Case = dict[str, Any]
"""What of a work is measured, such as how many clients."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement.

    Attributes:
        work: which kind of measurement.
        case: what of it.
        server: the key of the server's kind.
        wire: the name of its dialect.
        figures: what was measured.
        faults: why it does not count, in words; empty if it does.
    """

    work: str
    case: Case
    server: str
    wire: str
    figures: dict[str, Any]
    faults: list[str]


@dataclass(slots=True)
class Results:
    """All measurements of a run of the benchmark, as they come."""

    runs: list[Run] = field(default_factory=list)

    def median(self, work: str, case: Case, kind: Kind, figure: str) -> float | None:
        """The median of a figure over all runs that count; None if there is none."""
        return median(
            run.figures.get(figure) for run in self.of(work, case, kind) if not run.faults
        )

    def most(self, work: str, case: Case, kind: Kind, figure: str) -> float | None:
        """The highest of a figure over all runs that count; None if there is none."""
        runs = [run for run in self.of(work, case, kind) if not run.faults]
        return max((run.figures[figure] for run in runs if figure in run.figures), default=None)

    def cases(self, work: str) -> list[Case]:
        """All cases of a work, in the order in which they were measured."""
        cases: list[Case] = []
        for run in self.runs:
            if run.work == work and run.case not in cases:
                cases.append(run.case)
        return cases

    def of(self, work: str, case: Case, kind: Kind) -> Iterator[Run]:
        """The runs of a row with one kind of server."""
        for run in self.runs:
            of_kind = (run.server, run.wire) == (kind.key, kind.wire.name)
            if of_kind and (run.work, run.case) == (work, case):
                yield run

    @classmethod
    def from_json(cls, runs: Sequence[dict[str, Any]]) -> "Results":
        """What `as_json` has given."""
        return cls([Run(**run) for run in runs])

    def as_json(self) -> list[dict[str, Any]]:
        """All runs, as JSON has them."""
        return [asdict(run) for run in self.runs]

    @property
    def faults(self) -> list[str]:
        """Everything that went wrong, in words."""
        return [
            f"{run.work}, {in_words(run.case)}, {run.server} ({run.wire}): {fault}"
            for run in self.runs
            for fault in run.faults
        ]


def calibration(case: Case, kind: Kind) -> Case:
    """The case that shows what the measuring can take, of a case with one kind of server."""
    return case | {"dialect": kind.wire.name}


def in_words(case: Case) -> str:
    """A case as people read it."""
    return ", ".join(
        f"{value if isinstance(value, str) else format(round(value, 1), ',')} "
        f"{name.replace('_', ' ')}"
        for name, value in case.items()
    )


def by_turns(
    results: Results,
    work: str,
    case: Case,
    kinds: Sequence[Kind],
    runs: int,
    measure: Measure,
) -> None:
    """Measure a row, and add what comes of it to the results. Progress goes to stderr.

    A measurement that fails is a result, too: it says why.

    Raises:
        OutOfTime: there is no time left.
    """
    for run in range(1, runs + 1):
        for kind in kinds:
            told = f"{work}, {in_words(case)}: {kind.name} ({kind.wire.name}), {run} of {runs}"
            print(told, file=sys.stderr, flush=True)
            try:
                outcome = measure(kind)
            except OutOfTime:
                raise
            except Problem as problem:
                outcome = Outcome({}, [str(problem)])
            results.runs.append(
                Run(work, case, kind.key, kind.wire.name, outcome.figures, outcome.faults)
            )
