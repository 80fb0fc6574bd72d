"""Many listeners of one feed in one process, each of which checks that every event arrives once and in order."""

import base64
import os
import re
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection

# The text that the writer puts into each event: its number and the time of the writer's clock.
STAMP = re.compile(rb'"message":"n=(\d+);t=([\d.]+);')
# An event may be cut by the border between two chunks; its JSON contains no line ends.
CHUNK = re.compile(rb"\r\n[0-9A-Fa-f]+\r\n")
STAMP_BYTES = 64
TIMEOUT_S = 120.0
# The service closes a socket without a pong for 60 seconds. This one has no content and the mask zero (RFC 6455 5.5.3).
PONG, PONG_INTERVAL_S = b"\x8a\x80" + bytes(4), 15.0


@dataclass(frozen=True)
class Feed:
    """kind: `sse` or `websocket`. begins_with: what a listener receives before its first event."""

    kind: str
    path: str
    begins_with: bytes = b"state_sync"


class Listener:
    """Reads its connection, and of every event no more than its number and time."""

    def __init__(self, bind: str, token: str, feed: Feed, receive_buffer_bytes: int | None = None) -> None:
        host, port = bind.split(":")
        self.connection = socket.socket()
        if receive_buffer_bytes:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        self.connection.connect((host, int(port)))
        self._is_chunked = feed.kind == "sse"
        self._kept = b""
        self.received = 0
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = (
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        )
        accept = "Accept: text/event-stream\r\n" if feed.kind == "sse" else ""
        request = f"GET {feed.path} HTTP/1.1\r\nHost: {bind}\r\nAuthorization: Bearer {token}\r\n{accept}"
        self.connection.sendall((request + (upgrade if feed.kind == "websocket" else "") + "\r\n").encode())
        status = b"HTTP/1.1 101" if feed.kind == "websocket" else b"HTTP/1.1 200"
        begun = self.connection.recv(65536)
        assert begun.startswith(status), begun
        while feed.begins_with not in begun:
            begun += self.connection.recv(65536)

    def send_pong(self) -> None:
        if not self._is_chunked:
            self.connection.sendall(PONG)

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


def listen(pipe: Connection, bind: str, token: str, feeds: tuple[Feed, ...], count: int) -> None:
    """Open all connections, then, for each number of events received from the pipe, read until all have that many."""
    listeners = [Listener(bind, token, feed) for _ in range(count) for feed in feeds]
    poll, by_descriptor = select.epoll(), {each.connection.fileno(): each for each in listeners}
    for descriptor in by_descriptor:
        poll.register(descriptor, select.EPOLLIN)
    pipe.send("ready")
    pongs_at = time.monotonic()
    while events := pipe.recv():
        latencies_s: list[float] = []
        began, patience = time.process_time(), time.monotonic() + TIMEOUT_S
        while len(latencies_s) < events * len(listeners) and time.monotonic() < patience:
            pongs_at = send_pongs(listeners, pongs_at)
            for descriptor, _ in poll.poll(1.0):
                by_descriptor[descriptor].read(latencies_s)
        pipe.send((latencies_s, time.process_time() - began))


def send_pongs(listeners: list[Listener], due_at: float) -> float:
    """Send the pongs that are due, and return when the next are (`time.monotonic()`)."""
    if time.monotonic() < due_at:
        return due_at
    for listener in listeners:
        listener.send_pong()
    return time.monotonic() + PONG_INTERVAL_S


@contextmanager
def crowd(bind: str, token: str, feeds: tuple[Feed, ...], count: int) -> Iterator[Connection]:
    ours, theirs = Pipe()
    process = Process(target=listen, args=(theirs, bind, token, feeds, count), daemon=True)
    process.start()
    try:
        assert ours.recv() == "ready"
        yield ours
        ours.send(0)
    finally:
        process.join(1)
        process.kill()
