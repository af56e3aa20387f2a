"""The table: what people read of the results."""

import json
from typing import Any

from tests.bench.report import sections
from tests.bench.series import Results, calibration
from tests.bench.servers import ASYNCIO, CHAT, CHAT_PLAIN, RELAY
from tests.bench.table import Row, Section, figure, lines
from tests.unit.bench.measured import results, run

CASE = {"clients": 1000, "text_bytes": 100}
PACE = {"clients": 100, "messages_per_s": 200.0, "text_bytes": 100, "seconds": 5.0}


def throughput(most: float) -> Results:
    busy: dict[str, Any] = {"busiest_generator_process": 0.25}
    return results(
        *(
            run("throughput", CASE, CHAT, deliveries_per_s=value, **busy)
            for value in (900.0, 4000.0, 1000.0)
        ),
        run("throughput", CASE, ASYNCIO, deliveries_per_s=100.0, busiest_generator_process=0.5),
        run("calibration", calibration(CASE, CHAT), RELAY, deliveries_per_s=most / 2),
        run("calibration", calibration(CASE, CHAT), RELAY, deliveries_per_s=most),
        run("throughput", CASE, CHAT_PLAIN, deliveries_per_s=3000.0, **busy),
    )


def told(what: Results) -> str:
    return "\n".join(lines(sections(what), "ours", "other"))


def test_a_row_has_medians_and_their_ratio() -> None:
    row, plain = sections(throughput(2000.0))[0].rows
    assert (row.label, row.ours, row.other, row.ratio) == (
        "1,000 clients, 100 bytes",
        1000,
        100,
        10,
    )
    assert (plain.label, plain.ratio) == ("1,000 clients, 100 bytes, plain", 30)
    line = next(line for line in told(throughput(2000.0)).splitlines() if "10 x" in line)
    assert line.split() == (
        "1,000 clients, 100 bytes 1,000 100 10 x generator: 2 x; its CPU 25% and 50%".split()
    )


def test_a_generator_that_was_the_limit_is_told() -> None:
    assert "generator-bound" in told(throughput(1290.0))
    assert "generator-bound" not in told(throughput(1310.0))


def test_runs_that_went_wrong_do_not_count() -> None:
    """They are told, each with its reason."""
    lost = run("throughput", CASE, CHAT, ("lost: everything",), deliveries_per_s=1e9)
    what = results(*throughput(2000.0).runs, lost)
    assert sections(what)[0].rows[0].ours == 1000
    assert what.faults == [
        "throughput, 1,000 clients, 100 text bytes, chat (json): lost: everything"
    ]
    assert sections(results(lost))[0].rows == [Row("1,000 clients, 100 bytes", None, None)]
    assert figure(None) in told(results(lost))


def test_a_late_generator_is_told() -> None:
    def latency(late: float) -> Results:
        return results(run("latency", PACE, CHAT, p50_ms=1.0, p99_ms=2.0, sent_late_ms=late))

    assert "busy machine" in told(latency(50.0))
    assert "busy machine" not in told(latency(1.0))
    assert "100 clients, 200/s: p99" in told(latency(1.0))


def test_sections_without_rows_are_left_out() -> None:
    empty, full = Section("Empty", "nothing"), Section("Full", "something", [Row("it", 1.0, None)])
    assert lines([empty, full], "ours", "other")[1:3] == ["Full", "something"]


def test_results_survive_being_written() -> None:
    what = throughput(2000.0)
    assert Results.from_json(json.loads(json.dumps(what.as_json()))) == what
