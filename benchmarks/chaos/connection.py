"""Requests of one client, and the answers of all clients, counted."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.live.server import LiveServer

from .service import token_for

BASE = "/api/v1/wizard"
REQUEST_TIMEOUT_S = 45.0
# A proxy answers 502 and 504 when a service did not answer.
UNKNOWN = (502, 503, 504)
MERGE_PATCH = "application/merge-patch+json"
# How long a request is repeated that must be answered.
STALL_S, REPEAT_S = 60.0, 0.02


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.body)
        return document

    @property
    def version(self) -> int:
        """The version in the entity tag `"<epoch>.<version>"`."""
        return int(self.headers["ETag"].strip('"').rpartition(".")[2])

    @property
    def is_from_memory(self) -> bool:
        return self.headers.get("X-State-Source") == "memory"


class Tally:
    """Statuses of all answers, and those that break a promise. cut: requests without an answer."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.cut = 0
        self.broken: list[str] = []
        self._lock = threading.Lock()

    def count(self, status: int) -> None:
        with self._lock:
            self.statuses[status] += 1

    def count_cut(self) -> None:
        with self._lock:
            self.cut += 1

    def refuse(self, request: str, answer: Answer) -> None:
        with self._lock:
            self.broken.append(f"{request} was answered {answer.status}: {answer.body[:300].decode(errors='replace')}")


class Connection:
    """One user's connection, opened again after it was cut. stall_s: how long `must_send` repeats a request."""

    def __init__(self, server: LiveServer, user_id: str, tally: Tally, stall_s: float = STALL_S) -> None:
        self._server, self._tally, self._stall_s = server, tally, stall_s
        self._headers = {"Authorization": f"Bearer {token_for(user_id)}"}
        self._connection: http.client.HTTPConnection | None = None
        # Whether the service may have received the latest request.
        self.was_sent = False

    def send(
        self, method: str, path: str, body: Any = None, *, accepted: tuple[int, ...] = (200,), **headers: str
    ) -> Answer | None:
        """Return the answer, None when its outcome is unknown: no answer, or a status of `UNKNOWN`.

        accepted: the statuses that a correct service may answer; any other is recorded as a broken promise.
        headers: with underscores in place of hyphens.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._exchange(method, path, body, named)
        if answer is None:
            self._tally.count_cut()
            return None
        self._tally.count(answer.status)
        if answer.status in UNKNOWN:
            return None
        if answer.status not in accepted:
            self._tally.refuse(f"{method} {path}", answer)
            return None
        return answer

    def must_send(
        self, method: str, path: str, body: Any = None, *, accepted: tuple[int, ...] = (200,), **headers: str
    ) -> Answer:
        """Repeat a request until it is answered. Raises TimeoutError."""
        return until_answered(lambda: self.send(method, path, body, accepted=accepted, **headers), self._stall_s)

    def feed(self, investigation_id: str, cursor: str) -> Iterator[dict[str, Any]]:
        """Yield all stored events of an investigation after the cursor, by plain polls."""
        while True:
            page = self.must_send("GET", f"/{investigation_id}/poll?after={cursor}").document
            yield from page["events"]
            if not page["events"]:
                return
            cursor = page["cursor"]

    def beginning(self, investigation_id: str) -> str:
        """Return the cursor before the first event of the feed."""
        cursor: str = self.must_send("GET", f"/{investigation_id}/poll").document["cursor"]
        return cursor.rpartition("-")[0] + "-0"

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exchange(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer | None:
        media_type = MERGE_PATCH if method == "PATCH" else "application/json"
        content = None if body is None else json.dumps(body).encode()
        typed = {"Content-Type": media_type} if content else {}
        self.was_sent = False
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._server.bind, timeout=REQUEST_TIMEOUT_S)
                self._connection.connect()
            self.was_sent = True
            self._connection.request(method, BASE + path, content, self._headers | typed | headers)
            response = self._connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.close()
            return None


def until_answered(send: Callable[[], Answer | None], stall_s: float) -> Answer:
    end = time.monotonic() + stall_s
    while (answer := send()) is None:
        if time.monotonic() > end:
            raise TimeoutError("the service did not answer a client of the trial")
        time.sleep(REPEAT_S)
    return answer
