"""The feed by asking: poll and long-poll. A session is one request."""

import json
from collections.abc import Generator
from typing import Any

import httpx2

from .base import READ_BYTES, End, Event, Session, SessionEnded, quoted, refusal

# The longest interval the service recommends; it recommends none for what is over and archived.
MAX_INTERVAL_S = 30.0
# Without it a busy feed would be asked again for every single event, and a service that is about to leave, and holds
# nothing back any more, all the time.
LONG_POLL_PAUSE_S = 0.2

Answer = dict[str, Any]


class PollTransport:
    """hold_s: how long the service may hold back an answer that tells nothing, at most 30; 0 for plain polls."""

    def __init__(
        self, http: httpx2.Client, investigation_id: str | None, hold_s: int = 0, read_bytes: int = READ_BYTES
    ) -> None:
        self._http = http
        self._path = "/poll" if investigation_id is None else f"/{quoted(investigation_id)}/poll"
        self._hold_s = hold_s
        self._read_bytes = read_bytes

    def session(self, cursor: str | None) -> Session:
        try:
            yield from self._told(cursor)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as failure:
            raise SessionEnded(f"{failure}", End.UNREACHABLE) from failure
        except (httpx2.TransportError, ValueError) as failure:
            raise SessionEnded(f"{type(failure).__name__}: {failure}") from failure

    def _told(self, cursor: str | None) -> Session:
        if cursor is not None:
            wait = {"wait": self._hold_s} if self._hold_s else {}
            told = yield from self._asked({"after": cursor, **wait})
            if told is not None:
                yield told["events"]
                raise SessionEnded("answered", End.ANSWERED, self._pause_s(told), told["cursor"])
        reason = "initial" if cursor is None else "cursor_expired"
        state = yield from self._asked({})
        yield [_state_sync(state or {}, reason)]
        raise SessionEnded("answered", End.ANSWERED, 0.0)

    def _asked(self, params: dict[str, str | int]) -> Generator[list[Event], None, Answer | None]:
        """Return the answer, None when the cursor has expired; yields once for each piece of it that arrives."""
        # Without If-None-Match: a cursor says more exactly what is known here.
        timeout_s = (self._http.timeout.read or 0.0) + self._hold_s
        with self._http.stream("GET", self._path, params=params, timeout=timeout_s) as response:
            if response.status_code == 410:
                return None
            if response.status_code != 200:
                response.read()
                raise refusal(response)
            body = bytearray()
            for piece in response.iter_bytes(self._read_bytes):
                body += piece
                yield []
        answer: Answer = json.loads(body)
        return answer

    def _pause_s(self, told: Answer) -> float:
        if self._hold_s:
            return LONG_POLL_PAUSE_S
        interval_ms = told["next_poll_interval"]
        return MAX_INTERVAL_S if interval_ms is None else float(interval_ms) / 1000


def _state_sync(answer: Answer, reason: str) -> Event:
    """Return what a stream would have said instead."""
    data = {"sync_reason": reason, "state": answer["state"], "cursor": answer["cursor"]}
    return {
        "event_type": "state_sync",
        "investigation_id": answer.get("investigation_id"),
        "user_id": answer["user_id"] if "user_id" in answer else answer["state"]["user_id"],
        "timestamp": answer["timestamp"],
        "data": data,
    }
