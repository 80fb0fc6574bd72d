"""The hostile user of `hostile_user.py`, in a process for itself.

python benchmarks/hostile_requests.py HOST:PORT SECONDS
"""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import http.client
import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import gevent

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from costly.documents import MAX_STATE_BYTES, RESULTS, SETTINGS, event, named, repeated
from hostile_user import BASE, token_for

Request = tuple[str, str, Any, dict[str, str]]

# The connections that repeat each request, and the connections that open a stream, or send nothing, and read nothing.
REPEATING, STREAMS, IDLE = 3, 40, 300
VERSIONS = 40
TIMEOUT_S = 60.0
# The limits per address do not concern the other users, who have another one.
SOURCE = ("127.0.0.2", 0)
# A client that is refused gains nothing by asking again at once; without a pause it only measures its own processor.
REFUSED_PAUSE_S = 0.02
ANY = {"If-Match": "*"}


class Hostile:
    """The user: a token, and what its requests were answered."""

    def __init__(self, address: str) -> None:
        host, port = address.split(":")
        self.address = (host, int(port))
        self.headers = {"Authorization": f"Bearer {token_for('hostile')}", "Content-Type": "application/json"}
        self.answers: Counter[str] = Counter()
        self.received_bytes = 0

    def call(self, connection: http.client.HTTPConnection, request: Request) -> tuple[int, bytes]:
        method, path, body, headers = request
        data = None if body is None else json.dumps(body, separators=(",", ":"))
        connection.request(method, BASE + path, data, self.headers | headers)
        response = connection.getresponse()
        content = response.read()
        self.received_bytes += len(content)
        return response.status, content

    def prepare(self) -> None:
        """Store the largest documents that the limits allow, in many versions."""
        connection = http.client.HTTPConnection(*self.address, timeout=TIMEOUT_S, source_address=SOURCE)
        agents = named("agent", {"status": "s", "progress": 0.0, "logs": []}, MAX_STATE_BYTES)
        for name in ("large", "small"):
            body = {"investigation_id": name, "settings": SETTINGS, "wizard_step": "PROGRESS"}
            self.call(connection, ("POST", "/investigations", body, {}))
        self.call(connection, ("PATCH", "/large/state", {"progress": {"agents": agents}}, ANY))
        for version in range(VERSIONS):
            report = event("agent_updated", agent_name="agent10000", status=f"s{version}")
            status, content = self.call(connection, ("POST", "/large/events", report, {}))
            if status >= 300:
                raise RuntimeError(f"{status} {content.decode()}")

    def repeat(self, name: str, request_of: Callable[[int], Request], until: float) -> None:
        connection, number = http.client.HTTPConnection(*self.address, timeout=TIMEOUT_S, source_address=SOURCE), 0
        while time.monotonic() < until:
            number += 1
            try:
                status, _ = self.call(connection, request_of(number))
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.answers[f"{name}: {type(error).__name__}"] += 1
                gevent.sleep(REFUSED_PAUSE_S)
                continue
            self.answers[f"{name}: {status}"] += 1
            if status >= 400:
                gevent.sleep(REFUSED_PAUSE_S)

    def hold(self, request: bytes, until: float) -> None:
        """Keep a connection open without reading from it, and open the next one when it is closed."""
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(self.address, TIMEOUT_S, SOURCE) as connection:
                connection.sendall(request)
                # Without a read the client only notices the end of the connection when it writes.
                while time.monotonic() < until:
                    gevent.sleep(5)
                    connection.sendall(b"\r\n")
            gevent.sleep(REFUSED_PAUSE_S)


def repeated_requests() -> dict[str, Callable[[int], Request]]:
    """Return the costliest requests of `costly_requests.py`, by name, each from the number of its repetition."""
    agents = named("agent", {"status": "s"}, 99_000)
    lines = [{"message": "m", "agent_name": f"agent{10_000 + number}"} for number in range(10)]
    wrong = {"progress": {"agents": repeated({}, 99_000)}}
    reads = ("/large/diff?from=2&to=3", "/large/state?at_version=2", "/large/audit?limit=100", "/large/audit/verify")
    reads += ("/large/audit/export", "/large/changes?since_version=1&include_snapshot=true", "/history?q=zzz")
    stale, results = (
        {"version": 1, "progress": {"overall_progress": 1}},
        RESULTS | {"visualizations": {"a": "x" * 90_000}},
    )
    requests: dict[str, Callable[[int], Request]] = {
        f"GET {path}": lambda _, path=path: ("GET", path, None, {})  # type: ignore[misc]
        for path in reads
    }
    return requests | {
        "PUT agents": lambda number: ("PUT", "/small/state", {"progress": {"agents": agents[number % 9 :]}}, ANY),
        "PUT results": lambda number: ("PUT", "/small/state", {"results": results | {"report_url": f"/{number}"}}, ANY),
        "PUT wrong": lambda _: ("PUT", "/small/state", wrong, ANY),
        "PATCH stale": lambda _: ("PATCH", "/large/state", stale, {}),
        "POST events": lambda _: ("POST", "/large/events", [event("log_appended", lines=lines)] * 100, {}),
        "POST restore": lambda number: ("POST", "/large/restore", {"version": 3 + number % 5}, ANY),
        "POST fork": lambda _: ("POST", "/large/fork", {"version": 3}, {}),
        "POST tickets": lambda _: ("POST", "/tickets", None, {}),
    }


def attack(hostile: Hostile, seconds: float) -> None:
    until = time.monotonic() + seconds
    stream = (
        f"GET {BASE}/stream?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: {hostile.headers['Authorization']}\r\n\r\n"
    )
    working = [
        gevent.spawn(hostile.repeat, name, request_of, until)
        for name, request_of in repeated_requests().items()
        for _ in range(REPEATING)
    ]
    working += [gevent.spawn(hostile.hold, stream.encode(), until) for _ in range(STREAMS)]
    working += [gevent.spawn(hostile.hold, b"GET / HTTP/1.1\r\n", until) for _ in range(IDLE)]
    gevent.joinall(working, raise_error=True)


def main() -> None:
    hostile = Hostile(sys.argv[1])
    hostile.prepare()
    # The measuring process waits for this line.
    print("prepared", flush=True)
    sys.stdin.readline()
    attack(hostile, float(sys.argv[2]))
    print(
        json.dumps({"received_mb": hostile.received_bytes // 10**6, "answers": dict(sorted(hostile.answers.items()))})
    )


if __name__ == "__main__":
    main()
