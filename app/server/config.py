"""Every limit and deadline of the server in one place, so that tests can shorten them."""

from dataclasses import dataclass

from app.protocol.defaults import DEFAULT_HOST, DEFAULT_PORT
from app.protocol.framing import FIRST_LINE_LIMIT_BYTES, LINE_LIMIT_BYTES
from app.room.log import LOG_LIMIT_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a server may be told. Times are in seconds, sizes in bytes."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    """0 takes a free one."""

    rate_messages_per_s: float = 20.0
    """How fast one connection may talk; 0 for no limit."""
    rate_messages_burst: int = 100
    rate_bytes_per_s: float = 64 * 1024
    """How many bytes; a line that is not plain ASCII counts for more of them (`room/flood.py`)."""
    rate_bytes_burst: int = 256 * 1024

    durable: bool = False
    """Whether what was shown survives a power cut, too: each batch then waits for the disk."""
    keep_messages: int = 1_000_000
    """How many messages are kept; older ones are let go."""
    keep_days: float = 0
    """For how many days they are kept; 0 for ever."""

    line_limit_bytes: int = LINE_LIMIT_BYTES
    first_line_limit_bytes: int = FIRST_LINE_LIMIT_BYTES
    log_limit_bytes: int = LOG_LIMIT_BYTES

    connections_limit: int = 20_000
    """How many connections there may be; fewer where the system does not allow so many."""
    newcomers_limit: int = 10_000
    """How many of them may have said no hello yet; never more than half of all."""
    address_limit: int = 64
    """How many may come from one address; this machine's own are not counted."""
    counts_loopback: bool = False
    """Whether this machine's own are counted all the same, to try it."""
    hello_s: float = 30.0
    """Who has begun to say something, and has not said hello after so long and at most twice so
    long, is let go. Who says nothing may listen."""

    stalled_s: float = 30.0
    """Who has taken nothing for so long gives way first where there is no more room; the others may
    be slow, and it costs nobody anything."""

    inbox_high_bytes: int = 4 * 1024 * 1024
    """With more than this waiting for the hub, workers stop reading."""
    inbox_low_bytes: int = 1024 * 1024
    """With less than this waiting again, they go on."""
    batch_limit_bytes: int = 256 * 1024
    """How much the hub takes at a time."""

    private_high_bytes: int = 16 * 1024
    """A connection with more answers waiting than this is not read from."""
    private_limit_bytes: int = 1024 * 1024
    """A connection with more answers waiting than this is closed; whispers to it are refused."""

    listen_after_s: float = 1.0
    """A connection that says nothing for so long begins to hear the room in plain text."""
    check_after_s: float = 15.0
    """So long after something was sent it is looked whether all peers still answer."""
    close_s: float = 1.0
    """How long a connection that is being closed may take over what is still to be sent."""
    stop_s: float = 1.2
    """How long stopping may take before sockets are closed as they are."""

    log_file_limit_bytes: int = 10 * 1024 * 1024
    """A --log-file that would become longer is begun anew."""
    log_files_kept: int = 3
    """And so many before it are kept, as `….1` and so on, the newest first."""
    log_queue_lines: int = 1000
    """Lines of logging that wait for a slow window or disk; more are counted and left out."""
