"""Receives the feed by poll and long-poll. A session is one poll, followed by a request for the state when the cursor
has expired."""

import json
import time
from collections.abc import Generator
from dataclasses import dataclass

import httpx2

from ..http import url_path
from ..models import Document
from .base import READ_BYTES, End, Event, Session, SessionEnded, refusal_error

# The longest interval that the service recommends; for an archived investigation it recommends none.
MAX_INTERVAL_S = 30.0
# How long the client repeats an ETag. A 304 has no newer cursor, and the cursor expires as the log of all feeds grows,
# even while this feed is quiet. A complete answer from time to time has a fresh one.
MAX_TAG_AGE_S = 600.0
# Without a pause the client would send a poll for every single event of a busy feed. It would also poll in a tight loop
# while the service shuts down, because a stopping service delays no response.
LONG_POLL_PAUSE_S = 0.2


class PollTransport:
    """Receives the feed by polls.

    hold_s: how long the service may delay a response without events, at most 30; 0 for plain polls.
    """

    def __init__(
        self, pool: httpx2.Client, investigation_id: str | None, hold_s: int = 0, read_bytes: int = READ_BYTES
    ) -> None:
        self._pool = pool
        self._path = "/poll" if investigation_id is None else url_path(investigation_id, "poll")
        self._hold_s = hold_s
        self._read_bytes = read_bytes
        self._validator: _Validator | None = None

    def session(self, cursor: str | None) -> Session:
        """Yield the events of one poll; always ends with SessionEnded, which says when to poll again."""
        try:
            yield from self._poll(cursor)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as failure:
            raise SessionEnded(f"{failure}", End.UNREACHABLE) from failure
        except (httpx2.TransportError, ValueError) as failure:
            raise SessionEnded(f"{type(failure).__name__}: {failure}") from failure

    def _poll(self, cursor: str | None) -> Session:
        if cursor is not None:
            wait = {"wait": self._hold_s} if self._hold_s else {}
            polled = yield from self._fetch({"after": cursor, **wait}, cursor)
            if polled is not None:
                yield polled["events"]
                raise SessionEnded("polled", End.COMPLETED, self._pause_s(polled), polled["cursor"])
        reason = "initial" if cursor is None else "cursor_expired"
        polled = yield from self._fetch({})
        yield [_state_sync(polled or {}, reason)]
        raise SessionEnded("polled", End.COMPLETED, 0.0)

    def _fetch(
        self, params: dict[str, str | int], cursor: str | None = None
    ) -> Generator[list[Event], None, Document | None]:
        """Return the response body, None when the cursor has expired.

        Yields [] for each chunk that arrives, so that the caller can stop a long answer.
        """
        timeout_s = (self._pool.timeout.read or 0.0) + self._hold_s
        headers = self._validator.headers(cursor) if self._validator else {}
        with self._pool.stream("GET", self._path, params=params, headers=headers, timeout=timeout_s) as response:
            if response.status_code == 410:
                return None
            if response.status_code == 304:
                return unchanged_poll(response, cursor)
            if response.status_code != 200:
                response.read()
                raise refusal_error(response)
            body = bytearray()
            for chunk in response.iter_bytes(self._read_bytes):
                body += chunk
                yield []
        document: Document = json.loads(body)
        self._validator = _Validator(response.headers.get("ETag", ""), document["cursor"], time.monotonic())
        return document

    def _pause_s(self, polled: Document) -> float:
        if self._hold_s:
            return LONG_POLL_PAUSE_S
        interval_ms = polled["next_poll_interval"]
        return MAX_INTERVAL_S if interval_ms is None else float(interval_ms) / 1000


@dataclass(frozen=True)
class _Validator:
    """The ETag of a poll and the cursor that it returned; received_at: of `time.monotonic`."""

    etag: str
    cursor: str
    received_at: float

    def headers(self, cursor: str | None) -> dict[str, str]:
        is_current = cursor == self.cursor and time.monotonic() - self.received_at < MAX_TAG_AGE_S
        return {"If-None-Match": self.etag} if self.etag and is_current else {}


def unchanged_poll(response: httpx2.Response, cursor: str | None) -> Document:
    """Return the document for a 304, which has no body: nothing is new after `cursor`."""
    interval = response.headers.get("X-Recommended-Interval", "")
    interval_ms = int(interval) if interval.isascii() and interval.isdigit() else None
    return {"has_changes": False, "events": [], "cursor": cursor, "next_poll_interval": interval_ms}


def _state_sync(polled: Document, reason: str) -> Event:
    """Return the event that a stream would have sent with the state of this poll."""
    data = {"sync_reason": reason, "state": polled["state"], "cursor": polled["cursor"]}
    return {
        "event_type": "state_sync",
        "investigation_id": polled.get("investigation_id"),
        "user_id": polled["user_id"] if "user_id" in polled else polled["state"]["user_id"],
        "timestamp": polled["timestamp"],
        "data": data,
    }
