"""Events on their way to the service: in order, in small batches, sent by a thread."""

import json
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .texts import Event, cut_texts

Batch = tuple[list[Event], str]
Send = Callable[[list[Event], str], object]

# The service accepts at most 100 events in one report; 200,000 bytes are well below its longest body by default.
MAX_BATCH_EVENTS, MAX_BATCH_BYTES = 100, 200_000
# 100 lines keep an event readable; with 40,000 characters it has 160,000 bytes at most, which is below the service's
# limit of an event (256 KB by default). A single text may be as long as that limit allows.
MAX_LINES_PER_EVENT, MAX_CHARS_PER_EVENT = 100, 40_000
# A batch is sent when it has this many events, or after half a second, so that watchers need not wait.
BATCH_EVENTS, BATCH_AGE_S = 20, 0.5
# `put` blocks an executor that reports faster than the service accepts.
MAX_PENDING = 1000
# One method of an executor queues at most this many events.
ROOM = 8


# The limit of an event where the service's own is unknown.
DEFAULT_EVENT_KB = 256


@dataclass(frozen=True)
class BatchLimits:
    """The longest batch, the most characters that joined log lines have together, and the longest text as JSON."""

    batch_bytes: int = MAX_BATCH_BYTES
    chars_per_event: int = MAX_CHARS_PER_EVENT
    text_bytes: int = DEFAULT_EVENT_KB * 800


def batch_limits(service_limits: Mapping[str, int]) -> BatchLimits:
    """Return the limits for a service; service_limits: `limits` of `/client-config`, {} when it is unknown."""
    # A character has at most four bytes; a fifth of each limit is left for the rest of the document.
    report_bytes = service_limits.get("max_report_kb", 1000) * 800
    event_kb = service_limits.get("max_event_kb", DEFAULT_EVENT_KB)
    chars_per_event = min(MAX_CHARS_PER_EVENT, event_kb * 200)
    return BatchLimits(min(MAX_BATCH_BYTES, report_bytes), chars_per_event, min(event_kb * 800, report_bytes))


class Outbox:
    """Queues events and sends them in batches.

    send: delivers a batch under an idempotency key. The next `put` or `flush` raises the exception that it raised; then
    the batch is sent again under the same key.
    """

    def __init__(self, send: Send, limits: BatchLimits | None = None) -> None:
        self._send = send
        self._limits = limits or BatchLimits()
        self._changed = threading.Condition()
        self._pending: list[Event] = []
        self._batch: Batch | None = None
        self._failure: Exception | None = None
        self._flushing = self._closed = False
        self._pid = os.getpid()
        self._thread = threading.Thread(target=self._run, name="wizard reports", daemon=True)
        self._thread.start()

    @property
    def has_room(self) -> bool:
        """Whether the next few calls of `put` return at once."""
        return len(self._pending) <= MAX_PENDING - ROOM

    def put(self, event: Event) -> None:
        """Queue an event, its texts cut to the service's limit of an event.

        Raises an earlier failure instead, and the event is not queued then.
        """
        self._require_own_process()
        cut_texts(event["data"], self._limits.text_bytes)
        with self._changed:
            self._changed.wait_for(lambda: self._failure or len(self._pending) < MAX_PENDING)
            self._raise_failure()
            append_event(self._pending, event, self._limits.chars_per_event)
            self._changed.notify_all()

    def flush(self) -> None:
        """Return once everything is delivered."""
        self._require_own_process()
        with self._changed:
            self._raise_failure()
            self._flushing = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._failure or not self._has_unsent())
            self._flushing = False
            self._raise_failure()

    def close(self) -> None:
        """End the thread; undelivered events are dropped. Does nothing in a forked child, which has no thread."""
        if self._pid != os.getpid():
            return
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _require_own_process(self) -> None:
        # The thread that sends does not exist in a forked child, and the parent sends what was queued before the fork.
        if self._pid != os.getpid():
            raise RuntimeError("An executor cannot report from a forked child; enter one there.")

    def _run(self) -> None:
        while batch := self._next_batch():
            try:
                self._send(*batch)
            except Exception as failure:  # noqa: BLE001 - raised by the next `put` or `flush`
                self._finish(batch, failure)
            else:
                self._finish(None, None)

    def _next_batch(self) -> Batch | None:
        """Return the next batch, once it is large or old enough; None when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (self._has_unsent() and not self._failure))
            self._changed.wait_for(lambda: self._closed or self._is_due(), BATCH_AGE_S)
            if self._closed:
                return None
            self._batch = self._batch or (take_batch(self._pending, self._limits.batch_bytes), uuid.uuid4().hex)
            self._changed.notify_all()
            return self._batch

    def _finish(self, unsent: Batch | None, failure: Exception | None) -> None:
        with self._changed:
            self._batch, self._failure = unsent, failure
            self._changed.notify_all()

    def _has_unsent(self) -> bool:
        return bool(self._pending or self._batch)

    def _is_due(self) -> bool:
        return self._flushing or len(self._pending) >= BATCH_EVENTS

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure


def append_event(pending: list[Event], event: Event, max_chars: int = MAX_CHARS_PER_EVENT) -> None:
    """Queue an event; a log line joins the lines before it, newer progress of a tool replaces older."""
    last = pending[-1] if pending else None
    if last is None or last["event_type"] != event["event_type"]:
        pending.append(event)
    elif event["event_type"] == "log_appended" and _has_room(last["data"]["lines"], event["data"]["lines"], max_chars):
        last["data"]["lines"] += event["data"]["lines"]
    elif event["event_type"] == "tool_execution_progress" and last["data"]["tool_name"] == event["data"]["tool_name"]:
        pending[-1] = event
    else:
        pending.append(event)


def _has_room(lines: list[Any], more: list[Any], max_chars: int) -> bool:
    together = [*lines, *more]
    chars = sum(len(line["message"]) for line in together)
    return len(together) <= MAX_LINES_PER_EVENT and chars <= max_chars


def take_batch(pending: list[Event], max_bytes: int = MAX_BATCH_BYTES) -> list[Event]:
    """Remove and return the oldest events that fit into one report, at least one."""
    count = 0
    size_bytes = 0
    for event in pending[:MAX_BATCH_EVENTS]:
        size_bytes += len(json.dumps(event))
        if count and size_bytes > max_bytes:
            break
        count += 1
    batch = pending[:count]
    del pending[:count]
    return batch
