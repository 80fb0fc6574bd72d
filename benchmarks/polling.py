"""Many clients poll few investigations that change: at a fixed interval, then as they are advised.

    python benchmarks/polling.py [--pollers 1000] [--seconds 60] [--writes 20] [--interval-ms 500] [--workers 3]

Starts a server of its own on a free port in a temporary folder. Of the investigations one in five runs and is written
to, three in ten are being set up, and half are over: a client that obeys has less to do for those. Staleness is the
time from the answer to a write until a client that polls the investigation first sees that version or a later one.
"""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import http.client  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import re  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections import Counter  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "tests" / "live")]

from live_server import LiveServer  # noqa: E402

from wizard_service.config import AuthSettings  # noqa: E402
from wizard_service.domain.tokens import issue_token  # noqa: E402

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
BASE = "/api/v1/wizard"
INVESTIGATIONS = 50
RUNNING = [number for number in range(INVESTIGATIONS) if number % 10 < 2]
# Connections that write at the same time, each to investigations of its own.
WRITERS = 5
PATIENCE_S = 30.0
# Before anything is counted: all clients come within this time.
RAMP_S = 10
SETTINGS = {
    "name": "Benchmark",
    "entities": [{"entity_type": "ip_address", "entity_id": "192.0.2.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}
_VERSION, _CURSOR = re.compile(rb'"version":(\d+)'), re.compile(rb'"cursor":"([^"]+)"')


@dataclass
class Figures:
    """committed_at: by (investigation, version), the time at which its writer was answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    latencies_s: list[float] = field(default_factory=list)
    staleness_s: list[float] = field(default_factory=list)
    committed_at: dict[tuple[int, int], float] = field(default_factory=dict)

    def begin(self) -> None:
        """Forget what was counted so far."""
        for counted in (self.statuses, self.errors, self.latencies_s, self.staleness_s):
            counted.clear()


class Owner:
    """Creates the investigations and writes to those that run."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self._token = issue_token(AuthSettings(secret=SECRET), "owner", (), 86400)
        self._connection = http.client.HTTPConnection(server.bind, timeout=PATIENCE_S)

    def call(self, method: str, path: str, body: object) -> dict[str, object]:
        media_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": media_type}
        self._connection.request(method, BASE + path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        told = json.loads(answer.read())
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {told}")
        return dict(told)

    def create_all(self) -> None:
        for number in range(INVESTIGATIONS):
            step = "SETTINGS" if 2 <= number % 10 < 5 else "PROGRESS"
            self.call(
                "POST", "/investigations", {"investigation_id": f"i{number}", "settings": SETTINGS, "wizard_step": step}
            )
            if number % 10 >= 5:
                self.call("PATCH", f"/i{number}/state", {"version": 1, "status": "COMPLETED"})

    def write(self, figures: Figures, writes_per_s: float, until: float, mine: list[int]) -> None:
        began, done = time.monotonic(), 0
        while time.monotonic() < until:
            number = mine[done % len(mine)]
            event = {"event_type": "progress_updated", "data": {"percent_complete": done % 100}}
            version = self.call("POST", f"/i{number}/events", event)["version"]
            figures.committed_at[number, int(str(version))] = time.monotonic()
            done += 1
            gevent.sleep(max(0.0, began + done / writes_per_s - time.monotonic()))


class Poller:
    """One user with a kept connection, an entity tag and a cursor. interval_ms: None to come as advised."""

    def __init__(self, server: LiveServer, number: int, figures: Figures, interval_ms: int | None) -> None:
        host, port = server.bind.split(":")
        self._address, self._figures, self._interval_ms = (host, int(port)), figures, interval_ms
        token = issue_token(AuthSettings(secret=SECRET), f"user{number}", ("wizard:read", "wizard:run"), 86400)
        self._headers = f"Host: {server.bind}\r\nAuthorization: Bearer {token}\r\n"
        self._investigation = number % INVESTIGATIONS
        self._socket: socket.socket | None = None
        self._etag, self._cursor, self._version, self._advised_ms = "", "", 0, 500

    def run(self, until: float) -> None:
        gevent.sleep(random.uniform(0, RAMP_S))
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                self._poll()
                self._figures.latencies_s.append(time.monotonic() - began)
            except OSError as error:
                self._figures.errors[type(error).__name__] += 1
                self._socket = None
            interval_s = (self._interval_ms or self._advised_ms) / 1000
            gevent.sleep(max(0.0, began + interval_s - time.monotonic()))

    def _poll(self) -> None:
        query = f"?after={self._cursor}" if self._cursor else ""
        tag = f"If-None-Match: {self._etag}\r\n" if self._etag else ""
        path = f"{BASE}/i{self._investigation}/poll{query}"
        status, head, body = self._ask(f"GET {path} HTTP/1.1\r\n{self._headers}{tag}\r\n".encode())
        self._figures.statuses[status] += 1
        if status in (200, 304):
            self._etag = _field(head, "ETag")
            self._advised_ms = int(_field(head, "X-Recommended-Interval"))
        if status == 200:
            self._learn(body)

    def _learn(self, body: bytes) -> None:
        version, now = int(_found(_VERSION, body)), time.monotonic()
        if self._version:
            for seen in range(self._version + 1, version + 1):
                # A poll may be faster than the writer's own answer.
                committed_at = self._figures.committed_at.get((self._investigation, seen), now)
                self._figures.staleness_s.append(now - committed_at)
        self._version, self._cursor = version, _found(_CURSOR, body).decode()

    def _ask(self, request: bytes) -> tuple[int, str, bytes]:
        is_new, connection = self._socket is None, self._socket or socket.create_connection(self._address, PATIENCE_S)
        self._socket = connection
        connection.sendall(request)
        received = connection.recv(65536)
        if not received and not is_new:
            # The server may close what was idle; that is no error.
            self._socket = None
            return self._ask(request)
        while b"\r\n\r\n" not in received:
            received += _more(connection)
        head, _, body = received.partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        status = int(text.split()[1])
        while status != 304 and len(body) < int(_field(text, "Content-Length")):
            body += _more(connection)
        return status, text, body


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionError("the server went away")
    return received


def _field(head: str, name: str) -> str:
    return next(line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith(name.lower() + ":"))


def _found(pattern: re.Pattern[bytes], body: bytes) -> bytes:
    match = pattern.search(body)
    if match is None:
        raise ConnectionError("not the body of a poll")
    return match[1]


def percentiles(values: list[float]) -> str:
    ordered = sorted(values)
    chosen = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    return " / ".join(f"{each:,.0f}" for each in chosen)


def measure(server: LiveServer, options: argparse.Namespace, interval_ms: int | None) -> None:
    figures, until = Figures(), time.monotonic() + RAMP_S + options.seconds
    gevent.spawn_later(RAMP_S, figures.begin)
    pollers = [Poller(server, number, figures, interval_ms) for number in range(options.pollers)]
    writing = [
        gevent.spawn(Owner(server).write, figures, options.writes / WRITERS, until, RUNNING[number::WRITERS])
        for number in range(WRITERS)
    ]
    gevent.joinall([*writing, *(gevent.spawn(each.run, until) for each in pollers)], raise_error=True)
    polls = sum(figures.statuses.values())
    wrong = polls - figures.statuses[200] - figures.statuses[304] + sum(figures.errors.values())
    print(f"{f'every {interval_ms} ms' if interval_ms else 'as advised'}:")
    print(f"  requests/s {polls / options.seconds:,.0f}, 304 {figures.statuses[304] / polls:.1%}, errors {wrong}")
    writes_per_s = len(figures.committed_at) / (RAMP_S + options.seconds)
    print(f"  statuses {dict(figures.statuses)} {dict(figures.errors)}, writes/s {writes_per_s:.0f}")
    print(f"  latency p50/p95/p99 ms {percentiles(figures.latencies_s)}")
    print(f"  staleness p50/p95/p99 ms {percentiles(figures.staleness_s)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default in (("pollers", 1000), ("seconds", 60), ("writes", 20), ("interval-ms", 500), ("workers", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    print(f"{vars(options)}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder), SECRET, workers=options.workers)
        server.migrate()
        server.start()
        try:
            Owner(server).create_all()
            for interval_ms in (options.interval_ms, None):
                measure(server, options, interval_ms)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
