"""The client: one method for each call of the contract that an executor or a script needs."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self
from urllib.parse import quote

import httpx2

from .feed_transport import Event
from .follow import follow
from .retry import Backoff
from .state import State
from .transport import JSON, MERGE_PATCH, Transport, answered_object
from .transports import TRANSPORTS, make_transports


class WizardClient:
    """Speaks to one service as one user.

    Every call outlives a restart of the service: connection failures, timeouts, 429, 502, 503 and 504 are repeated,
    a write always under the Idempotency-Key of its first attempt. Any other refusal raises WizardError or the
    subclass that `errors` lists for it, and the end of all attempts raises ServiceUnavailable.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        base_path: str = "/api/v1/wizard",
        timeout_s: float = 10.0,
        attempts: int = 8,
        backoff_base_s: float = 2.0,
        backoff_cap_s: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._backoff = Backoff(attempts, backoff_base_s, backoff_cap_s, sleep)
        self._transport = Transport(url.rstrip("/") + base_path, token, timeout_s=timeout_s, backoff=self._backoff)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def create(
        self,
        *,
        investigation_id: str | None = None,
        settings: dict[str, Any] | None = None,
        wizard_step: str | None = None,
    ) -> State:
        """Create an investigation; without an id the service makes one.

        Raises AlreadyExists when the id is taken, by whomever.
        """
        given = {"investigation_id": investigation_id, "settings": settings, "wizard_step": wizard_step}
        body = {name: value for name, value in given.items() if value is not None}
        return _state(self._transport.write("POST", "/investigations", body=body))

    def get(self, investigation_id: str) -> State:
        return _state(self._transport.read(_path(investigation_id, "state")))

    def update(
        self, investigation_id: str, changes: dict[str, Any], *, version: int | None = None, etag: str | None = None
    ) -> State:
        """Apply a merge patch (RFC 7396) of wizard_step, status, settings, progress and results.

        etag: the one last seen, or "*" to overwrite whatever is there; it goes before `version`.
        Raises PreconditionFailed (etag) or VersionConflict (version) when the state has changed meanwhile.
        """
        return self._change(
            "PATCH", investigation_id, _versioned(changes, version, etag), media_type=MERGE_PATCH, etag=etag
        )

    def replace(
        self, investigation_id: str, sections: dict[str, Any], *, version: int | None = None, etag: str | None = None
    ) -> State:
        """Replace each given section whole; absent ones stay. Precondition and errors as for `update`."""
        return self._change("PUT", investigation_id, _versioned(sections, version, etag), media_type=JSON, etag=etag)

    def delete(self, investigation_id: str, *, etag: str) -> None:
        """Delete state, events and shares; the audit trail stays.

        Raises PreconditionFailed, and NotFound also when an earlier attempt was done but its answer was lost.
        """
        self._transport.write("DELETE", _path(investigation_id, "state"), etag=etag)

    def report(self, investigation_id: str, events: list[dict[str, Any]]) -> dict[str, Any]:
        """Report at most 100 events `{event_type, data, timestamp?}`, all or none.

        Returns `{"version", "events"}`, the events as stored. Raises InvalidTransition when the investigation
        has ended, a cancellation by its user included.
        """
        return answered_object(self._transport.write("POST", _path(investigation_id, "events"), body=events))

    def poll(self, investigation_id: str, *, cursor: str | None = None, wait_s: int | None = None) -> dict[str, Any]:
        """Return what happened after `cursor` (an event id), or the whole state without one.

        wait_s: the service may hold its answer back for so long (at most 30) until there is a change.
        An answer without a body (304) becomes `{"has_changes": False, "cursor": cursor}`.
        """
        given = {"after": cursor, "wait": wait_s}
        params = {name: value for name, value in given.items() if value is not None}
        response = self._transport.read(_path(investigation_id, "poll"), params=params, hold_s=wait_s or 0)
        if response.status_code == 304:
            return {"has_changes": False, "cursor": cursor}
        return answered_object(response)

    def follow(
        self,
        investigation_id: str | None = None,
        *,
        cursor: str | None = None,
        transports: Sequence[str] = TRANSPORTS,
    ) -> Iterator[Event]:
        """Yield every stored event after `cursor`, once and in order, for ever: over reconnections and restarts.

        investigation_id: None for everything the caller owns, which only "websocket" and "sse" can tell of.
        cursor: an event id; None to begin now.
        transports: the best first; the next one is used while one does not get through.
        A cursor that cannot be followed yields the `state_sync` that says where the feed goes on (it has no id).
        Raises Unauthorized, NotFound or another WizardError once the feed may not be followed any more.
        """
        return follow(make_transports(self._transport.http, investigation_id, transports), cursor, self._backoff)

    def _change(
        self, method: str, investigation_id: str, body: dict[str, Any], *, media_type: str, etag: str | None
    ) -> State:
        path = _path(investigation_id, "state")
        return _state(self._transport.write(method, path, body=body, media_type=media_type, etag=etag))


def _versioned(body: dict[str, Any], version: int | None, etag: str | None) -> dict[str, Any]:
    """Add `version` to the body unless an ETag is the precondition already."""
    return body if version is None or etag is not None else {**body, "version": version}


def _path(investigation_id: str, resource: str) -> str:
    return f"/{quote(investigation_id, safe='')}/{resource}"


def _state(response: httpx2.Response) -> State:
    return State(answered_object(response), response.headers.get("ETag", ""))
