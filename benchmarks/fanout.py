"""Fan-out of one investigation's feed to many listeners on one worker, beside one of each kind that never reads.

    python benchmarks/fanout.py [sse] [websocket] [both] [--listeners 1000] [--events 200] [--rate 20]

Each case has its own server on a free port in a temporary folder, and its own listening process. Every
listener must receive every event, once and in order. Prints deliveries, losses, latency from the writer's clock to the
listener's, the processor time that worker and listeners took, and the worker's memory.
"""

import argparse
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks.figures import percentile_ms, processor_s, resident_kb  # noqa: E402
from benchmarks.listeners import Feed, Listener, crowd  # noqa: E402
from tests.support.live.server import LiveServer  # noqa: E402
from wizard_service.client import WizardClient  # noqa: E402
from wizard_service.config import AuthSettings  # noqa: E402
from wizard_service.domain.identity.tokens import issue_token  # noqa: E402

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
SSE = Feed("sse", "/api/v1/wizard/fanout/stream")
WEBSOCKET = Feed("websocket", "/ws/investigation/fanout")
CASES = {"sse": (SSE,), "websocket": (WEBSOCKET,), "both": (SSE, WEBSOCKET)}


def write(client: WizardClient, numbers: range, rate: float | None) -> float:
    began = time.time()
    for done, number in enumerate(numbers, 1):
        line = {"message": f"n={number};t={time.time():.6f};"}
        client.report("fanout", [{"event_type": "log_appended", "data": {"lines": [line]}}])
        if rate:
            time.sleep(max(0.0, began + done / rate - time.time()))
    return time.time() - began


def measure(server: LiveServer, case: str, options: argparse.Namespace) -> None:
    token = issue_token(AuthSettings(secret=SECRET), "u1", (), 3600)
    (worker,), feeds = server.workers(), CASES[case]
    listeners = options.listeners * len(feeds)
    with WizardClient(server.url, token) as client:
        client.create(investigation_id="fanout")
        deaf = [Listener(server.bind, token, feed, receive_buffer_bytes=4096) for feed in feeds]
        empty_kb = resident_kb(worker)
        with crowd(server.bind, token, feeds, options.listeners) as pipe:
            idle_kb = resident_kb(worker)
            for first, rate in ((0, None), (options.events, options.rate)):
                name = f"{case:9} {f'{rate:g}/s' if rate else 'at once':8}"
                load(worker, client, pipe, name, range(first, first + options.events), rate, listeners)
            busy_kb = resident_kb(worker)
    print(
        f"{case:9} resident: {empty_kb / 1024:.0f} MB empty, {(idle_kb - empty_kb) / listeners:.1f} KB per idle"
        f" listener, {busy_kb / 1024:.0f} MB after the load; {len(deaf)} never read"
    )


def load(
    worker: int,
    client: WizardClient,
    pipe: Connection,
    name: str,
    numbers: range,
    rate: float | None,
    listeners: int,
) -> None:
    began_s, due = processor_s(worker), len(numbers) * listeners
    pipe.send(len(numbers))
    took_s = write(client, numbers, rate)
    latencies_s, listening_s = pipe.recv()
    worker_us, listener_us = ((processor_s(worker) - began_s) / due * 1e6, listening_s / due * 1e6)
    print(
        f"{name} {len(numbers) / took_s:5.1f} events/s  lost {due - len(latencies_s)} of {due}"
        f"  p50 {percentile_ms(latencies_s, 0.5):6.1f} ms  p99 {percentile_ms(latencies_s, 0.99):6.1f} ms"
        f"  per delivery: worker {worker_us:5.1f} us, listener {listener_us:4.1f} us",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*", metavar="case", help=" | ".join(CASES))
    parser.add_argument("--listeners", type=int, default=1000)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20)
    options = parser.parse_args()
    limits = {"WIZARD_STREAMS_PER_USER": "10000", "WIZARD_STREAMS_PER_WORKER": "10000"}
    for case in options.cases or CASES:
        with tempfile.TemporaryDirectory() as folder:
            server = LiveServer(Path(folder), SECRET, workers=1, **limits)
            server.migrate()
            server.start()
            try:
                measure(server, case, options)
            finally:
                server.kill()


if __name__ == "__main__":
    main()
