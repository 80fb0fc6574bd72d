"""Earlier versions of an investigation (contract section 3)."""

from typing import Any, TypedDict

from ..endpoint import AnyNetwork, endpoint
from ..errors import require_json_object
from ..models import Document, State
from ..network.requests import url_path
from .base import ApiGroup, drop_none


class Change(TypedDict):
    """One change of an investigation. details: the merge patch from the version before."""

    version: int
    timestamp: str
    change_type: str
    fields_changed: list[str]
    details: Document


class Changes(TypedDict):
    investigation_id: str
    from_version: int
    to_version: int
    changes: list[Change]
    current_snapshot: Document | None


class VersionApi(ApiGroup[AnyNetwork]):
    """Changes between versions, and restoring or forking an earlier one."""

    @endpoint
    async def changes(self, investigation_id: str, since_version: int, *, include_snapshot: bool = False) -> Changes:
        """Return the changes after a version; `changes` is empty when that version is the current one.

        include_snapshot: also return the current state, if there are changes.
        Raises WizardError 410 when the version is older than those that are kept, or is later than the current one
        because the database was restored from a backup.
        """
        params = {"since_version": since_version} | ({"include_snapshot": True} if include_snapshot else {})
        response = await self._http.read(url_path(investigation_id, "changes"), params=params)
        if response.status_code == 304:
            return Changes(
                investigation_id=investigation_id,
                from_version=since_version,
                to_version=since_version,
                changes=[],
                current_snapshot=None,
            )
        changed: Any = require_json_object(response)
        return changed

    @endpoint
    async def diff(self, investigation_id: str, from_version: int, to_version: int) -> Document:
        """Return the merge patch that turns one version into another, earlier or later; log lines are left out."""
        return await self._read(url_path(investigation_id, "diff"), {"from": from_version, "to": to_version})

    @endpoint
    async def restore(self, investigation_id: str, version: int, *, etag: str) -> State:
        """Copy an earlier version to a new one; etag: that of the current state. Raises PreconditionFailed."""
        return await self._command(investigation_id, "restore", body={"version": version}, etag=etag)

    @endpoint
    async def fork(
        self, investigation_id: str, *, version: int | None = None, new_investigation_id: str | None = None
    ) -> State:
        """Create an investigation that the caller owns from this one's state, or from an earlier version of it."""
        body = drop_none(version=version, investigation_id=new_investigation_id)
        return await self._command(investigation_id, "fork", body=body)
