"""Writes and unchanged polls per second of one host."""

import json
from collections.abc import Callable
from multiprocessing import Pool

from .installation import Installation
from .requests import Client, field_of, repeat_for

WRITERS = 16
POLLING_PROCESSES, CONNECTIONS = 2, 16
REPORT = json.dumps({"event_type": "log_appended", "data": {"lines": [{"message": "x" * 100}]}})


def measure_writes(installation: Installation, seconds: float, *, owners: int) -> str:
    """Report log lines by 16 writers, each to an investigation of its own, for so many owners."""
    requests = [_writer(installation, number, owners) for number in range(WRITERS)]
    repeat_for(min(2.0, seconds), requests)
    latencies = repeat_for(seconds, requests)
    return f"{len(latencies.seconds) / seconds:,.0f}/s, p95 {latencies.ms(0.95):.0f} ms"


def _writer(installation: Installation, number: int, owners: int) -> Callable[[], object]:
    client = Client(installation.first.bind, f"writers-{owners}-{number % owners}")
    investigation_id = f"written-{owners}-{number}"
    client.expect(201, "POST", "/investigations", json.dumps({"investigation_id": investigation_id}))
    return lambda: client.expect(200, "POST", f"/{investigation_id}/events", REPORT)


def measure_polls(installation: Installation, seconds: float) -> str:
    """Poll one unchanged investigation over many connections of several processes."""
    bind = installation.first.bind
    Client(installation.first.bind, "poller").expect(201, "POST", "/investigations", '{"investigation_id": "polled"}')
    with Pool(POLLING_PROCESSES) as pool:
        counts = pool.starmap(_poll, [(bind, seconds)] * POLLING_PROCESSES)
    return f"{sum(counts) / seconds:,.0f}/s"


def _poll(bind: str, seconds: float) -> int:
    clients = [Client(bind, "poller") for _ in range(CONNECTIONS)]
    etag = field_of(clients[0].expect(200, "GET", "/polled/poll"), "ETag")
    headers = f"If-None-Match: {etag}\r\n"
    requests = [lambda client=client: client.expect(304, "GET", "/polled/poll", headers=headers) for client in clients]
    return len(repeat_for(seconds, requests).seconds)
