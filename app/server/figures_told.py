"""How the server does, in sentences for people. Pure."""

from app.protocol.status import StatusReport
from app.room.durations import told

UNITS = ("KiB", "MiB", "GiB", "TiB")


def told_to_people(report: StatusReport) -> str:
    """The figures in lines; those that would be a sign of trouble only where there is some."""
    now, minute = report.messages_per_s, report.messages_per_s_minute
    people, rooms = _counted(report.people, "person"), _counted(report.rooms, "room")
    unnamed = report.connections - report.people
    others = f"; {_counted(unnamed, 'connection')} without a name" if unnamed > 0 else ""
    lines = [f"{people} in {rooms}{others}"]
    if report.stalled:
        lines.append(f"{_counted(report.stalled, 'connection')} taking nothing right now")
    lines.append(f"{now:,.1f} messages a second just now, {minute:,.1f} in the last minute")
    if report.fanout_p99_ms:
        lines.append(f"99 of 100 messages were sent to all within {_ms(report.fanout_p99_ms)}")
    memory, disk = size(report.log_bytes), size(report.journal_bytes)
    lines.append(f"History: {memory} in memory, {disk if report.journal_bytes else 'none'} on disk")
    if report.lost_log_lines:
        lines.append(f"{_counted(report.lost_log_lines, 'line')} of the log left out")
    up = f"Up for {told(1000 * report.uptime_s)}"
    lines.append(f"{up}: version {report.version}, port {report.port}, process {report.pid}")
    return "\n".join(lines)


def size(size_bytes: int) -> str:
    """So many bytes, roughly: "0.5 KiB", "1.4 MiB"."""
    amount = size_bytes / 1024
    for unit in UNITS[:-1]:
        if amount < 1000:
            return f"{amount:,.1f} {unit}"
        amount /= 1024
    return f"{amount:,.1f} {UNITS[-1]}"


def _ms(ms: float) -> str:
    return f"{ms:,.1f} ms" if ms < 1000 else f"{ms / 1000:,.1f} seconds"


def _counted(count: int, name: str) -> str:
    many = "people" if name == "person" else f"{name}s"
    return f"{count:,} {name if count == 1 else many}"
