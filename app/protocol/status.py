"""Asking how the server does, and its answer; a first line of its own, in place of `hello`."""

from typing import Annotated

from msgspec import Meta

from app.protocol.base import Figure, Message, Number


class Status(Message, frozen=True, kw_only=True, tag="status"):
    """Ask how the server does; as the first line, in place of `hello`.

    Answered with `status` or the error `not-allowed`; then the connection is closed.
    """

    token: Annotated[str, Meta(max_length=200)]
    """What stands in the server's own file, which only its user may read."""


class StatusReport(Message, frozen=True, kw_only=True, tag="status"):
    """The answer to `status`: how the server does."""

    version: str
    pid: Number
    """The number of its process."""
    port: Number
    started: Number
    """When it was started, in milliseconds since 1970, UTC."""
    uptime_s: Number
    people: Number
    """How many are in all rooms together."""
    connections: Number
    """Those included that have not said hello."""
    stalled: Number
    """How many connections take nothing right now of what they are sent."""
    rooms: Number
    messages_per_s: Figure
    """In the last three seconds."""
    messages_per_s_minute: Figure
    """In the last minute."""
    fanout_p99_ms: Figure
    """How long it took, 99 times in 100, from storing a batch until all were sent it who could
    take it: of the last 1,000 batches. 0 if there was none."""
    log_bytes: Number
    """How much memory what was said last takes."""
    journal_bytes: Number
    """How much the history takes on disk; 0 if none is kept."""
    lost_log_lines: Number
    """How many lines of the server's own log were left out, since their writing stood still."""
