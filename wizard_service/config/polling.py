"""The intervals that the service recommends to polling clients, and their rate limit."""

from collections.abc import Iterator
from dataclasses import dataclass

from .setting_field import setting


@dataclass(frozen=True)
class PollingSettings:
    fast_interval_ms: int = setting(
        "WIZARD_POLLING_FAST_INTERVAL_MS", 500, "recommended interval while events arrive", minimum=100, maximum=1000
    )
    normal_interval_ms: int = setting(
        "WIZARD_POLLING_NORMAL_INTERVAL_MS",
        2000,
        "recommended interval at moderate activity",
        minimum=1000,
        maximum=5000,
    )
    slow_interval_ms: int = setting(
        "WIZARD_POLLING_SLOW_INTERVAL_MS",
        5000,
        "recommended interval when idle or finished",
        minimum=3000,
        maximum=10000,
    )
    max_retries: int = setting(
        "WIZARD_POLLING_MAX_RETRIES",
        3,
        "retries of a client before it reports an error, in /client-config",
        minimum=1,
        maximum=10,
    )
    backoff_multiplier: int = setting(
        "WIZARD_POLLING_BACKOFF_MULTIPLIER",
        2,
        "growth of a client's interval after errors, in /client-config",
        minimum=2,
        maximum=5,
    )
    max_backoff_ms: int = setting(
        "WIZARD_POLLING_MAX_BACKOFF_MS", 30000, "upper bound of the recommended interval", minimum=10000, maximum=60000
    )
    rate_limit_per_s: int = setting(
        "WIZARD_POLLING_RATE_LIMIT_PER_S", 10, "polls per second and user, 0 = unlimited", minimum=0, maximum=10000
    )


def polling_errors(polling: PollingSettings) -> Iterator[str]:
    intervals = (polling.fast_interval_ms, polling.normal_interval_ms, polling.slow_interval_ms)
    if not intervals[0] < intervals[1] < intervals[2]:
        yield f"WIZARD_POLLING_*_INTERVAL_MS={intervals}: fast < normal < slow is required"
