"""Record a change: state row, audit entry and events, in the one transaction that makes all of them true.

Whole states kept every so many versions, so that no earlier state is ever many patches away.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from ...errors import AlreadyExists, UniqueViolation, VersionConflict
from ...store import Transaction
from ...store.audit_models import AuditSnapshot
from ...store.backend import StoredEvent
from ...store.events import append_events
from ...store.models import EntityType, EventRow, State
from ..events.log_lines import changes_between, without_lines
from ..events.types import event_id
from ..identity.caller import Caller, Outcome
from ..merge_patch import diff
from ..vocabulary import FINAL_STATUSES
from . import audit_entries, navigation
from .state import Document, Row, columns_of, differs, document_of, entity_types_of, etag_of
from .transitions import triggered_by


@dataclass(frozen=True)
class NewEvent:
    """An event to append. timestamp: when it happened, None for the moment of the transaction."""

    event_type: str
    data: Document
    timestamp: str | None = None


@dataclass(frozen=True)
class Origin:
    """The version of a template that an investigation was made from."""

    template_id: str
    template_version: int


def record_created(
    tx: Transaction, caller: Caller, document: Document, origin: Origin | None = None
) -> tuple[Row, list[StoredEvent]]:
    """Backend a new investigation; return its row and its events. Raises AlreadyExists."""
    again = audit_entries.times_deleted(tx, document["investigation_id"])
    beside = {"incarnation": again, "last_accessed": tx.now, "navigation_json": None}
    row = columns_of(document, {}) | beside | (asdict(origin) if origin else {})
    try:
        tx.insert(State, [row])
    except UniqueViolation:
        raise AlreadyExists(f"The investigation {document['investigation_id']} exists already.") from None
    _store_entity_types(tx, {}, document)
    changes, lines = changes_between({}, _without_version_fields(document))
    updated = {"previous_version": 0, "updated_fields": sorted(changes), "changes": changes}
    events = [NewEvent("state_updated", updated), *_log_events(lines), *_origin_events(document, origin)]
    action_type = "TEMPLATE_APPLIED" if origin else "STATE_CREATED"
    audit_entries.append_entry(tx, caller, row, action_type, previous={}, changes=changes)
    return row, append(tx, caller, row, events)


def record_changed(
    tx: Transaction,
    caller: Caller,
    before: Document,
    row: Row,
    after: Document,
    events: Sequence[NewEvent],
    action_type: str | None = None,
    columns: Row | None = None,
) -> tuple[Row, list[StoredEvent]]:
    """Backend `after` as the next version of `row`, whose document is `before`; return the new row and its events.

    columns: what to store beside the state, in place of what would be stored otherwise.
    Raises VersionConflict when the row is no longer at its version.
    """
    # A column that is named in an UPDATE costs its indexes and triggers whether it changes or not.
    changed = {name: value for name, value in columns_of(after, before).items() if row[name] != value}
    columns = changed | navigation.columns_of(row, before, after) | (columns or {})
    if tx.update(State, columns, identity_and_version(row)) != 1:
        raise VersionConflict("The state has changed meanwhile.")
    _store_entity_types(tx, before, after)
    written = row | columns
    bare_before, bare_after = (
        _without_version_fields(without_lines(before)),
        _without_version_fields(without_lines(after)),
    )
    action_type = action_type or audit_entries.action_type_of(before, after)
    patches = {"previous": diff(bare_after, bare_before), "changes": diff(bare_before, bare_after)}
    audit_entries.append_entry(tx, caller, written, action_type, **patches)
    keep(tx, written, bare_after)
    return written, append(tx, caller, written, events)


def identity_and_version(row: Row) -> Row:
    """Return what identifies the investigation as it was read: nobody has changed, deleted or re-created it since."""
    return {name: row[name] for name in ("investigation_id", "incarnation", "version")}


def record_deleted(tx: Transaction, caller: Caller, row: Row) -> tuple[Row, list[StoredEvent]]:
    """Drop the state in `row` with its events and shares; return what it was, one version on, and what is told of it.

    The trail keeps the whole last state: it is what the change took away. Raises VersionConflict.
    """
    investigation_id = row["investigation_id"]
    if tx.delete(State, identity_and_version(row)) != 1:
        raise VersionConflict("The state has changed meanwhile.")
    tx.delete(EventRow, {"investigation_id": investigation_id})
    gone = row | {"version": row["version"] + 1}
    last = _without_version_fields(without_lines(document_of(row)))
    audit_entries.append_entry(tx, caller, gone, "STATE_DELETED", previous=last, changes=diff(last, {}))
    told = NewEvent("investigation_deleted", {"investigation_id": investigation_id})
    return gone, append(tx, caller, gone, [told])


def append(tx: Transaction, caller: Caller, row: Row, events: Sequence[NewEvent]) -> list[StoredEvent]:
    """Append events about the investigation in `row`, at its version; return them as stored."""
    return append_events(tx, row["user_id"], [_event_row(tx, caller, row, event) for event in events])


def outcome_of(tx: Transaction, row: Row, events: Sequence[StoredEvent], body: bytes) -> Outcome:
    """Return what the change answers: the state's new version and tag, the ids of its events, and `body`."""
    event_ids = tuple(event_id(tx.epoch, event.offset) for event in events)
    return Outcome(row["investigation_id"], row["version"], etag_of(row, tx.epoch), body.decode(), event_ids)


def events_between(before: Document, after: Document) -> list[NewEvent]:
    """Return the events that tell a change of the state: what changed, then what it means."""
    changes, lines = changes_between(_without_version_fields(before), _without_version_fields(after))
    updated = {"previous_version": before["version"], "updated_fields": sorted(changes), "changes": changes}
    return [NewEvent("state_updated", updated), *_log_events(lines), *consequences(before, after)]


def consequences(before: Document, after: Document) -> list[NewEvent]:
    """Return the events that follow from what a change did to step, status and results."""
    events = []
    if after["wizard_step"] != before["wizard_step"]:
        ends = {"from_step": before["wizard_step"], "to_step": after["wizard_step"]}
        events.append(NewEvent("step_changed", ends | {"triggered_by": triggered_by(*ends.values())}))
    if after["status"] != before["status"]:
        ends = {"from_status": before["status"], "to_status": after["status"]}
        events.append(NewEvent("status_changed", ends | {"final": after["status"] in FINAL_STATUSES}))
    if after.get("results") is not None and differs(before, after, "results"):
        events.append(NewEvent("results_available", _results_summary(after["results"])))
    return events


def _results_summary(results: Document) -> Document:
    risk = results["risk_score"]
    summary = {
        "risk_score": risk["overall_score"],
        "risk_level": risk["risk_level"],
        "findings_count": len(results["findings"]),
    }
    return summary | ({"report_url": results["report_url"]} if "report_url" in results else {})


def _without_version_fields(document: Document) -> Document:
    # Every event carries its version and time itself.
    return {name: value for name, value in document.items() if name not in ("version", "updated_at")}


def _log_events(lines: list[Document]) -> list[NewEvent]:
    return [NewEvent("log_appended", {"lines": lines})] if lines else []


def _origin_events(document: Document, origin: Origin | None) -> list[NewEvent]:
    if origin is None:
        return []
    return [NewEvent("template_applied", {"investigation_id": document["investigation_id"]} | asdict(origin))]


def _store_entity_types(tx: Transaction, before: Document, after: Document) -> None:
    had, has = entity_types_of(before), entity_types_of(after)
    if had == has:
        return
    investigation_id = after["investigation_id"]
    tx.delete(EntityType, {"investigation_id": investigation_id})
    rows = [{"investigation_id": investigation_id, "entity_type": entity_type} for entity_type in sorted(has)]
    if rows:
        tx.insert(EntityType, rows)


def _event_row(tx: Transaction, caller: Caller, row: Row, event: NewEvent) -> dict[str, Any]:
    return {
        "investigation_id": row["investigation_id"],
        "version": row["version"],
        "event_type": event.event_type,
        "timestamp": event.timestamp or tx.now,
        "committed_at": tx.now,
        "actor": caller.user_id,
        "source": caller.source,
        "request_id": caller.request_id,
        "data": orjson.dumps(event.data).decode(),
    }


# A patch costs some 20 us to read and apply: 4 ms at most for any version.
VERSIONS_APART = 200


def keep(tx: Transaction, row: Row, bare: Document) -> None:
    """Keep a snapshot when it is due. bare: the state in `row` without log lines, version and time."""
    if row["version"] % VERSIONS_APART:
        return
    identity = {name: row[name] for name in ("investigation_id", "incarnation", "version")}
    tx.insert(AuditSnapshot, [identity | {"state": orjson.dumps(bare).decode()}])
