"""Prometheus metrics, of all workers together where `gunicorn_conf` gives them a folder to count in.

Only greenlets and ordinary threads may count: the writer's native thread must not wait for a patched lock.
"""

import math
from collections import Counter as Tally

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import ValueClass

_own = CollectorRegistry()

REQUESTS = Counter(
    "wizard_http_requests", "Responses by method, route and status.", ("method", "route", "status"), registry=_own
)
REQUEST_SECONDS = Histogram(
    "wizard_http_request_duration_seconds",
    "Time from a request to the start of its response.",
    ("route",),
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 35),
    registry=_own,
)
STREAMS = Gauge(
    "wizard_streams_open", "Open streams and sockets.", ("transport",), registry=_own, multiprocess_mode="livesum"
)
DELIVERED = Counter(
    "wizard_events_delivered", "Events delivered to streams and sockets.", ("transport",), registry=_own
)
# Events delivered since the last `flush_delivered`: the library takes a third of the time of one delivery to count it.
delivered_by_transport: Tally[str] = Tally()
COMMIT_GROUPS = Histogram(
    "wizard_commit_group_size", "Changes per commit.", buckets=(1, 2, 4, 8, 16, 32, 64), registry=_own
)
PURGED = Counter("wizard_purged_rows", "Rows that retention has deleted.", ("kind",), registry=_own)
DAMAGED_ROWS = Counter("wizard_damaged_rows", "Damaged rows that samples of retention have found.", registry=_own)
TAIL_POSITION = Gauge(
    "wizard_feed_tail_position",
    "Lowest commit sequence that all workers have delivered.",
    registry=_own,
    multiprocess_mode="livemin",
)
# A worker that does not read the log delays no delivery.
TAIL_POSITION.set(math.inf)


def flush_delivered() -> None:
    """Add the counted deliveries to their metric."""
    while delivered_by_transport:
        transport, events = delivered_by_transport.popitem()
        DELIVERED.labels(transport).inc(events)


def exposition(newest: float) -> bytes:
    """Return all metrics in the text format.

    newest: position number of the newest commit, from which the lag of the slowest worker is computed.
    """
    flush_delivered()
    registry = _own
    if ValueClass._multiprocess:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    delivered = registry.get_sample_value("wizard_feed_tail_position")
    lag_registry = CollectorRegistry()
    lag = Gauge("wizard_feed_tail_lag", "Commits that the slowest worker has not delivered yet.", registry=lag_registry)
    lag.set(0 if delivered is None or math.isinf(delivered) else max(0, newest - delivered))
    return generate_latest(registry) + generate_latest(lag_registry)
