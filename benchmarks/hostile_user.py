"""Measure memory, health and the latency of other users while one user does the worst that the limits allow.

    python benchmarks/hostile_user.py [--seconds 300] [--users 20] [--workers 3]

Starts its own server on a free port in a temporary folder. The users each repeat a read, a poll and a report every
half second, and two health checks run every second: for a minute alone, then while the hostile user sends
the costliest requests over many connections, holds streams that it does not read, and connections on which it sends
nothing, and then for a minute alone again.

Latencies depend on what else runs on the machine. The processor time that all workers together use while a request
waits does not: on a machine with N idle processors, of which the workers use M, the request waits for this time / M.
"""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import gevent

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from tests.support.live.server import LiveServer
from wizard_service.config import AuthSettings
from wizard_service.domain.identity.tokens import issue_token

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
BASE = "/api/v1/wizard"
PAUSE_S, HEALTH_INTERVAL_S, ALONE_S = 0.5, 1.0, 60.0
TIMEOUT_S = 60.0
# The hostile user would otherwise fill the disk of a small machine.
SETTINGS = {"WIZARD_STORED_MB_PER_USER": "1000"}
ATTACK = Path(__file__).with_name("hostile_requests.py")


@dataclass
class Figures:
    """The answers to the users and the health checks in one phase. memory_mb: the largest worker, each second.

    used_s: the processor time of all workers during each request.
    """

    latencies_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    used_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: Counter[str] = field(default_factory=Counter)
    memory_mb: list[float] = field(default_factory=list)

    def report(self, name: str, server: LiveServer) -> None:
        """Print a line for each kind of request."""
        size_mb = sum(path.stat().st_size for path in server.folder.glob("live.db*")) / 1e6
        memory = f"largest worker {self.memory_mb[0]:.0f} MB at first, {max(self.memory_mb):.0f} MB at most"
        print(f"{name}: {memory}, {self.memory_mb[-1]:.0f} MB at last; database {size_mb:,.0f} MB")
        print(f"  load average {os.getloadavg()[0]:.1f}, failures {dict(self.failures)}")
        for kind, values in self.latencies_s.items():
            figures = f"p50 / p99 / longest ms {_spread(values)}, of processor time {_spread(self.used_s[kind])}"
            print(f"  {kind:8} {len(values):6}, {figures}", flush=True)


def _spread(values_s: list[float]) -> str:
    ordered = sorted(values_s)
    chosen = [ordered[int(len(ordered) * share)] for share in (0.5, 0.99)]
    return " / ".join(f"{value * 1000:,.0f}" for value in (*chosen, ordered[-1]))


class User:
    """One well-behaved user with one investigation and one connection."""

    def __init__(self, server: LiveServer, name: str) -> None:
        self._name, self._workers = name, server.workers()
        self._headers = {"Authorization": f"Bearer {token_for(name)}", "Content-Type": "application/json"}
        self._connection = http.client.HTTPConnection(server.bind, timeout=TIMEOUT_S)

    def run(self, figures: Figures, until: float) -> None:
        body = {"investigation_id": self._name, "wizard_step": "SETTINGS"}
        self._call(Figures(), "create", "POST", f"{BASE}/investigations", body)
        number = 0
        while time.monotonic() < until:
            number += 1
            report = {"event_type": "progress_updated", "data": {"percent_complete": number % 100}}
            self._call(figures, "report", "POST", f"{BASE}/{self._name}/events", report)
            self._call(figures, "read", "GET", f"{BASE}/{self._name}/state")
            self._call(figures, "poll", "GET", f"{BASE}/{self._name}/poll")
            gevent.sleep(PAUSE_S)

    def check_health(self, figures: Figures, path: str, until: float) -> None:
        while time.monotonic() < until:
            # A health check has no connection that is kept.
            self._connection.close()
            self._call(figures, path.strip("/"), "GET", path)
            gevent.sleep(HEALTH_INTERVAL_S)

    def _call(self, figures: Figures, kind: str, method: str, path: str, body: object = None) -> None:
        began, used_s = time.monotonic(), _processor_s(self._workers)
        try:
            self._connection.request(method, path, None if body is None else json.dumps(body), self._headers)
            response = self._connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            figures.failures[f"{kind}: {type(error).__name__}"] += 1
            return
        figures.latencies_s[kind].append(time.monotonic() - began)
        figures.used_s[kind].append(_processor_s(self._workers) - used_s)
        if response.status >= 400:
            figures.failures[f"{kind}: {response.status}"] += 1


def token_for(user_id: str) -> str:
    return issue_token(AuthSettings(secret=SECRET), user_id, (), 86400)


def sample_memory(server: LiveServer, figures: Figures, until: float) -> None:
    while time.monotonic() < until:
        figures.memory_mb.append(max(_resident_mb(pid) for pid in server.workers()))
        gevent.sleep(1)


def _processor_s(pids: list[int]) -> float:
    """Return the processor time that processes have used, in seconds."""
    tasks = (task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir())
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(name: str, server: LiveServer, users: int, seconds: float) -> None:
    figures, until = Figures(), time.monotonic() + seconds
    working = [gevent.spawn(User(server, f"user{number}").run, figures, until) for number in range(users)]
    for path in ("/healthz", "/readyz"):
        working.append(gevent.spawn(User(server, "health").check_health, figures, path, until))
    gevent.joinall([*working, gevent.spawn(sample_memory, server, figures, until)], raise_error=True)
    figures.report(name, server)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default in (("seconds", 300), ("users", 20), ("workers", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    print(f"{vars(options)}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder), SECRET, options.workers, **SETTINGS)
        server.migrate()
        server.start()
        try:
            run(server, options)
        finally:
            server.kill()


def run(server: LiveServer, options: argparse.Namespace) -> None:
    alone_s = min(ALONE_S, options.seconds)
    measure("before", server, options.users, alone_s)
    command = [sys.executable, str(ATTACK), server.bind, str(options.seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hostile:
        assert hostile.stdout is not None
        assert hostile.stdin is not None
        hostile.stdout.readline()
        hostile.stdin.write("go\n")
        hostile.stdin.flush()
        measure("meanwhile", server, options.users, options.seconds)
        print(f"  the hostile user: {hostile.stdout.readline().strip()}")
    measure("afterwards", server, options.users, alone_s)


if __name__ == "__main__":
    main()
