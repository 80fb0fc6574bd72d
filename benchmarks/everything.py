"""Everything at once on one server: pollers, streams, sockets, reports and searches of the history.

    python benchmarks/everything.py [--pollers 1000] [--listeners 500] [--seconds 60] [--reports 20] [--searches 2]
                                    [--pace fixed|advised] [--workers 3]

`--listeners` is the number of streams and also that of sockets; all of them follow one investigation, which receives
half of the reports. The other half goes to the investigations that are polled. Every listener checks number and order.
Pollers and each kind of listener run in processes of their own, on the machine of the server.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks.fanout import SECRET, SSE, WEBSOCKET, write  # noqa: E402
from benchmarks.figures import percentile_ms, percentiles  # noqa: E402
from benchmarks.listeners import crowd  # noqa: E402
from tests.support.live.server import LiveServer  # noqa: E402
from wizard_service.client import WizardClient  # noqa: E402
from wizard_service.config import AuthSettings  # noqa: E402
from wizard_service.domain.identity.tokens import issue_token  # noqa: E402

LIMITS = {"WIZARD_STREAMS_PER_USER": "10000", "WIZARD_STREAMS_PER_WORKER": "2000"}
# The pollers start and come within about this time; their own figures begin when all have come.
RAMP_S = 10


class Searcher:
    """Searches the history of one user at a steady rate, until `ended` is set."""

    def __init__(self, server: LiveServer, token: str, per_s: float) -> None:
        self._server, self._token, self._per_s = server, token, per_s
        self.latencies_s: list[float] = []
        self.errors: list[Exception] = []
        self.ended = threading.Event()

    def run(self) -> None:
        with WizardClient(self._server.url, self._token) as client:
            while not self.ended.wait(1 / self._per_s):
                began = time.monotonic()
                try:
                    client.history.list(q="bench", status="IN_PROGRESS")
                    self.latencies_s.append(time.monotonic() - began)
                except Exception as error:  # noqa: BLE001 - counted, whatever it is
                    self.errors.append(error)


@contextmanager
def searching(searcher: Searcher) -> Iterator[Searcher]:
    thread = threading.Thread(target=searcher.run)
    thread.start()
    try:
        yield searcher
    finally:
        searcher.ended.set()
        thread.join()


def measure(server: LiveServer, options: argparse.Namespace) -> None:
    token = issue_token(AuthSettings(secret=SECRET), "owner", (), 86_400)
    events, rate = options.reports * options.seconds // 2, options.reports / 2
    with WizardClient(server.url, token) as client:
        client.create(investigation_id="fanout")
        with (
            crowd(server.bind, token, (SSE,), options.listeners) as streams,
            crowd(server.bind, token, (WEBSOCKET,), options.listeners) as sockets,
            searching(Searcher(server, token, options.searches)) as searcher,
        ):
            pollers = _start_pollers(server, options)
            time.sleep(RAMP_S)
            for pipe in (streams, sockets):
                pipe.send(events)
            write(client, range(events), rate)
            due = events * options.listeners
            report("SSE", streams, due)
            report("sockets", sockets, due)
            printed, _ = pollers.communicate(timeout=options.seconds + 60)
            if pollers.returncode:
                raise RuntimeError("the pollers have failed")
            print("pollers, " + printed.partition("\n")[2], end="")
    print(f"searches: {len(searcher.latencies_s)}, {len(searcher.errors)} errors {searcher.errors[:1]}", end="  ")
    print(f"p95 {percentile_ms(searcher.latencies_s, 0.95):.0f} ms")


def _start_pollers(server: LiveServer, options: argparse.Namespace) -> "subprocess.Popen[str]":
    numbers = {"pollers": options.pollers, "seconds": options.seconds, "writes": options.reports // 2}
    arguments = [word for name, number in numbers.items() for word in (f"--{name}", str(number))]
    program = str(Path(__file__).with_name("polling.py"))
    command = [sys.executable, program, "--bind", server.bind, "--pace", options.pace, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def report(name: str, pipe: Connection, due: int) -> None:
    latencies_s, _ = pipe.recv()
    lost = due - len(latencies_s)
    print(f"{name}: lost {lost} of {due}, latency p50/p95/p99 ms {percentiles(latencies_s)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default in (("pollers", 1000), ("listeners", 500), ("seconds", 60), ("reports", 20), ("searches", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--pace", choices=("fixed", "advised"), default="fixed")
    parser.add_argument("--workers", type=int, default=3)
    options = parser.parse_args()
    print(f"{vars(options)}, {os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder), SECRET, options.workers, **LIMITS)
        server.migrate()
        server.start()
        try:
            measure(server, options)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
