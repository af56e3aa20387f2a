"""How the server does, in sentences."""

import pytest
from msgspec.structs import replace

from app.protocol.status import StatusReport
from app.server.figures_told import size, told_to_people

NEW = StatusReport(
    version="1.0",
    pid=7,
    port=6000,
    started=0,
    uptime_s=0,
    people=0,
    connections=0,
    stalled=0,
    rooms=1,
    messages_per_s=0,
    messages_per_s_minute=0,
    fanout_p99_ms=0,
    log_bytes=0,
    journal_bytes=0,
    lost_log_lines=0,
)


def test_a_server_where_nothing_has_happened() -> None:
    assert told_to_people(NEW).splitlines() == [
        "0 people in 1 room",
        "0.0 messages a second just now, 0.0 in the last minute",
        "History: 0.0 KiB in memory, none on disk",
        "Up for 1 second: version 1.0, port 6000, process 7",
    ]


def test_a_busy_one() -> None:
    """What would be a sign of trouble is told only where there is some."""
    busy = replace(
        NEW,
        uptime_s=7_200,
        people=1_200,
        connections=1_201,
        stalled=3,
        rooms=12,
        messages_per_s=1_234.5,
        messages_per_s_minute=8,
        fanout_p99_ms=1_530.2,
        log_bytes=7 * 2**20,
        journal_bytes=3 * 2**30,
        lost_log_lines=1,
    )
    assert told_to_people(busy).splitlines() == [
        "1,200 people in 12 rooms; 1 connection without a name",
        "3 connections taking nothing right now",
        "1,234.5 messages a second just now, 8.0 in the last minute",
        "99 of 100 messages were sent to all within 1.5 seconds",
        "History: 7.0 MiB in memory, 3.0 GiB on disk",
        "1 line of the log left out",
        "Up for 2 hours: version 1.0, port 6000, process 7",
    ]


@pytest.mark.parametrize(
    ("bytes_", "text"),
    [(0, "0.0 KiB"), (512, "0.5 KiB"), (2**20, "1.0 MiB"), (2**50, "1,024.0 TiB")],
)
def test_sizes(bytes_: int, text: str) -> None:
    assert size(bytes_) == text
