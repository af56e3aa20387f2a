"""How much is measured, and for how long: every figure of it in one place."""

from dataclasses import dataclass

TIME_LIMIT_S = 1800.0
"""Everything together ends within this, one way or the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to measure. Times are in seconds, sizes in bytes, rates in messages a second."""

    runs: int = 3
    """So often everything is measured, the servers by turns; the median counts."""

    text_bytes: int = 100
    clients: tuple[int, ...] = (10, 100, 1000)
    window: int = 32
    """Messages of each of the ten senders that may be under way where throughput is measured."""
    throughput_s: float = 3.0
    calibrations: int = 3
    """How often it is measured what the measuring can take; the best counts."""

    paces: tuple[tuple[int, float], ...] = ((100, 200.0), (1000, 20.0))
    """Clients, and the rate, where latency is measured."""
    latency_s: float = 5.0

    stalled_clients: int = 100
    stalled_held: int = 2
    """How many of them stop reading."""
    stalled_text_bytes: int = 4000
    """The longest that the server takes."""
    stalled_rate: float = 500.0
    stalled_total_bytes: int = 24_000_000
    """What passes meanwhile: several times what the system buffers for one who does not read."""
    stalled_quiet_s: float = 4.0
    """How long the same is measured before, while everybody reads."""

    settle_s: float = 25.0
    """Nothing is said for so long before idleness is measured: 15 s after it has sent something
    the server looks once whether everybody is still there."""
    idle_s: float = 5.0

    growing_clients: tuple[int, ...] = (10, 100, 1000, 10_000)
    growing_texts: tuple[int, ...] = (10, 100, 1000, 4000)
    growing_text_clients: int = 100
    growing_deliveries_per_s: float = 20_000.0
    """Messages x clients a second where latency is measured, however many clients there are."""
    growing_messages: int = 30
    """At least so many, however long that takes."""


FULL = Plan()
QUICK = Plan(runs=1, throughput_s=1.5, calibrations=2, latency_s=2.5, stalled_quiet_s=2.0)
SMALL = Plan(
    runs=1,
    clients=(14,),
    throughput_s=0.2,
    calibrations=1,
    paces=((14, 200.0),),
    latency_s=0.2,
    stalled_clients=14,
    stalled_total_bytes=2_000_000,
    stalled_quiet_s=0.2,
    settle_s=0.2,
    idle_s=0.2,
    growing_clients=(14,),
    growing_texts=(10, 100),
    growing_text_clients=14,
    growing_deliveries_per_s=2000.0,
    growing_messages=10,
)
"""Shows that everything works; its figures mean nothing."""
