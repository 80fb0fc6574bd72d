"""Fan-out of one investigation's feed to many listeners on one worker, beside one of each kind that never reads.

    python benchmarks/fanout.py [sse] [websocket] [both] [--listeners 1000] [--events 200] [--rate 20]

Each case has its own server on a free port in a temporary folder, and its own listening process. Every
listener must receive every event, once and in order. Prints deliveries, losses, latency from the writer's clock to the
listener's, the processor time that worker and listeners took, and the worker's memory.
"""

import argparse
import base64
import os
import re
import select
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from tests.support.live.server import LiveServer  # noqa: E402
from wizard_service.client import WizardClient  # noqa: E402
from wizard_service.config import AuthSettings  # noqa: E402
from wizard_service.domain.identity.tokens import issue_token  # noqa: E402

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
PATHS = {"sse": "/api/v1/wizard/fanout/stream", "websocket": "/ws/investigation/fanout"}
CASES = {"sse": ("sse",), "websocket": ("websocket",), "both": ("sse", "websocket")}
STAMP = re.compile(rb'"message":"n=(\d+);t=([\d.]+);')
# An event may be cut by the border between two chunks; its JSON contains no line ends.
CHUNK = re.compile(rb"\r\n[0-9A-F]+\r\n")
STAMP_BYTES = 64
TIMEOUT_S = 60.0


class Listener:
    """Reads its connection, and of every event no more than its number and time."""

    def __init__(self, bind: str, token: str, kind: str, receive_buffer_bytes: int | None = None) -> None:
        host, port = bind.split(":")
        self.connection = socket.socket()
        if receive_buffer_bytes:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        self.connection.connect((host, int(port)))
        self._is_chunked = kind == "sse"
        self._kept = b""
        self.received = 0
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = (
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        )
        request = f"GET {PATHS[kind]} HTTP/1.1\r\nHost: {bind}\r\nAuthorization: Bearer {token}\r\n"
        self.connection.sendall((request + (upgrade if kind == "websocket" else "") + "\r\n").encode())
        status = b"HTTP/1.1 101" if kind == "websocket" else b"HTTP/1.1 200"
        begun = self.connection.recv(65536)
        assert begun.startswith(status), begun
        while b"state_sync" not in begun:
            begun += self.connection.recv(65536)

    def read(self, latencies_s: list[float]) -> None:
        received = self.connection.recv(16384)
        assert received, "the server has closed a connection"
        now, text, end = time.time(), self._kept + received, 0
        if self._is_chunked:
            text = CHUNK.sub(b"", text)
        for stamp in STAMP.finditer(text):
            assert int(stamp[1]) == self.received, f"expected event {self.received}, received {int(stamp[1])}"
            self.received += 1
            latencies_s.append(now - float(stamp[2]))
            end = stamp.end()
        self._kept = text[end:][-STAMP_BYTES:]


def listen(pipe: Connection, bind: str, token: str, kinds: tuple[str, ...], count: int) -> None:
    """Open all connections, then, for each number of events received from the pipe, read until all have that many."""
    listeners = [Listener(bind, token, kind) for _ in range(count) for kind in kinds]
    poll, by_descriptor = select.epoll(), {each.connection.fileno(): each for each in listeners}
    for descriptor in by_descriptor:
        poll.register(descriptor, select.EPOLLIN)
    pipe.send("ready")
    while events := pipe.recv():
        latencies_s: list[float] = []
        began, patience = time.process_time(), time.monotonic() + TIMEOUT_S
        while len(latencies_s) < events * len(listeners) and time.monotonic() < patience:
            for descriptor, _ in poll.poll(1.0):
                by_descriptor[descriptor].read(latencies_s)
        pipe.send((latencies_s, time.process_time() - began))


@contextmanager
def crowd(server: LiveServer, token: str, kinds: tuple[str, ...], count: int) -> Iterator[Connection]:
    ours, theirs = Pipe()
    process = Process(target=listen, args=(theirs, server.bind, token, kinds, count), daemon=True)
    process.start()
    try:
        assert ours.recv() == "ready"
        yield ours
        ours.send(0)
    finally:
        process.join(1)
        process.kill()


def percentile_ms(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else float("nan")


def resident_kb(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])


def processor_s(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


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
    (worker,), kinds = server.workers(), CASES[case]
    listeners = options.listeners * len(kinds)
    with WizardClient(server.url, token) as client:
        client.create(investigation_id="fanout")
        deaf = [Listener(server.bind, token, kind, receive_buffer_bytes=4096) for kind in kinds]
        empty_kb = resident_kb(worker)
        with crowd(server, token, kinds, options.listeners) as pipe:
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
