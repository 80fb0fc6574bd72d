"""What is counted, for Prometheus. Of all workers together where `gunicorn_conf` gives them a folder to count in.

Counted by greenlets and ordinary threads only: the writer's native thread must not wait for a patched lock.
"""

from collections import Counter as Tally

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import ValueClass

_own = CollectorRegistry()

REQUESTS = Counter("wizard_requests", "Answers by route and status.", ("method", "route", "status"), registry=_own)
REQUEST_SECONDS = Histogram(
    "wizard_request_seconds",
    "Time from a request to the beginning of its answer.",
    ("route",),
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 35),
    registry=_own,
)
STREAMS = Gauge(
    "wizard_streams_open", "Streams and sockets.", ("transport",), registry=_own, multiprocess_mode="livesum"
)
DELIVERED = Counter("wizard_events_delivered", "Events told to streams and sockets.", ("transport",), registry=_own)
# Told since the last `count_told`, by transport: the library takes a third of the time that telling one listener does.
delivered_by_transport: Tally[str] = Tally()
COMMIT_GROUPS = Histogram(
    "wizard_commit_group_size",
    "Changes that one commit made durable.",
    buckets=(1, 2, 4, 8, 16, 32, 64),
    registry=_own,
)
PURGED = Counter("wizard_purged_rows", "Rows that retention has dropped.", ("kind",), registry=_own)
TAIL_POSITION = Gauge(
    "wizard_tail_seq",
    "Newest commit that every worker has told its listeners, by the slowest.",
    registry=_own,
    multiprocess_mode="livemin",
)
# A worker that does not follow the log is not behind.
TAIL_POSITION.set(float("inf"))


def flush_delivered() -> None:
    """Add what was told to the metric."""
    while delivered_by_transport:
        transport, events = delivered_by_transport.popitem()
        DELIVERED.labels(transport).inc(events)


def exposition(newest: float) -> bytes:
    """Return all metrics in the text format.

    newest: position number of the newest commit, from which the lag of the slowest tailer is computed.
    """
    flush_delivered()
    registry = _own
    if ValueClass._multiprocess:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    told = registry.get_sample_value("wizard_tail_seq")
    lag_registry = CollectorRegistry()
    lag = Gauge("wizard_tail_lag_commits", "Events committed and not yet told by the slowest.", registry=lag_registry)
    lag.set(max(0, newest - told) if told is not None and told != float("inf") else 0)
    return generate_latest(registry) + generate_latest(lag_registry)
