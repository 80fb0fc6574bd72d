"""Fan-out of one investigation's feed to many listeners on one worker, one of each kind never reading.

    python benchmarks/fanout.py [--listeners 1000] [--events 200] [--rate 20]

Starts a server of its own on a free port in a temporary folder. Prints deliveries, losses, latency from the writer's
clock to the listener's, and the worker's memory before, during and after.
"""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402
import base64  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "tests" / "live")]

from live_server import LiveServer  # noqa: E402

from wizard_service.client import WizardClient  # noqa: E402
from wizard_service.config import AuthSettings  # noqa: E402
from wizard_service.domain.tokens import issue_token  # noqa: E402

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
MARK = b'"message":"t='


class Listener:
    """Counts events and remembers how long each was under way. Looks for a mark instead of parsing every event."""

    def __init__(self, server: LiveServer, token: str, path: str, upgrade: bool, reads: bool = True) -> None:
        host, port = server.bind.split(":")
        self.latencies_s: list[float] = []
        self._reads = reads
        self._socket = socket.create_connection((host, int(port)))
        key = base64.b64encode(os.urandom(16)).decode()
        handshake = (
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        )
        request = f"GET {path} HTTP/1.1\r\nHost: {server.bind}\r\nAuthorization: Bearer {token}\r\n"
        self._socket.sendall((request + (handshake if upgrade else "") + "\r\n").encode())
        self.begun = self._socket.recv(4096).startswith(b"HTTP/1.1 101" if upgrade else b"HTTP/1.1 200")

    def run(self) -> None:
        kept = b""
        while self._reads and (received := self._socket.recv(65536)):
            now, kept = time.time(), kept + received
            for part in kept.split(MARK)[1:]:
                stamp, found, _ = part.partition(b";")
                if found:
                    self.latencies_s.append(now - float(stamp))
            last = kept.rfind(MARK)
            kept = kept[last:] if last >= 0 and b";" not in kept[last + len(MARK) :] else kept[-len(MARK) :]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else float("nan")


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def write(client: WizardClient, events: int, rate: float | None) -> float:
    began = time.time()
    for number in range(events):
        line = {"message": f"t={time.time()};"}
        client.report("fanout", [{"event_type": "log_appended", "data": {"lines": [line]}}])
        if rate:
            gevent.sleep(max(0.0, began + (number + 1) / rate - time.time()))
    return time.time() - began


def report(name: str, listeners: list[Listener], events: int, took_s: float) -> None:
    latencies = [latency for listener in listeners for latency in listener.latencies_s]
    lost = len(listeners) * events - len(latencies)
    print(
        f"{name:28} deliveries {len(latencies):7}  lost {lost:3}  {len(latencies) / took_s:8.0f}/s"
        f"  p50 {percentile(latencies, 0.5):7.1f} ms  p99 {percentile(latencies, 0.99):7.1f} ms"
    )
    for listener in listeners:
        listener.latencies_s = []


def settle(listeners: list[Listener], events: int) -> None:
    """Wait for the last deliveries; what has not come by then is lost."""
    patience = time.monotonic() + 120
    while time.monotonic() < patience and any(len(each.latencies_s) < events for each in listeners):
        gevent.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--listeners", type=int, default=1000)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20)
    options = parser.parse_args()
    limits = {"WIZARD_STREAMS_PER_USER": "10000", "WIZARD_STREAMS_PER_WORKER": "10000"}
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer(Path(folder), SECRET, workers=1, **limits)
        server.migrate()
        server.start()
        try:
            measure(server, options)
        finally:
            server.kill()


def measure(server: LiveServer, options: argparse.Namespace) -> None:
    token = issue_token(AuthSettings(secret=SECRET), "u1", (), 3600)
    (worker,) = server.workers()
    with WizardClient(server.url, token) as client:
        client.create(investigation_id="fanout")
        sse, ws = "/api/v1/wizard/fanout/stream", "/ws/investigation/fanout"
        empty_mb = resident_mb(worker)
        deaf = [Listener(server, token, sse, False, reads=False), Listener(server, token, ws, True, reads=False)]
        streams = [Listener(server, token, sse, False) for _ in range(options.listeners)]
        idle_sse_mb = resident_mb(worker)
        sockets = [Listener(server, token, ws, True) for _ in range(options.listeners)]
        idle_mb = resident_mb(worker)
        assert all(listener.begun for listener in deaf + streams + sockets)
        for listener in streams + sockets:
            gevent.spawn(listener.run)
        gevent.sleep(1)
        for name, rate in (("as fast as possible", None), (f"{options.rate:g} events/s", options.rate)):
            took_s = write(client, options.events, rate)
            settle(streams + sockets, options.events)
            report(f"SSE, {name}", streams, options.events, took_s)
            report(f"WebSocket, {name}", sockets, options.events, took_s)
        busy_mb = resident_mb(worker)
    per_stream_kb = (idle_sse_mb - empty_mb) * 1024 / options.listeners
    per_socket_kb = (idle_mb - idle_sse_mb) * 1024 / options.listeners
    print(f"resident: {empty_mb:.0f} MB empty, {idle_mb:.0f} MB with all listeners, {busy_mb:.0f} MB after the load")
    print(f"resident per idle listener: SSE {per_stream_kb:.0f} KB, WebSocket {per_socket_kb:.0f} KB")
    print(json.dumps({"deaf_latencies": sum(len(each.latencies_s) for each in deaf)}))


if __name__ == "__main__":
    main()
