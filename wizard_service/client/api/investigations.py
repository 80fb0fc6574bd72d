"""Investigations and their state (contract section 3)."""

from collections.abc import Callable
from typing import Any, overload

from ..errors import PreconditionFailed, VersionConflict
from ..http import JSON, MERGE_PATCH, answered_object
from ..models import Reported, State
from .base import Calls, drop_none, path_of, state_of

Changes = dict[str, Any]
# Ten lost races in a row are somebody's loop.
UPDATE_ATTEMPTS = 10


class InvestigationCalls(Calls):
    """Create, read, change, delete; and report."""

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
        body = drop_none(investigation_id=investigation_id, settings=settings, wizard_step=wizard_step)
        return state_of(self._transport.write("POST", "/investigations", body=body))

    def get(self, investigation_id: str, *, at_version: int | None = None) -> State:
        """Return the state; at_version: as it was then, within retention. Raises NotFound."""
        params = drop_none(at_version=at_version)
        return state_of(self._transport.read(path_of(investigation_id, "state"), params=params))

    @overload
    def update(
        self, investigation_id: str, changes: Changes, *, version: int | None = None, etag: str | None = None
    ) -> State: ...

    @overload
    def update(self, investigation_id: str, changes: Callable[[State], Changes | None]) -> State: ...

    def update(
        self,
        investigation_id: str,
        changes: Changes | Callable[[State], Changes | None],
        *,
        version: int | None = None,
        etag: str | None = None,
    ) -> State:
        """Apply a merge patch (RFC 7396) of wizard_step, status, settings, progress and results.

        changes: the patch, with what was last seen as `etag` ("*" overwrites whatever is there) or `version`; or a
        function that makes it of the current state, called again with the newer state when somebody else was faster.
        It returns None for nothing to change.
        Raises PreconditionFailed (etag) or VersionConflict (version) when the state has changed meanwhile.
        """
        if callable(changes):
            return self._update_with_retry(investigation_id, changes)
        body = _versioned(changes, version, etag)
        return self._change("PATCH", investigation_id, body, media_type=MERGE_PATCH, etag=etag)

    def replace(
        self, investigation_id: str, sections: dict[str, Any], *, version: int | None = None, etag: str | None = None
    ) -> State:
        """Replace each given section whole; absent ones stay. Precondition and errors as for `update`."""
        return self._change("PUT", investigation_id, _versioned(sections, version, etag), media_type=JSON, etag=etag)

    def delete(self, investigation_id: str, *, etag: str) -> None:
        """Delete state, events and shares; the audit trail stays.

        Raises PreconditionFailed, and NotFound also when an earlier attempt was done but its answer was lost.
        """
        self._transport.write("DELETE", path_of(investigation_id, "state"), etag=etag)

    def report(self, investigation_id: str, events: list[dict[str, Any]], *, key: str | None = None) -> Reported:
        """Report at most 100 events `{event_type, data, timestamp?}`, all or none.

        key: the Idempotency-Key of an earlier call with the same events that did not get through.
        Raises InvalidTransition when the investigation has ended, a cancellation by its user included.
        """
        path = path_of(investigation_id, "events")
        reported: Any = answered_object(self._transport.write("POST", path, body=events, key=key))
        return reported

    def _update_with_retry(self, investigation_id: str, changes_of: Callable[[State], Changes | None]) -> State:
        for _ in range(UPDATE_ATTEMPTS - 1):
            try:
                return self._update_once(investigation_id, changes_of)
            except (PreconditionFailed, VersionConflict):
                continue
        return self._update_once(investigation_id, changes_of)

    def _update_once(self, investigation_id: str, changes_of: Callable[[State], Changes | None]) -> State:
        state = self.get(investigation_id)
        changes = changes_of(state)
        return state if changes is None else self.update(investigation_id, changes, etag=state.etag)

    def _change(
        self, method: str, investigation_id: str, body: dict[str, Any], *, media_type: str, etag: str | None
    ) -> State:
        path = path_of(investigation_id, "state")
        return state_of(self._transport.write(method, path, body=body, media_type=media_type, etag=etag))


def _versioned(body: dict[str, Any], version: int | None, etag: str | None) -> dict[str, Any]:
    """Add `version` to the body unless an ETag is the precondition already."""
    return body if version is None or etag is not None else {**body, "version": version}
