"""Executors of the benchmark of leases: each takes a lease and renews it in even intervals, whatever happens."""

import heapq
import http.client
import json
import threading
import time
from dataclasses import dataclass, field

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Document, token_of

# The service is asked again so long after a renewal that failed, as the Python client does in a call.
RETRY_S = 1.0
# How long a sender without a due renewal waits, and how long it waits for an answer.
IDLE_S, TIMEOUT_S = 0.05, 30.0


class Refused(Exception):
    """The service has refused a request, or not answered it."""


class Connection:
    """One kept connection of a user."""

    def __init__(self, server: LiveServer, user_id: str) -> None:
        self._http = http.client.HTTPConnection(server.bind, timeout=TIMEOUT_S)
        self._headers = {"Authorization": f"Bearer {token_of(user_id, ttl_s=86_400)}"}

    def call(self, method: str, path: str, body: Document | None = None, lease_id: str | None = None) -> Document:
        """Return the answer. Raises Refused for a problem, and when the service does not answer twice."""
        headers = self._headers | ({"Wizard-Lease": lease_id} if lease_id else {})
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        sent = None if body is None else json.dumps(body)
        try:
            response = self._exchange(method, BASE + path, sent, headers)
        except (http.client.HTTPException, OSError):
            # The service closes a connection that is not used for a while, or its worker has ended.
            response = self._again(method, BASE + path, sent, headers)
        status, content = response
        if status >= 400:
            raise Refused(f"{method} {path}: {status} {content!r}")
        answer: Document = json.loads(content or b"{}")
        return answer

    def _again(self, method: str, path: str, sent: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self._http.close()
        try:
            return self._exchange(method, path, sent, headers)
        except (http.client.HTTPException, OSError) as error:
            self._http.close()
            raise Refused(f"{method} {path}: {error!r}") from error

    def _exchange(self, method: str, path: str, sent: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self._http.request(method, path, sent, headers)
        response = self._http.getresponse()
        return response.status, response.read()


@dataclass
class Renewals:
    """The leases by the time when each is renewed next, what the renewals took, and how many had to be repeated."""

    every_s: float
    due: list[tuple[float, str, str]] = field(default_factory=list)
    latencies_s: list[float] = field(default_factory=list)
    repeated: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, due_at: float, investigation_id: str, lease_id: str) -> None:
        with self.lock:
            heapq.heappush(self.due, (due_at, investigation_id, lease_id))

    def renew(self, connection: Connection) -> None:
        """Renew whatever is due, as one of several senders, until the end."""
        while not self.ended.is_set():
            lease = self._next()
            if lease is None:
                self.ended.wait(IDLE_S)
                continue
            due_at, investigation_id, lease_id = lease
            begun = time.monotonic()
            try:
                connection.call("PUT", f"/{investigation_id}/lease", lease_id=lease_id)
            except Refused:
                self.repeated += 1
                self.add(begun + RETRY_S, investigation_id, lease_id)
                continue
            self.latencies_s.append(time.monotonic() - begun)
            self.add(due_at + self.every_s, investigation_id, lease_id)

    def _next(self) -> tuple[float, str, str] | None:
        with self.lock:
            is_due = bool(self.due) and self.due[0][0] <= time.monotonic()
            return heapq.heappop(self.due) if is_due else None
