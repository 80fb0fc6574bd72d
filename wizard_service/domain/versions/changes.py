"""Changes of an investigation since a version, read from its audit trail (contract section 3)."""

from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Any

import orjson

from ...errors import CursorExpired
from ...store import Backend
from ...store.repositories import versions
from ..identity.principal import Principal
from ..investigations import access
from ..investigations.state import Row, etag_of

CHANGE_TYPES = (
    "PROGRESS_UPDATE",
    "TOOL_EXECUTION_UPDATE",
    "STEP_CHANGE",
    "STATUS_CHANGE",
    "SETTINGS_MODIFIED",
    "RESULTS_FINALIZED",
)
# The contract defines six types of changes. Archiving counts as a status change, sharing and applying a template as
# settings changes, and restoring a version as its most significant part. Everything else, empty writes included,
# counts as progress, which costs a client at most one unnecessary read.
_CHANGE_TYPE_OF = {
    "STATE_CREATED": "STEP_CHANGE",
    "STEP_CHANGED": "STEP_CHANGE",
    "STATUS_CHANGED": "STATUS_CHANGE",
    "ARCHIVED": "STATUS_CHANGE",
    "SETTINGS_MODIFIED": "SETTINGS_MODIFIED",
    "TEMPLATE_APPLIED": "SETTINGS_MODIFIED",
    "ACCESS_CHANGED": "SETTINGS_MODIFIED",
    "RESULTS_FINALIZED": "RESULTS_FINALIZED",
}
# The action RESTORED does not say what changed, so the type is that of the first part found in its patch. The order is
# that of the action types of an audit entry.
_CHANGE_TYPE_OF_PART = {
    "results": "RESULTS_FINALIZED",
    "status": "STATUS_CHANGE",
    "archived_at": "STATUS_CHANGE",
    "wizard_step": "STEP_CHANGE",
    "settings": "SETTINGS_MODIFIED",
}
# These changes have empty patches, because patches leave out log lines and the state does not include shares.
_UNPATCHED = {"PROGRESS_UPDATED": ["progress.logs"], "ACCESS_CHANGED": ["access"]}
# A response ends after this many changes or bytes of details; the next request continues from its `to_version`.
MAX_CHANGES = 200
MAX_DETAILS_BYTES = 1024 * 1024
_HEAD_COLUMNS = ("investigation_id", "version", "incarnation", "wizard_step", "status", "archived_at", "updated_at")


@dataclass(frozen=True)
class ChangeWindow:
    """The changes in one response: those after `from_version` up to `to_version`.

    row: the current state, with its sections if a snapshot was requested. etag: the entity tag of the response.
    """

    row: Row
    from_version: int
    to_version: int
    etag: str

    @property
    def is_empty(self) -> bool:
        return self.to_version == self.from_version


def open_change_window(
    store: Backend, principal: Principal, investigation_id: str, version: int, *, snapshot: bool
) -> ChangeWindow:
    """Return the window of changes after `version` that one response covers; empty when nothing is newer.

    Raises NotFound, and CursorExpired when the audit trail does not reach back that far, or when the version does not
    exist because the caller received it from a database that has been replaced.
    """
    row = access.get_readable(store, principal, investigation_id, access.COLUMNS if snapshot else _HEAD_COLUMNS)
    if version > row["version"]:
        raise _expired(store, row, "There is no such version; read the state again.")
    to_version = _last_version(store, row, version)
    etag = etag_of(row | {"version": to_version}, store.epoch)
    if snapshot and to_version != row["version"]:
        # The snapshot has the newest version even when the changes end earlier. Without that version in the tag, a
        # request for a newer snapshot would be answered with 304.
        etag = f'{etag[:-1]}.{row["version"]}"'
    return ChangeWindow(row, version, to_version, etag)


def changes_in(store: Backend, window: ChangeWindow) -> list[dict[str, Any]]:
    """Return {version, timestamp, change_type, fields_changed, details} of each change, oldest first.

    details: the merge patch from the version before, without log lines.
    """
    entries = versions.changes(store, *_identity(window.row), window.from_version + 1, window.to_version)
    return [_change(entry) for entry in entries]


def _last_version(store: Backend, row: Row, version: int) -> int:
    if version == row["version"]:
        return version
    sizes = versions.change_sizes(
        store, *_identity(row), version + 1, row["version"], MAX_CHANGES, MAX_DETAILS_BYTES + 1
    )
    if not sizes or sizes[0][0] != version + 1:
        raise _expired(store, row, "The changes after this version are no longer kept; read the state again.")
    totals = accumulate(size for _, size in sizes)
    fitting = sum(1 for _ in takewhile(lambda total: total <= MAX_DETAILS_BYTES, totals))
    return sizes[max(fitting, 1) - 1][0]


def _expired(store: Backend, row: Row, detail: str) -> CursorExpired:
    oldest = versions.oldest_version(store, *_identity(row))
    earliest = row["version"] if oldest is None else oldest - 1
    return CursorExpired(detail, earliest=earliest, latest=row["version"])


def _identity(row: Row) -> tuple[str, int]:
    return row["investigation_id"], row["incarnation"]


def _change(entry: Row) -> dict[str, Any]:
    patch = orjson.loads(entry["changes"] or "{}")
    return {
        "version": entry["version"],
        "timestamp": entry["timestamp"],
        "change_type": _change_type(entry["action_type"], patch),
        "fields_changed": _fields_changed(patch) or _UNPATCHED.get(entry["action_type"], []),
        "details": orjson.Fragment(entry["changes"] or "{}"),
    }


def _change_type(action_type: str, patch: dict[str, Any]) -> str:
    if action_type in _CHANGE_TYPE_OF:
        return _CHANGE_TYPE_OF[action_type]
    if action_type == "RESTORED" and (parts := _restored_parts(patch)):
        return _CHANGE_TYPE_OF_PART[parts[0]]
    return "TOOL_EXECUTION_UPDATE" if "tools_executed" in (patch.get("progress") or {}) else "PROGRESS_UPDATE"


def _restored_parts(patch: dict[str, Any]) -> list[str]:
    """Return the parts that a restored version changed. Results that it dropped are none."""
    return [part for part in _CHANGE_TYPE_OF_PART if part in patch and (part, patch[part]) != ("results", None)]


def _fields_changed(patch: dict[str, Any]) -> list[str]:
    """Return the sorted names of the members that a merge patch changes; members of sections as `settings.name`."""
    names: list[str] = []
    for name, value in patch.items():
        names += [f"{name}.{member}" for member in value] if isinstance(value, dict) else [name]
    return sorted(names)
