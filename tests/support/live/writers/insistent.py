"""Writers of every kind that repeat each write until it is answered, as clients do."""

import http.client
import json
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from websockets.exceptions import WebSocketException

from tests.support.live.server import TIMEOUT_S
from tests.support.live.users import BASE, Person
from tests.support.wire.websocket_client import LiveSocket

# Number of a write -> method, path and body.
RequestOf = Callable[[int], tuple[str, str, Any]]

UNAVAILABLE = 503
# Each change of an investigation or a template is one version of it.
_CHANGES = """
SELECT count(DISTINCT investigation_id || ':' || incarnation || ':' || version)
FROM investigation_audit_log WHERE actor = ?
"""


class InsistentWriter(ABC):
    """Sends write 0, 1, ... one after the other, each under its key until it gets another answer than 503.

    person: a user that does nothing else. acknowledged: how many writes were answered with success.
    statuses: how often each status was received, None for a connection that ended without a response.
    """

    def __init__(self, person: Person) -> None:
        self.person = person
        self.acknowledged = 0
        self.statuses: Counter[int | None] = Counter()
        self._prepared = self._changes()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Wait until the present write is answered, and write no more."""
        self._stopping.set()
        self._thread.join(TIMEOUT_S)
        assert not self._thread.is_alive(), f"no answer after {self.statuses}"
        self.close()

    def stored(self) -> int:
        """Return how many writes have taken effect."""
        return self._changes() - self._prepared

    @abstractmethod
    def attempt(self, number: int) -> int:
        """Send write `number` once and return the status."""

    @abstractmethod
    def close(self) -> None: ...

    def _changes(self) -> int:
        ((changes,),) = self.person.server.rows(_CHANGES, self.person.user_id)
        return int(changes)

    def _run(self) -> None:
        while not self._stopping.is_set():
            status = self._insist(self.acknowledged)
            if not 200 <= status < 300:
                return
            self.acknowledged += 1

    def _insist(self, number: int) -> int:
        while True:
            status = None
            with suppress(OSError, http.client.HTTPException, WebSocketException):
                status = self.attempt(number)
            self.statuses[status] += 1
            if status is not None and status != UNAVAILABLE:
                return status
            # A client waits before it repeats.
            self._stopping.wait(0.02)


class RequestWriter(InsistentWriter):
    """Writes by requests over one connection, which is kept. request_of: number -> method, path and body."""

    def __init__(self, person: Person, request_of: RequestOf) -> None:
        super().__init__(person)
        self._request_of = request_of
        self._connection: http.client.HTTPConnection | None = None

    def attempt(self, number: int) -> int:
        method, path, body = self._request_of(number)
        media_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
        headers = self.person.bearer | {"Idempotency-Key": f"key-{number}", "Content-Type": media_type}
        connection = self._connection or http.client.HTTPConnection(self.person.server.bind, timeout=TIMEOUT_S)
        # Kept only after a whole response.
        self._connection = None
        with ExitStack() as failed:
            failed.callback(connection.close)
            connection.request(method, BASE + path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            response.read()
            failed.pop_all()
        self._connection = connection
        return response.status

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class SocketWriter(InsistentWriter):
    """Writes by `update` messages over a socket, which is opened again when it ends."""

    def __init__(self, person: Person, settings: dict[str, Any]) -> None:
        self._path = f"/ws/investigation/{person.create(settings=settings)}"
        self._socket: LiveSocket | None = None
        super().__init__(person)

    def attempt(self, number: int) -> int:
        socket, self._socket = self._socket, None
        socket = socket or LiveSocket(self.person.server, self._path, self.person.bearer)
        changes = {"settings": {"name": f"name {number}"}}
        answer = socket.answer_to(type="update", message_id=f"m{number}", version=number + 1, changes=changes)
        self._socket = socket
        return int(answer["status"])

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
