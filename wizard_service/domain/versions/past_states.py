"""States as they were, without log lines: the present or a snapshot, and the reverse patches of the audit trail."""

from dataclasses import dataclass

import orjson
from peewee import SqliteDatabase

from ...store.audit_models import AuditSnapshot
from ...store.models import AuditEntry, State
from ..events.log_lines import without_lines
from ..investigations.recorder import SNAPSHOT_INTERVAL
from ..investigations.state import Document, document_of
from ..merge_patch import apply_patch
from ..vocabulary import SECTIONS

_IDENTITY = ("investigation_id", "user_id", "wizard_step", "status")
# Written out: of each item of a page this is asked, and building it anew costs Peewee 20 times what SQLite takes.
_REVERSE_PATCHES = """
SELECT version, previous_state FROM investigation_audit_log
WHERE investigation_id = ? AND incarnation = ? AND version > ? AND version <= ? ORDER BY version DESC
"""
_DELETED = """
SELECT version FROM investigation_audit_log
WHERE investigation_id = ? AND incarnation = ? AND action_type = 'STATE_DELETED'
"""
_TIMES = ("created_at", "updated_at", "archived_at")


@dataclass(frozen=True)
class PastState:
    """The state of one incarnation after `version`. document: without version and time; empty when it was deleted."""

    incarnation: int
    version: int
    document: Document


def past_state(
    database: SqliteDatabase, investigation_id: str, incarnation: int, version: int, known: PastState | None = None
) -> PastState | None:
    """Return the state after a version; None when the trail does not lead there.

    known: another state of the investigation, from which it may be near.
    """
    mine = (investigation_id, incarnation)
    if known and known.incarnation == incarnation and 0 <= known.version - version < SNAPSHOT_INTERVAL:
        return _apply_reverse_patches(database, *mine, known, version)
    with database.atomic():
        start = _snapshot(database, *mine, version) or _newest(database, *mine)
        return _apply_reverse_patches(database, *mine, start, version) if start else None


def recorded_at(database: SqliteDatabase, investigation_id: str, incarnation: int, version: int) -> str | None:
    """Return when a version came to be; None when its own entry is not kept."""
    mine = (AuditEntry.investigation_id == investigation_id) & (AuditEntry.incarnation == incarnation)
    query = AuditEntry.select(AuditEntry.timestamp).where(mine, AuditEntry.version == version)
    found: str | None = query.limit(1).scalar(database)
    return found


def shown(past: PastState | None, **members: str | None) -> Document | None:
    """Return a past state in the shape of a `State` with null for what is absent; None when there was none.

    members: what the document does not say, such as `updated_at`.
    """
    if past is None or not past.document:
        return None
    document = past.document | members
    state = {name: document.get(name) for name in _IDENTITY} | {"version": past.version}
    return state | {name: document.get(name) for name in (*SECTIONS, *_TIMES)}


def _snapshot(database: SqliteDatabase, investigation_id: str, incarnation: int, version: int) -> PastState | None:
    mine = (AuditSnapshot.investigation_id == investigation_id) & (AuditSnapshot.incarnation == incarnation)
    query = AuditSnapshot.select(AuditSnapshot.version, AuditSnapshot.state).where(
        mine, AuditSnapshot.version >= version
    )
    found = next(iter(query.order_by(AuditSnapshot.version).limit(1).tuples().execute(database)), None)
    return found and PastState(incarnation, found[0], orjson.loads(found[1]))


def _newest(database: SqliteDatabase, investigation_id: str, incarnation: int) -> PastState | None:
    """Return the present state, or the nothing that a deletion left."""
    mine = (State.investigation_id == investigation_id) & (State.incarnation == incarnation)
    for row in State.select().where(mine).dicts().execute(database):
        document = without_lines(document_of(row))
        bare = {name: value for name, value in document.items() if name not in ("version", "updated_at")}
        return PastState(incarnation, row["version"], bare)
    deleted = database.execute_sql(_DELETED.replace("?", database.param), (investigation_id, incarnation)).fetchone()
    return PastState(incarnation, deleted[0], {}) if deleted else None


def _apply_reverse_patches(
    database: SqliteDatabase, investigation_id: str, incarnation: int, start: PastState, version: int
) -> PastState | None:
    if start.version <= version:
        return start if start.version == version else None
    between = (investigation_id, incarnation, version, start.version)
    expected, document = start.version, start.document
    for found, reverse in database.execute_sql(_REVERSE_PATCHES.replace("?", database.param), between):
        if found != expected:
            return None
        document = apply_patch(document, orjson.loads(reverse or "{}"))
        expected -= 1
    return PastState(incarnation, version, document) if expected == version else None
