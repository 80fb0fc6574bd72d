"""One feed with many listeners: as fast as possible, at a steady rate, and idle."""

import argparse
import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from statistics import median

from benchmarks.figures import percentile_ms, resident_kb
from benchmarks.listeners import Feed, crowd

from .investigations import send
from .services import BASE, Service, bearer, fastapi, nchan, wizard_service
from .table import Row, at_most, faster

EVENTS_PER_REPORT = 10
SSE, SOCKETS = "SSE", "sockets"
PATHS = {SSE: Feed("sse", f"{BASE}/fanout/stream"), SOCKETS: Feed("websocket", "/ws/investigation/fanout")}
NCHAN_SSE = Feed("sse", "/listen/fanout", begins_with=b": hi")


@dataclass(frozen=True)
class Measured:
    """deliveries_per_s: as fast as possible. p99_ms: at the steady rate. idle_kb: resident memory per listener."""

    deliveries_per_s: float
    p99_ms: float
    idle_kb: float


def sse(options: argparse.Namespace) -> Iterator[Row]:
    measured = _alternate(
        {
            "ours": lambda: _measure(wizard_service, PATHS[SSE], _report, options),
            "FastAPI": lambda: _measure(fastapi, PATHS[SSE], _report, options),
            "Nchan": lambda: _measure(nchan, NCHAN_SSE, _publish, options),
        },
        options.runs,
    )
    yield from _rows(SSE, measured, {"FastAPI": 8, "Nchan": 1.5}, most_idle_kb=16, options=options)


def sockets(options: argparse.Namespace) -> Iterator[Row]:
    measured = _alternate(
        {
            "ours": lambda: _measure(wizard_service, PATHS[SOCKETS], _report, options),
            "FastAPI": lambda: _measure(fastapi, PATHS[SOCKETS], _report, options),
        },
        options.runs,
    )
    yield from _rows(SOCKETS, measured, {"FastAPI": 5}, most_idle_kb=24, options=options)


def _rows(
    kind: str,
    measured: dict[str, Measured],
    least: dict[str, float],
    *,
    most_idle_kb: float,
    options: argparse.Namespace,
) -> Iterator[Row]:
    ours, case = measured["ours"], f"{kind}, {options.listeners:,} listeners"
    for name, goal in least.items():
        peer = measured[name].deliveries_per_s
        yield faster(f"{case}, as fast as possible", ours.deliveries_per_s, name, peer, goal, " deliveries/s")
    others = {name: figures for name, figures in measured.items() if name != "ours"}
    shown = ", ".join(f"{name} {figures.p99_ms:,.1f} ms" for name, figures in others.items())
    yield at_most(f"{case}, {options.rate:g} events/s, p99", ours.p99_ms, 20, "ms", shown)
    shown = ", ".join(f"{name} {figures.idle_kb:,.1f} KB" for name, figures in others.items())
    yield at_most(f"{kind}, memory per idle listener", ours.idle_kb, most_idle_kb, "KB", shown)


def _alternate(loads: dict[str, Callable[[], Measured]], runs: int) -> dict[str, Measured]:
    measured: dict[str, list[Measured]] = {name: [] for name in loads}
    for _ in range(runs):
        for name, load in loads.items():
            measured[name].append(load())
    fields = ("deliveries_per_s", "p99_ms", "idle_kb")
    return {
        name: Measured(*(median(getattr(run, field) for run in runs_of) for field in fields))
        for name, runs_of in measured.items()
    }


def _measure(
    run: Callable[[], AbstractContextManager[Service]],
    feed: Feed,
    publish: Callable[[http.client.HTTPConnection, list[int]], None],
    options: argparse.Namespace,
) -> Measured:
    count = options.listeners
    with run() as service, closing(http.client.HTTPConnection(service.bind, timeout=60)) as connection:
        if publish is _report:
            send(service, "POST", f"{BASE}/investigations", bearer("u1"), {"investigation_id": "fanout"})
        before_kb = sum(map(resident_kb, service.workers))
        token = bearer("u1")["Authorization"].removeprefix("Bearer ")
        with crowd(service.bind, token, (feed,), count) as pipe:
            idle_kb = (sum(map(resident_kb, service.workers)) - before_kb) / count
            fast = range(options.events)
            began = time.monotonic()
            pipe.send(len(fast))
            for first in range(0, len(fast), EVENTS_PER_REPORT):
                publish(connection, list(fast)[first : first + EVENTS_PER_REPORT])
            _require_all(pipe.recv()[0], len(fast) * count, service)
            deliveries_per_s = len(fast) * count / (time.monotonic() - began)
            steady = range(len(fast), len(fast) + round(options.rate * options.seconds))
            pipe.send(len(steady))
            _publish_steadily(connection, publish, steady, options.rate)
            latencies_s = pipe.recv()[0]
            _require_all(latencies_s, len(steady) * count, service)
    return Measured(deliveries_per_s, percentile_ms(latencies_s, 0.99), idle_kb)


def _publish_steadily(
    connection: http.client.HTTPConnection,
    publish: Callable[[http.client.HTTPConnection, list[int]], None],
    numbers: range,
    rate: float,
) -> None:
    began = time.monotonic()
    for done, number in enumerate(numbers, 1):
        publish(connection, [number])
        time.sleep(max(0.0, began + done / rate - time.monotonic()))


def _require_all(latencies_s: list[float], due: int, service: Service) -> None:
    if len(latencies_s) != due:
        raise RuntimeError(f"{service.name} delivered {len(latencies_s)} of {due} events")


def _event(number: int) -> dict[str, object]:
    line = {"message": f"n={number};t={time.time():.6f};"}
    return {"event_type": "log_appended", "data": {"lines": [line]}}


def _report(connection: http.client.HTTPConnection, numbers: list[int]) -> None:
    body = json.dumps([_event(number) for number in numbers])
    _post(connection, f"{BASE}/fanout/events", body, bearer("u1") | {"Content-Type": "application/json"})


def _publish(connection: http.client.HTTPConnection, numbers: list[int]) -> None:
    """Publish to Nchan, which takes one message for each request."""
    for number in numbers:
        body = json.dumps(_event(number), separators=(",", ":"))
        _post(connection, "/publish/fanout", body, {"Content-Type": "application/json"})


def _post(connection: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str]) -> None:
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status not in (200, 201, 202):
        raise RuntimeError(f"POST {path}: {answer.status} {content.decode()}")
