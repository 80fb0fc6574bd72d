"""Coming back to an investigation, going back in it, and ending it (contract section 3)."""

from typing import Any

from ..http import answered_object
from ..models import Changes, Checkpoint, State
from .base import Calls, drop_none, path_of, state_of


class RecoveryCalls(Calls):
    """Commands need no precondition, except `restore`."""

    def retry(self, investigation_id: str) -> State:
        """ERROR becomes IN_PROGRESS. Raises InvalidTransition from any other status."""
        return state_of(self._transport.write("POST", path_of(investigation_id, "retry")))

    def cancel(self, investigation_id: str) -> State:
        """IN_PROGRESS becomes CANCELLED. Raises InvalidTransition from any other status."""
        return state_of(self._transport.write("POST", path_of(investigation_id, "cancel")))

    def checkpoint(self, investigation_id: str) -> Checkpoint:
        """Return where the caller was, how old that is, and what may be done now."""
        return self._read(path_of(investigation_id, "checkpoint"))

    def navigate(self, investigation_id: str, *, step: str | None = None, direction: str | None = None) -> State:
        """Go to a step, or "back" or "forward" among those visited; one of the two is given.

        Back to SETTINGS begins anew: progress and results are dropped.
        """
        body = drop_none(step=step, direction=direction)
        return state_of(self._transport.write("POST", path_of(investigation_id, "navigation"), body=body))

    def changes(self, investigation_id: str, since_version: int, *, include_snapshot: bool = False) -> Changes:
        """Return what changed after a version, nothing when it is the current one.

        Raises WizardError 410 when it is older than what is kept, or never was: the database was restored.
        """
        params = {"since_version": since_version} | ({"include_snapshot": True} if include_snapshot else {})
        response = self._transport.read(path_of(investigation_id, "changes"), params=params)
        if response.status_code == 304:
            return Changes(
                investigation_id=investigation_id, from_version=since_version, to_version=since_version, changes=[]
            )
        changed: Any = answered_object(response)
        return changed

    def diff(self, investigation_id: str, from_version: int, to_version: int) -> dict[str, Any]:
        """Return the merge patch that turns one version into another, earlier or later; log lines excluded."""
        params = {"from": from_version, "to": to_version}
        return self._read(path_of(investigation_id, "diff"), params)

    def restore(self, investigation_id: str, version: int, *, etag: str) -> State:
        """Make an earlier version the newest one; etag: the one last seen. Raises PreconditionFailed."""
        path = path_of(investigation_id, "restore")
        return state_of(self._transport.write("POST", path, body={"version": version}, etag=etag))

    def fork(
        self, investigation_id: str, *, version: int | None = None, new_investigation_id: str | None = None
    ) -> State:
        """Begin a new investigation of the caller's own with this one's state, or with that of an earlier version."""
        body = drop_none(version=version, investigation_id=new_investigation_id)
        return state_of(self._transport.write("POST", path_of(investigation_id, "fork"), body=body))
