"""Polls, reads and reports."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from .investigations import Stored, store, unchanged_headers
from .load import Rate, Request, send_for
from .payloads import LARGE, SMALL
from .services import Service, bare, fastapi, wizard_service
from .table import Row, at_most, faster_requests, medians

CONNECTIONS, WRITERS, WRITING_WORKERS = 64, 16, 3
LEAST_BYTES = {SMALL: 7_000, LARGE: 165_000}
REPORT = json.dumps({"event_type": "progress_updated", "data": {"percent_complete": "COUNTER"}})
Call = Callable[[Stored], Request]


def unchanged_polls(options: argparse.Namespace) -> Iterator[Row]:
    with ExitStack() as opened:
        ours, peer = opened.enter_context(wizard_service()), opened.enter_context(fastapi())
        stored = store(ours, CONNECTIONS)
        floor = opened.enter_context(bare(unchanged_headers(ours, stored[0])))
        loads = {
            "ours": unchanged_poll_load(ours, stored, options),
            "FastAPI": _load(peer, store(peer, CONNECTIONS), _unchanged_poll, options, status=304),
            "bare WSGI": _load(floor, stored, _unchanged_poll, options, status=304),
        }
        rates = medians(loads, options.runs)
    for name, least in (("FastAPI", 9), ("bare WSGI", 0.7)):
        yield faster_requests("unchanged poll (304)", rates["ours"], name, rates[name], least)
    spread = rates["ours"].p99_ms / rates["ours"].p50_ms
    yield at_most("unchanged poll (304), p99 / p50", spread, 2.5, "x")


def whole_polls(options: argparse.Namespace) -> Iterator[Row]:
    yield from _reads(f"poll, whole state, {SMALL}", _poll, SMALL, 4, options)


def reads(options: argparse.Namespace) -> Iterator[Row]:
    yield from _reads(f"GET state, {SMALL}", _read, SMALL, 5, options)
    yield from _reads(f"GET state, {LARGE}", _read, LARGE, 12, options)


def reports(options: argparse.Namespace) -> Iterator[Row]:
    name = f"report, {WRITERS} writers, {WRITING_WORKERS} workers"
    with wizard_service(WRITING_WORKERS) as ours, fastapi(WRITING_WORKERS) as peer:
        loads = {service.name: report_load(service, store(service, WRITERS), options) for service in (ours, peer)}
        rates = medians(loads, options.runs)
    ours_rate, peer_rate = rates["wizard_service"], rates["FastAPI"]
    yield faster_requests(name, ours_rate, "FastAPI", peer_rate, 4.5)
    yield at_most(f"{name}, p95", ours_rate.p95_ms, 20, "ms", f"FastAPI {peer_rate.p95_ms:,.1f} ms")


def _reads(case: str, call: Call, size: str, least: float, options: argparse.Namespace) -> Iterator[Row]:
    count = CONNECTIONS if size == SMALL else 8
    with wizard_service() as ours, fastapi() as peer:
        loads = {
            service.name: _load(service, store(service, count, size), call, options, least_bytes=LEAST_BYTES[size])
            for service in (ours, peer)
        }
        rates = medians(loads, options.runs)
    yield faster_requests(case, rates["wizard_service"], "FastAPI", rates["FastAPI"], least)


def unchanged_poll_load(service: Service, stored: list[Stored], options: argparse.Namespace) -> Callable[[], Rate]:
    return _load(service, stored, _unchanged_poll, options, status=304)


def report_load(service: Service, stored: list[Stored], options: argparse.Namespace) -> Callable[[], Rate]:
    return _load(service, stored, _report, options, connections=WRITERS)


def _load(
    service: Service,
    stored: list[Stored],
    call: Call,
    options: argparse.Namespace,
    *,
    status: int = 200,
    connections: int = CONNECTIONS,
    least_bytes: int = 0,
) -> Callable[[], Rate]:
    requests = [call(each) for each in stored]
    return lambda: send_for(
        options.seconds, service, requests, connections=connections, status=status, least_bytes=least_bytes
    )


def _unchanged_poll(stored: Stored) -> Request:
    return Request("GET", f"{stored.path}/poll", stored.headers | {"If-None-Match": stored.etag})


def _poll(stored: Stored) -> Request:
    return Request("GET", f"{stored.path}/poll", stored.headers)


def _read(stored: Stored) -> Request:
    return Request("GET", f"{stored.path}/state", stored.headers)


def _report(stored: Stored) -> Request:
    body = REPORT.replace('"COUNTER"', "COUNTER")
    return Request("POST", f"{stored.path}/events", stored.headers | {"Content-Type": "application/json"}, body)
