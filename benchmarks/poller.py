"""A client that polls one investigation, and what many of them have seen."""

import random
import re
import socket
import time
from collections import Counter
from dataclasses import dataclass, field

import gevent

from tests.support.live.server import LiveServer
from wizard_service.config import AuthSettings
from wizard_service.domain.identity.tokens import issue_token

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
BASE = "/api/v1/wizard"
INVESTIGATIONS = 50
TIMEOUT_S = 30.0
# Before anything is counted: all clients come within this time.
RAMP_S = 10
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
        is_new, connection = self._socket is None, self._socket or socket.create_connection(self._address, TIMEOUT_S)
        self._socket = connection
        connection.sendall(request)
        received = connection.recv(65536)
        if not received and not is_new:
            # The server may close what was idle; that is not an error.
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
