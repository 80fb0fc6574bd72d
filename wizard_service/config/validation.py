"""Rules between settings, and rules for single settings that a range cannot express."""

import re
from collections.abc import Iterator

from .quotas import MAX_EVENTS_PER_REPORT, QuotaSettings
from .settings import DatabaseSettings, PollingSettings, StreamSettings

_DATABASE_URL = re.compile(r"sqlite:///.+|postgresql://\S+", re.DOTALL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")


def polling_problems(polling: PollingSettings) -> Iterator[str]:
    intervals = (polling.fast_interval_ms, polling.normal_interval_ms, polling.slow_interval_ms)
    if not intervals[0] < intervals[1] < intervals[2]:
        yield f"WIZARD_POLLING_*_INTERVAL_MS={intervals}: fast < normal < slow is required"


def database_problems(database: DatabaseSettings) -> Iterator[str]:
    if not _DATABASE_URL.fullmatch(database.url):
        # Only the scheme is shown: the rest of the value may hold a password.
        scheme = _SCHEME.match(database.url)
        shown = f"{scheme[0]}..." if scheme else "not an address"
        yield (
            f"DATABASE_URL is {shown}: allowed is sqlite:///relative.db, sqlite:////absolute.db "
            "or postgresql://user@host/database"
        )


def stream_problems(streams: StreamSettings) -> Iterator[str]:
    if streams.ws_idle_timeout_s <= streams.ws_heartbeat_s:
        yield (
            f"WIZARD_WS_IDLE_TIMEOUT_S={streams.ws_idle_timeout_s}: more than "
            f"WIZARD_WS_HEARTBEAT_S={streams.ws_heartbeat_s} is required, or clients are disconnected before a ping"
        )


def quota_problems(quotas: QuotaSettings) -> Iterator[str]:
    if 0 < quotas.reported_events_per_hour < MAX_EVENTS_PER_REPORT:
        yield (
            f"WIZARD_REPORTED_EVENTS_PER_HOUR={quotas.reported_events_per_hour}: 0 or at least {MAX_EVENTS_PER_REPORT} "
            "is required, or a full report is never accepted"
        )
