"""How hypothesis works here: within seconds, the same everywhere, and without files of its own."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "unit",
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("unit")
