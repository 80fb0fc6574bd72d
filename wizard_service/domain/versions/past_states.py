"""Earlier states, without log lines: computed backwards from the current state or a snapshot by reverse patches."""

import sys
from dataclasses import dataclass, replace

import orjson

from ...store import Backend, Reader
from ...store.repositories import states, versions
from ..events.log_lines import without_lines
from ..investigations.delta import without_version_fields
from ..investigations.state import Document, document_of
from ..merge_patch import apply_patch
from ..vocabulary import SECTIONS

_IDENTITY = ("investigation_id", "user_id", "wizard_step", "status")
_TIMES = ("created_at", "updated_at", "archived_at")


@dataclass(frozen=True)
class PastState:
    """The state of one incarnation after `version`. document: without version and time; empty when it was deleted.

    read_bytes: the size of the JSON that was parsed for it, without that of another past state.
    """

    incarnation: int
    version: int
    document: Document
    read_bytes: int = 0


def past_state(
    store: Backend, investigation_id: str, incarnation: int, version: int, newer: PastState | None = None
) -> PastState | None:
    """Return the state as of a version; None when the audit trail does not lead there.

    newer: another past state of the investigation. The patches are applied to it unless a snapshot is closer.
    """
    newer = replace(newer, read_bytes=0) if newer else None
    if newer and newer.incarnation == incarnation and newer.version - version in (0, 1):
        return _apply_reverse_patches(store, investigation_id, newer, version)
    with store.snapshot() as reader:
        return read_past_state(reader, investigation_id, incarnation, version, newer)


def read_past_state(
    reader: Reader, investigation_id: str, incarnation: int, version: int, newer: PastState | None = None
) -> PastState | None:
    """Like `past_state`, for a caller that has opened a snapshot."""
    if newer and (newer.incarnation != incarnation or newer.version < version):
        newer = None
    start = _snapshot(reader, investigation_id, incarnation, version, newer.version - 1 if newer else sys.maxsize)
    start = start or newer or _present(reader, investigation_id, incarnation)
    return _apply_reverse_patches(reader, investigation_id, start, version) if start else None


def state_before(past: PastState, reverse_patch: str | None) -> PastState:
    """Return the state one version earlier. reverse_patch: `previous_state` of the version's audit entry."""
    document = apply_patch(past.document, orjson.loads(reverse_patch or "{}"))
    return PastState(past.incarnation, past.version - 1, document, len(reverse_patch or ""))


def to_document(past: PastState | None, **members: str | None) -> Document | None:
    """Return a past state in the shape of a `State` with null for absent members; None when there was no state.

    members: members that the past state lacks, such as `updated_at`.
    """
    if past is None or not past.document:
        return None
    document = past.document | members
    state = {name: document.get(name) for name in _IDENTITY} | {"version": past.version}
    return state | {name: document.get(name) for name in (*SECTIONS, *_TIMES)}


def _snapshot(reader: Reader, investigation_id: str, incarnation: int, first: int, last: int) -> PastState | None:
    snapshot = versions.oldest_snapshot(reader, investigation_id, incarnation, first, last)
    return PastState(incarnation, snapshot[0], orjson.loads(snapshot[1]), len(snapshot[1])) if snapshot else None


def _present(reader: Reader, investigation_id: str, incarnation: int) -> PastState | None:
    """Return the current state, or the empty state that a deletion left."""
    row = states.find(reader, investigation_id)
    if row is not None and row["incarnation"] == incarnation:
        read_bytes = sum(len(row[f"{section}_json"] or "") for section in SECTIONS)
        document = without_version_fields(without_lines(document_of(row)))
        return PastState(incarnation, row["version"], document, read_bytes)
    deleted = versions.deleted_version(reader, investigation_id, incarnation)
    return PastState(incarnation, deleted, {}) if deleted is not None else None


def _apply_reverse_patches(reader: Reader, investigation_id: str, start: PastState, version: int) -> PastState | None:
    if start.version <= version:
        return start if start.version == version else None
    entries = versions.reverse_patches(reader, investigation_id, start.incarnation, version + 1, start.version)
    past, read_bytes = start, start.read_bytes
    for entry in entries:
        if entry["version"] != past.version:
            return None
        past = state_before(past, entry["previous_state"])
        read_bytes += past.read_bytes
    return replace(past, read_bytes=read_bytes) if past.version == version else None
