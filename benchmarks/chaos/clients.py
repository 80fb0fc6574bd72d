"""The clients of a trial: executors that report log lines, and users that read and change settings."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .connection import Answer, Connection
from .history import History, Kind, Operation, Outcome

SETTINGS: dict[str, Any] = {
    "name": "start",
    "entities": [{"entity_type": "ip_address", "entity_id": "192.0.2.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}
# A client that gets no answer waits before it repeats the request, and gives up after so many attempts.
RETRY_S, REGISTER_ATTEMPTS = 0.05, 40
SHARES = ((Kind.READ, 50), (Kind.CHANGE, 35), (Kind.OVERWRITE, 15))
# Writes that carry an idempotency key and are repeated under it, and reads with `If-None-Match`.
KEYED_SHARE, CONDITIONAL_SHARE = 0.4, 0.5


@dataclass(frozen=True)
class Acknowledged:
    """A stored event. at_ns: when the answer arrived, in monotonic nanoseconds."""

    event_id: str
    version: int
    at_ns: int


def log_event(message: str) -> dict[str, Any]:
    """Return the body of a report with one log line."""
    return {"event_type": "log_appended", "data": {"lines": [{"message": message}]}}


class Client(threading.Thread):
    """A thread that repeats `step` until it is stopped. error: what ended it."""

    def __init__(self, name: str, connection: Connection, pause_s: float, seed: str) -> None:
        super().__init__(name=name, daemon=True)
        self.stopping = threading.Event()
        self.error: Exception | None = None
        self._connection, self._pause_s = connection, pause_s
        self._rng = random.Random(seed)

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.step()
                self.stopping.wait(self._pause_s * self._rng.uniform(0.5, 1.5))
        except Exception as error:  # noqa: BLE001 - the trial reports whatever ended a client
            self.error = error
        self._connection.close()

    def step(self) -> None:
        raise NotImplementedError

    def until_answered(self, send: Callable[[], Answer | None], attempts: int | None = None) -> Answer | None:
        """Repeat a request until it is answered, the attempts are used up, or the client is stopped."""
        made = 0
        while attempts is None or made < attempts:
            answer = send()
            made += 1
            if answer is not None or self.stopping.wait(RETRY_S * self._rng.uniform(0.5, 1.5)):
                return answer
        return None


class Reporter(Client):
    """Reports numbered log lines, each under one idempotency key until it is acknowledged."""

    def __init__(self, name: str, connection: Connection, investigation_id: str, pause_s: float) -> None:
        super().__init__(name, connection, pause_s, name)
        self.investigation_id = investigation_id
        self.acknowledged: dict[str, Acknowledged] = {}
        self.unknown: list[str] = []
        self._number = 0

    def step(self) -> None:
        self._number += 1
        self.report(f"{self.name}:{self._number}")

    def report(self, message: str) -> None:
        event = log_event(message)
        path = f"/{self.investigation_id}/events"
        answer = self.until_answered(
            lambda: self._connection.send("POST", path, event, Idempotency_Key=message.replace(" ", "-"))
        )
        if answer is None:
            self.unknown.append(message)
            return
        stored = answer.document["events"][0]
        self.acknowledged[message] = Acknowledged(stored["id"], stored["version"], time.monotonic_ns())


class RegisterClient(Client):
    """Reads and changes the name of an investigation, and records what it was answered."""

    def __init__(
        self,
        name: str,
        connection: Connection,
        investigation_id: str,
        history: History,
        pause_s: float,
        keyed_share: float,
    ) -> None:
        super().__init__(name, connection, pause_s, name)
        self._keyed_share = keyed_share
        self._path = f"/{investigation_id}/state"
        self._history = history
        self._number = 0
        # The newest state that this client has received: entity tag, version and name.
        self._latest: tuple[str, int, str] | None = None

    def step(self) -> None:
        kinds, weights = zip(*SHARES, strict=True)
        kind = self._rng.choices(kinds, weights)[0] if self._latest else Kind.READ
        if kind is Kind.READ:
            self._read()
        else:
            self._number += 1
            self._write(kind, f"{self.name}:{self._number}")

    def _read(self) -> None:
        operation = self._history.begin(Operation(self.name, Kind.READ))
        known = self._latest if self._rng.random() < CONDITIONAL_SHARE else None
        condition = {} if known is None else {"If_None_Match": known[0]}
        answer = self._connection.send("GET", self._path, accepted=(200, 304), **condition)
        if answer is None or answer.is_from_memory:
            return
        if answer.status == 200:
            state = answer.document
            known = self._latest = (answer.headers["ETag"], state["version"], state["settings"]["name"])
        assert known is not None
        self._history.end(operation, Outcome(False, known[1], known[2]))

    def _write(self, kind: Kind, value: str) -> None:
        assert self._latest is not None
        etag, version, _ = self._latest
        key = {"Idempotency_Key": value} if self._rng.random() < self._keyed_share else {}
        expected = version if kind is Kind.CHANGE else None
        operation = self._history.begin(Operation(self.name, kind, value, expected))

        def send() -> Answer | None:
            if kind is Kind.CHANGE:
                change = {"settings": {"name": value}}
                return self._connection.send("PATCH", self._path, change, accepted=(200, 412), If_Match=etag, **key)
            settings = {"settings": SETTINGS | {"name": value}}
            return self._connection.send("PUT", self._path, settings, If_Match="*", **key)

        attempts: list[bool] = []

        def attempt() -> Answer | None:
            answer = send()
            attempts.append(self._connection.was_sent)
            return answer

        answer = self.until_answered(attempt, REGISTER_ATTEMPTS if key else 1)
        if not any(attempts):
            self._history.discard(operation)
        self._record(operation, answer, value)
        if key and answer is not None and answer.status == 200:
            self._record(operation, send(), value)

    def _record(self, operation: Operation, answer: Answer | None, value: str) -> None:
        if answer is None:
            return
        if answer.status == 412:
            self._history.end(operation, Outcome(False, answer.document["current_version"]))
            # A refusal shows the current state, but a read may have overtaken it: the next read decides.
            self._latest = None
            return
        self._history.end(operation, Outcome(True, answer.version))
        self._latest = (answer.headers["ETag"], answer.version, value)
