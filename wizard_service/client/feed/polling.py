"""Receives the feed by poll and long-poll. A session is one poll, followed by a request for the state when the cursor
has expired."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import httpx2

from ..http import AnyHttpClient
from ..models import Document
from ..network.requests import Request, url_path
from .base import READ_BYTES, End, Event, Session, SessionEnded, refusal_error, session_failures

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

    polls = True

    def __init__(
        self, http: AnyHttpClient, investigation_id: str | None, hold_s: int = 0, read_bytes: int = READ_BYTES
    ) -> None:
        self._http = http
        self._path = "/poll" if investigation_id is None else url_path(investigation_id, "poll")
        self._hold_s = hold_s
        self._read_bytes = read_bytes
        self._tag: PollTag | None = None

    async def session(self, cursor: str | None) -> Session:
        """Yield the events of one poll, and [] for each part that arrives, so that the caller can stop a long answer.

        Always ends with SessionEnded, which says when to poll again.
        """
        polled: Document | None = None
        with session_failures(on_idle=End.INTERRUPTED):
            if cursor is not None:
                wait = {"wait": self._hold_s} if self._hold_s else {}
                async with aclosing(self._fetch({"after": cursor, **wait}, cursor)) as parts:
                    async for part in parts:
                        polled = part
                        yield []
            if polled is not None:
                yield polled["events"]
                raise SessionEnded("polled", End.COMPLETED, self._pause_s(polled), polled["cursor"])
            async with aclosing(self._fetch({})) as parts:
                async for part in parts:
                    polled = part
                    yield []
            yield [_state_sync(polled or {}, "initial" if cursor is None else "cursor_expired")]
            raise SessionEnded("polled", End.COMPLETED, 0.0)

    async def _fetch(
        self, params: dict[str, str | int], cursor: str | None = None
    ) -> AsyncGenerator[Document | None, None]:
        """Yield None for each part that arrives, and in the end the response body, None when the cursor has expired."""
        headers = self._tag.headers(cursor) if self._tag else {}
        request = Request("GET", self._path, params, headers, hold_s=self._hold_s)
        async with self._http.open(self._http.network.open_body, request) as stream:
            if stream.status == 410:
                return
            if stream.status == 304:
                yield unchanged_poll(stream.headers, cursor)
                return
            if stream.status != 200:
                raise refusal_error(await stream.response())
            body = bytearray()
            while chunk := await stream.read(self._read_bytes, self._http.network.timeout_s):
                body += chunk
                yield None
        document: Document = json.loads(body)
        self._tag = poll_tag(stream.headers, document)
        yield document

    def _pause_s(self, polled: Document) -> float:
        if self._hold_s:
            return LONG_POLL_PAUSE_S
        interval_ms = polled["next_poll_interval"]
        return MAX_INTERVAL_S if interval_ms is None else float(interval_ms) / 1000


@dataclass(frozen=True)
class PollTag:
    """The ETag of a poll and the cursor that it returned; received_at: of `time.monotonic`."""

    etag: str
    cursor: str
    received_at: float

    def headers(self, cursor: str | None) -> dict[str, str]:
        """Return the headers of a poll after `cursor`; without one the caller wants the whole state."""
        is_current = cursor == self.cursor and time.monotonic() - self.received_at < MAX_TAG_AGE_S
        return {"If-None-Match": self.etag} if self.etag and is_current else {}


def poll_tag(headers: httpx2.Headers, polled: Document) -> PollTag:
    """Return the tag of a complete answer to a poll that has just arrived."""
    return PollTag(headers.get("ETag", ""), str(polled.get("cursor")), time.monotonic())


def unchanged_poll(headers: httpx2.Headers, cursor: str | None) -> Document:
    """Return the document for a 304, which has no body: nothing is new after `cursor`."""
    interval = headers.get("X-Recommended-Interval", "")
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
