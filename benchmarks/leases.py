"""Measures what executors cost that hold leases and renew them, and whether any of them is lost by mistake.

    python benchmarks/leases.py [--leases 1000] [--seconds 60] [--every 15] [--ttl 45] [--workers 3]

Starts a service with a SQLite file in a temporary folder (DATABASE_URL names another database). Prints renewals per
second, the processor time of all workers as a share of one processor, with and without renewals, and the latency of
renewals and of reads by another user. Exit status 1 when an executor was lost.
"""

import argparse
import heapq
import http.client
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from tests.support.live.server import LiveServer  # noqa: E402
from tests.support.live.users import BASE, Document, serving, token_of  # noqa: E402

SENDERS = 8
READS_PER_S = 20
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
UNLIMITED = dict.fromkeys(
    (
        "WIZARD_POLLING_RATE_LIMIT_PER_S",
        "WIZARD_WRITES_PER_S",
        "WIZARD_INVESTIGATIONS_PER_USER",
        "WIZARD_STORED_MB_PER_USER",
    ),
    "0",
)


class Connection:
    """One kept connection of a user."""

    def __init__(self, server: LiveServer, user_id: str) -> None:
        self._http = http.client.HTTPConnection(server.bind, timeout=30)
        self._headers = {"Authorization": f"Bearer {token_of(user_id, ttl_s=86_400)}"}

    def call(self, method: str, path: str, body: Document | None = None, lease_id: str | None = None) -> Document:
        headers = self._headers | ({"Wizard-Lease": lease_id} if lease_id else {})
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        sent = None if body is None else json.dumps(body)
        try:
            self._http.request(method, BASE + path, sent, headers)
            response = self._http.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The service closes a connection that is not used for a while.
            self._http.close()
            self._http.request(method, BASE + path, sent, headers)
            response = self._http.getresponse()
        answer: Document = json.loads(response.read() or b"{}")
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {answer}")
        return answer


@dataclass
class Renewals:
    """The leases by the time when each is renewed next, and how long each renewal took."""

    due: list[tuple[float, str, str]] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def renew_until(self, end: float, every_s: float, connection: Connection) -> None:
        """Renew whatever is due, as one of several senders."""
        while (now := time.monotonic()) < end:
            with self.lock:
                due_at, investigation_id, lease_id = heapq.heappop(self.due)
            time.sleep(max(0.0, min(due_at, end) - now))
            begun = time.perf_counter()
            connection.call("PUT", f"/{investigation_id}/lease", lease_id=lease_id)
            self.latencies_ms.append((time.perf_counter() - begun) * 1000)
            with self.lock:
                heapq.heappush(self.due, (due_at + every_s, investigation_id, lease_id))


def take(connection: Connection, ttl_s: int) -> tuple[str, str]:
    """Return a new investigation and its lease."""
    investigation_id = str(connection.call("POST", "/investigations", {})["investigation_id"])
    claim = {"executor": "worker", "ttl_s": ttl_s}
    return investigation_id, str(connection.call("POST", f"/{investigation_id}/lease", claim)["lease_id"])


def read_until(end: float, connection: Connection, investigation_id: str) -> list[float]:
    """Read a state in even intervals, and return how long each read took in ms."""
    latencies_ms = []
    while time.monotonic() < end:
        begun = time.perf_counter()
        connection.call("GET", f"/{investigation_id}/state")
        latencies_ms.append((time.perf_counter() - begun) * 1000)
        time.sleep(1 / READS_PER_S)
    return latencies_ms


def processor_s(server: LiveServer) -> float:
    """Return the processor time that the workers have used."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in server.workers()]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS_PER_S


def percentiles(latencies_ms: list[float]) -> str:
    ordered = sorted(latencies_ms)
    shown = {share: ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] for share in (50, 95, 99)}
    return ", ".join(f"p{share} {value:.1f} ms" for share, value in shown.items())


@dataclass(frozen=True)
class Measurement:
    """The cost of the renewals in a time. processor: share of one processor that all workers used."""

    processor: float
    reads: str

    def __str__(self) -> str:
        return f"{self.processor * 100:.1f} % of a processor, reads of another user {self.reads}"


def measured(server: LiveServer, seconds: float, work: Callable[[float], None]) -> Measurement:
    """Do the work, which is given the time of its end, while another user reads."""
    reader, end, before = Connection(server, "reader"), time.monotonic() + seconds, processor_s(server)
    own = str(reader.call("POST", "/investigations", {})["investigation_id"])
    with ThreadPoolExecutor(1) as pool:
        reads = pool.submit(read_until, end, reader, own)
        work(end)
        return Measurement((processor_s(server) - before) / seconds, percentiles(reads.result()))


def renew_all(server: LiveServer, leases: list[tuple[str, str]], every_s: float, end: float) -> list[float]:
    """Renew the leases evenly until the end, and return how long each renewal took in ms."""
    begun, spread = time.monotonic(), every_s / len(leases)
    renewals = Renewals([(begun + number * spread, *lease) for number, lease in enumerate(leases)])
    with ThreadPoolExecutor(SENDERS) as pool:
        connections = [Connection(server, "owner") for _ in range(SENDERS)]
        senders = [pool.submit(renewals.renew_until, end, every_s, each) for each in connections]
        for sender in senders:
            sender.result()
    return renewals.latencies_ms


def measure(server: LiveServer, options: argparse.Namespace) -> int:
    """Print the figures, and return how many executors were lost."""
    owner, latencies_ms = Connection(server, "owner"), list[float]()
    without = measured(server, min(10.0, options.seconds), lambda _: None)
    leases = [take(owner, options.ttl) for _ in range(options.leases)]
    during = measured(
        server,
        options.seconds,
        lambda end: latencies_ms.extend(renew_all(server, leases, options.every, end)),
    )
    lost = sum(owner.call("GET", f"/{name}/lease")["end_reason"] is not None for name, _ in leases)
    report = [
        f"{len(latencies_ms) / options.seconds:.1f} renewals/s: {percentiles(latencies_ms)}",
        f"without: {without}",
        f"with:    {during}",
        f"{lost} of {len(leases)} executors lost",
    ]
    sys.stdout.write("\n".join(report) + "\n")
    return lost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--leases", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=15)
    parser.add_argument("--ttl", type=int, default=45)
    parser.add_argument("--workers", type=int, default=3)
    options = parser.parse_args()
    settings = UNLIMITED | {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        server = opened.enter_context(serving(folder, workers=options.workers, **settings))
        return 1 if measure(server, options) else 0


if __name__ == "__main__":
    raise SystemExit(main())
