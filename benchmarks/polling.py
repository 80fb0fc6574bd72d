"""Many clients poll few investigations that change: at a fixed interval, then as they are advised.

    python benchmarks/polling.py [--pollers 1000] [--seconds 60] [--writes 20] [--interval-ms 500] [--workers 3]
                                 [--pace both|fixed|advised] [--bind HOST:PORT]

Starts its own server on a free port in a temporary folder, unless `--bind` names one that runs. Of the investigations
one in five runs and is written to, three in ten are being set up, and half are over: a client that follows the advice
polls those less often. Staleness is the time from the answer to a write until a client that polls the investigation
first sees that version or a later one.
"""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import http.client  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from poller import BASE, INVESTIGATIONS, RAMP_S, SECRET, TIMEOUT_S, Figures, Poller  # noqa: E402

from benchmarks.figures import percentiles  # noqa: E402
from tests.support.live.server import LiveServer  # noqa: E402
from wizard_service.config import AuthSettings  # noqa: E402
from wizard_service.domain.identity.tokens import issue_token  # noqa: E402

RUNNING = [number for number in range(INVESTIGATIONS) if number % 10 < 2]
# Connections that write at the same time, each to its own investigations.
WRITERS = 5
SETTINGS = {
    "name": "Benchmark",
    "entities": [{"entity_type": "ip_address", "entity_id": "192.0.2.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}


class Owner:
    """Creates the investigations and writes to those that run."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self._token = issue_token(AuthSettings(secret=SECRET), "owner", (), 86400)
        self._connection = http.client.HTTPConnection(server.bind, timeout=TIMEOUT_S)

    def call(self, method: str, path: str, body: object) -> dict[str, object]:
        media_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": media_type}
        self._connection.request(method, BASE + path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        body = json.loads(answer.read())
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {body}")
        return dict(body)

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
    parser.add_argument("--pace", choices=("both", "fixed", "advised"), default="both")
    parser.add_argument("--bind", help="address of a running server with the secret of the benchmarks")
    options = parser.parse_args()
    print(f"{vars(options)}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder), SECRET, workers=options.workers)
        if options.bind:
            server.bind = options.bind
        else:
            server.migrate()
            server.start()
        try:
            Owner(server).create_all()
            if options.pace != "advised":
                measure(server, options, options.interval_ms)
            if options.pace != "fixed":
                measure(server, options, None)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
