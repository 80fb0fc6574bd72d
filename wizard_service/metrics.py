"""Prometheus metrics: of all workers together under `gunicorn_conf`, of this process alone elsewhere.

The writer's native thread must not update a metric, because it must not wait for a patched lock.
"""

import math
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from .process import shared_series
from .process.shared_memory import is_shared, own_slot

_PREFIX = "wizard_"
_uncritical = suppress(OSError, ValueError)
# The library's own value class, which metrics of a host application keep using.
_library_value = values.ValueClass


class _SharedValue(shared_series.SharedSeries):
    """The value of one sample, with the interface of `prometheus_client.values.MutexValue`.

    The library's own multiprocess mode maps files. When the file system is full or the files are removed, requests fail
    and workers are killed.
    """

    def __init__(
        self,
        kind: str,
        family: str,
        sample: str,
        label_names: Sequence[str],
        label_values: Sequence[str],
        description: str,
        multiprocess_mode: str = "",
        **_: Any,
    ) -> None:
        labels = dict(zip(label_names, label_values, strict=True))
        name = orjson.dumps([family, sample, labels, multiprocess_mode])
        super().__init__(name, ends_with_worker=kind == "gauge")

    inc = shared_series.SharedSeries.add

    def set(self, number: float, timestamp: float | None = None) -> None:
        super().set(number)

    def get_exemplar(self) -> None:
        """Return None, because samples summed over workers have no exemplar."""


def _new_value(kind: str, family: str, *rest: Any, **options: Any) -> Any:
    made_by = _SharedValue if family.startswith(_PREFIX) else _library_value
    return made_by(kind, family, *rest, **options)


if is_shared():
    values.ValueClass = _new_value
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
# Events delivered since the last `flush_delivered`. Incrementing the metric takes a third as long as a delivery.
delivered_by_transport: Tally[str] = Tally()
COMMIT_GROUPS = Histogram(
    "wizard_commit_group_size", "Changes per commit.", buckets=(1, 2, 4, 8, 16, 32, 64), registry=_own
)
PURGED = Counter("wizard_purged_rows", "Rows that retention has deleted.", ("kind",), registry=_own)
DAMAGED_ROWS = Counter("wizard_damaged_rows", "Damaged rows that samples of retention have found.", registry=_own)
EPOCHS_BEGUN = Counter("wizard_epochs_begun", "Databases that were opened with a new epoch.", registry=_own)
MISSING_COMMITS = Counter(
    "wizard_missing_commits", "Commits that an opened database had lost, as far as it was recorded.", registry=_own
)
TAIL_POSITION = Gauge(
    "wizard_feed_tail_position",
    "Lowest commit sequence that all workers have delivered.",
    registry=_own,
    multiprocess_mode="livemin",
)
# Infinity, so that a worker that does not read the log does not count as the slowest.
TAIL_POSITION.set(math.inf)


def uncritical() -> AbstractContextManager[None]:
    """Ignore a failed update: the metrics of a host application may be in files, which can be missing or full."""
    return _uncritical


@contextmanager
def counted_stream(transport: str) -> Iterator[None]:
    """Count a stream as open during the block."""
    with uncritical():
        STREAMS.labels(transport).inc()
    try:
        yield
    finally:
        with uncritical():
            STREAMS.labels(transport).dec()


def flush_delivered() -> None:
    """Add the counted deliveries to their metric."""
    while delivered_by_transport:
        transport, events = delivered_by_transport.popitem()
        with uncritical():
            DELIVERED.labels(transport).inc(events)


def exposition(newest: float) -> bytes:
    """Return all metrics in the text format.

    newest: the position number of the newest commit, for the lag of the slowest worker.
    """
    flush_delivered()
    registry = _own
    if own_slot():
        registry = CollectorRegistry()
        registry.register(_AllWorkers())
    elif _library_value._multiprocess:
        # A host application uses the library's multiprocess mode.
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    delivered = registry.get_sample_value("wizard_feed_tail_position")
    lag_registry = CollectorRegistry()
    lag = Gauge("wizard_feed_tail_lag", "Commits that the slowest worker has not delivered yet.", registry=lag_registry)
    lag.set(0 if delivered is None or math.isinf(delivered) else max(0, newest - delivered))
    return generate_latest(registry) + generate_latest(lag_registry)


class _AllWorkers(Collector):
    """Adds up the values of all workers as `MultiProcessCollector` does with the values in files."""

    def collect(self) -> Iterable[Metric]:
        metrics = {metric.name: Metric(metric.name, metric.documentation, metric.type) for metric in _own.collect()}
        for slot, encoded, value in shared_series.numbers_of_all_workers():
            family, sample, labels, mode = _decoded(encoded)
            # During a reload, a worker of another release may have metrics that this one does not know.
            if metric := metrics.get(family):
                metric._multiprocess_mode = mode  # type: ignore[attr-defined]
                metric.add_sample(sample, (*labels, ("pid", str(slot))) if mode else labels, value)  # type: ignore[arg-type]
        merged: Iterable[Metric] = MultiProcessCollector._accumulate_metrics(metrics, accumulate=True)  # type: ignore[no-untyped-call]
        return merged


@lru_cache(maxsize=shared_series.SERIES_PER_SLOT)
def _decoded(name: bytes) -> tuple[str, str, tuple[tuple[str, str], ...], str]:
    family, sample, labels, mode = orjson.loads(name)
    return family, sample, tuple(sorted(labels.items())), mode
