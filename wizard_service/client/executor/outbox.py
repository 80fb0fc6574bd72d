"""Events as an executor reports them, and how many of them make one report.

Events on their way to the service: in order, in small batches, by a thread of their own.
"""

import json
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]

# The most the service takes in one report, and well below the longest body it takes.
REPORT_EVENTS, REPORT_BYTES = 100, 200_000
# The longest log line and message it takes, and more lines than one event should carry.
MAX_TEXT_CHARS, LINES_PER_EVENT = 10_000, 100


def event(event_type: str, **data: Any) -> Event:
    """Return an event that happens now; members that are None are left out."""
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    given = {name: value for name, value in data.items() if value is not None}
    return {"event_type": event_type, "data": given, "timestamp": stamp}


def log_line(message: str, level: str | None, agent_name: str | None) -> Event:
    line = {"message": text(message), "level": level, "agent_name": agent_name}
    return event("log_appended", lines=[{name: value for name, value in line.items() if value is not None}])


def text(said: object) -> str:
    """Return what the service takes as a text: cut when it is too long, and with no half of a character."""
    sayable = str(said).encode(errors="backslashreplace").decode()
    return sayable if len(sayable) <= MAX_TEXT_CHARS else sayable[: MAX_TEXT_CHARS - 1] + "\u2026"


def append(pending: list[Event], new: Event) -> None:
    """Add an event to those that wait; a log line joins the lines before it, newer progress replaces older."""
    last = pending[-1] if pending else None
    if last is None or last["event_type"] != new["event_type"]:
        pending.append(new)
    elif new["event_type"] == "log_appended" and len(last["data"]["lines"]) < LINES_PER_EVENT:
        last["data"]["lines"] += new["data"]["lines"]
    elif new["event_type"] == "tool_execution_progress" and last["data"]["tool_name"] == new["data"]["tool_name"]:
        pending[-1] = new
    else:
        pending.append(new)


def take_report(pending: list[Event]) -> list[Event]:
    """Remove and return the oldest events that fit into one report, at least one."""
    taken = 0
    size_bytes = 0
    for each in pending[:REPORT_EVENTS]:
        size_bytes += len(json.dumps(each))
        if taken and size_bytes > REPORT_BYTES:
            break
        taken += 1
    report = pending[:taken]
    del pending[:taken]
    return report


# Fewer requests for who reports fast, and still everything within half a second for those who watch.
BATCH_EVENTS, BATCH_AGE_S = 20, 0.5
# Who reports faster than the service takes it waits.
MAX_PENDING = 1000

Send = Callable[[list[Event], str], object]


class Outbox:
    """send: delivers a batch under an idempotency key; may raise.

    What `send` raises is raised by the next `put` or `flush`; the batch stays, and the one after that sends it again
    under the same key.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._changed = threading.Condition()
        self._pending: list[Event] = []
        self._batch: tuple[list[Event], str] | None = None
        self._failure: Exception | None = None
        self._flushing = self._closed = False
        self._thread = threading.Thread(target=self._run, name="wizard reports", daemon=True)
        self._thread.start()

    def put(self, *events: Event) -> None:
        """Take events; what was raised before is raised instead, and they are not taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure or len(self._pending) < MAX_PENDING)
            self._raise_failure()
            for each in events:
                append(self._pending, each)
            self._changed.notify_all()

    def flush(self) -> None:
        """Return once everything is delivered."""
        with self._changed:
            self._raise_failure()
            self._flushing = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._failure or not self._is_waiting())
            self._flushing = False
            self._raise_failure()

    def close(self) -> None:
        """End the thread; what is not delivered yet is dropped."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while batch := self._next():
            try:
                self._send(*batch)
            except Exception as failure:  # noqa: BLE001 - told to whoever reports next
                self._settle(batch, failure)
            else:
                self._settle(None, None)

    def _next(self) -> tuple[list[Event], str] | None:
        """Return what to send, once it is enough or old enough; None when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._is_waiting() and not self._failure))
            self._changed.wait_for(lambda: self._closed or self._is_enough(), BATCH_AGE_S)
            if self._closed:
                return None
            self._batch = self._batch or (take_report(self._pending), uuid.uuid4().hex)
            self._changed.notify_all()
            return self._batch

    def _settle(self, batch: tuple[list[Event], str] | None, failure: Exception | None) -> None:
        with self._changed:
            self._batch, self._failure = batch, failure
            self._changed.notify_all()

    def _is_waiting(self) -> bool:
        return bool(self._pending or self._batch)

    def _is_enough(self) -> bool:
        return self._flushing or len(self._pending) >= BATCH_EVENTS

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
