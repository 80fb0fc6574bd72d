"""What happened to an investigation since a version, from its audit trail (contract section 3)."""

from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Any

import orjson
from peewee import fn

from ...errors import CursorExpired
from ...store import Backend
from ...store.models import AuditEntry
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
# The contract has six words for all changes. Archiving is told as a status; who may see it, and where it came from,
# as settings; an earlier version restored as the most telling part of what that changed; an empty write and whatever
# else as progress, which costs a client nothing but another look.
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
# Of a change that the trail names by its cause, the most telling part first.
_CHANGE_TYPE_OF_PART = {
    "wizard_step": "STEP_CHANGE",
    "status": "STATUS_CHANGE",
    "archived_at": "STATUS_CHANGE",
    "results": "RESULTS_FINALIZED",
    "settings": "SETTINGS_MODIFIED",
}
# Changes whose patch says nothing: log lines never travel in patches, shares are no part of the state.
_UNPATCHED = {"PROGRESS_UPDATED": ["progress.logs"], "ACCESS_CHANGED": ["access"]}
# One answer tells no more than this; the next begins at its `to_version`.
MAX_CHANGES = 200
MAX_DETAILS_BYTES = 1024 * 1024
_GLANCE = ("investigation_id", "version", "incarnation", "wizard_step", "status", "archived_at", "updated_at")


@dataclass(frozen=True)
class ChangeWindow:
    """row: the state, whole when asked for. etag: of what a listener knows once it has read up to `to_version`."""

    row: Row
    to_version: int
    etag: str


def open_change_window(
    store: Backend, principal: Principal, investigation_id: str, version: int, *, snapshot: bool
) -> ChangeWindow:
    """Return how far an answer that begins after `version` goes: to `version` itself when there is nothing newer.

    Raises NotFound, CursorExpired when the trail no longer goes back that far, and for a version that never was: what
    the caller knows is from a database that is no more.
    """
    columns = access.COLUMNS if snapshot else _GLANCE
    row = access.get_readable(store, principal, investigation_id, columns)
    if version > row["version"]:
        raise _expired(store, row, "There is no such version; read the state anew.")
    to_version = _last_told(store, row, version)
    etag = etag_of(row | {"version": to_version}, store.epoch)
    if snapshot and to_version != row["version"]:
        # A snapshot is of the newest version, wherever the page ends; the tag of that version would hide what follows.
        etag = f'{etag[:-1]}.{row["version"]}"'
    return ChangeWindow(row, to_version, etag)


def changes_between_versions(store: Backend, since: ChangeWindow, version: int) -> list[dict[str, Any]]:
    """Return {version, timestamp, change_type, fields_changed, details} of each change, oldest first.

    details: the merge patch from the version before, without log lines.
    """
    columns = (AuditEntry.version, AuditEntry.timestamp, AuditEntry.action_type, AuditEntry.changes)
    told = AuditEntry.version.between(version + 1, since.to_version)
    entries = store.read(AuditEntry.select(*columns).where(_of(since.row), told).order_by(AuditEntry.version))
    return [_change(entry) for entry in entries]


def _last_told(store: Backend, row: Row, version: int) -> int:
    if version == row["version"]:
        return version
    size = fn.length(AuditEntry.changes).coerce(False)
    newer = AuditEntry.version.between(version + 1, row["version"])
    query = AuditEntry.select(AuditEntry.version, size.alias("size")).where(_of(row), newer)
    sizes = store.read(query.order_by(AuditEntry.version).limit(MAX_CHANGES))
    if not sizes or sizes[0]["version"] != version + 1:
        raise _expired(store, row, "The changes after this version are no longer kept; read the state anew.")
    totals = accumulate(each["size"] for each in sizes)
    fitting = sum(1 for _ in takewhile(lambda total: total <= MAX_DETAILS_BYTES, totals))
    return int(sizes[max(fitting, 1) - 1]["version"])


def _expired(store: Backend, row: Row, detail: str) -> CursorExpired:
    oldest = AuditEntry.select(fn.min(AuditEntry.version).alias("version")).where(_of(row))
    (found,) = store.read(oldest)
    earliest = row["version"] if found["version"] is None else found["version"] - 1
    return CursorExpired(detail, earliest=earliest, latest=row["version"])


def _of(row: Row) -> Any:
    mine = AuditEntry.investigation_id == row["investigation_id"]
    return mine & (AuditEntry.incarnation == row["incarnation"])


def _change(entry: Row) -> dict[str, Any]:
    patch = orjson.loads(entry["changes"] or "{}")
    return {
        "version": entry["version"],
        "timestamp": entry["timestamp"],
        "change_type": _change_type(entry["action_type"], patch),
        "fields_changed": fields_changed(patch) or _UNPATCHED.get(entry["action_type"], []),
        "details": orjson.Fragment(entry["changes"] or "{}"),
    }


def _change_type(action_type: str, patch: dict[str, Any]) -> str:
    known = _CHANGE_TYPE_OF.get(action_type)
    if known is not None:
        return known
    if action_type == "RESTORED" and (parts := [part for part in _CHANGE_TYPE_OF_PART if part in patch]):
        return _CHANGE_TYPE_OF_PART[parts[0]]
    return "TOOL_EXECUTION_UPDATE" if "tools_executed" in (patch.get("progress") or {}) else "PROGRESS_UPDATE"


def fields_changed(patch: dict[str, Any]) -> list[str]:
    """Return the members of a state that a merge patch touches, those of sections as `settings.name`, sorted."""
    names: list[str] = []
    for name, value in patch.items():
        names += [f"{name}.{member}" for member in value] if isinstance(value, dict) else [name]
    return sorted(names)
