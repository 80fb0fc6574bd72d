"""Record a change: state row, audit entry and events, all in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import orjson

from ...errors import AlreadyExists, UniqueViolation, VersionConflict
from ...store import StoredEvent, Transaction
from ...store.repositories import audit, events, states, usage
from ...store.repositories.usage import Amount
from ..audit.entries import append_entry
from ..events import leftovers
from ..events.envelope import event_id
from ..executors import ending
from ..identity.caller import Caller, Outcome
from ..merge_patch import is_same
from ..quotas.charging import charge
from ..versions.snapshots import keep_snapshot
from . import navigation
from .delta import VERSION_FIELDS, Delta, NewEvent
from .state import Document, Row, columns_of, entity_types_of, etag_of

_NOTHING = Amount()


@dataclass(frozen=True)
class Origin:
    """The version of a template that an investigation was made from."""

    template_id: str
    template_version: int


@dataclass(frozen=True)
class Change:
    """A change to record. after: the document after it; the recorder sets version and time.

    events: the events to append; None derives them from the difference. more_events: further events to append.
    action_type: what the audit entry names before the parts of the difference; None when those are all.
    columns: values that override the derived columns of the state. reported_events: how many events an executor
    reported. origin: the template version that the new settings come from.
    """

    after: Document
    events: Sequence[NewEvent] | None = None
    more_events: Sequence[NewEvent] = ()
    action_type: str | None = None
    columns: Row | None = None
    reported_events: int = 0
    origin: Origin | None = None

    @property
    def own_columns(self) -> Row:
        """The columns that do not follow from the document."""
        return (self.columns or {}) | (asdict(self.origin) if self.origin else {})

    def changes_nothing(self, before: Document) -> bool:
        """Return whether the change has no effect to record.

        A report, a share and the use of a template are recorded even when the document does not change.
        """
        if self.events is not None or self.origin is not None:
            return False
        members = (before.keys() | self.after.keys()) - VERSION_FIELDS
        return all(is_same(before.get(name), self.after.get(name)) for name in members)


def record_created(
    tx: Transaction, caller: Caller, document: Document, origin: Origin | None = None
) -> tuple[Row, list[StoredEvent]]:
    """Store a new investigation and return its row and its events.

    Raises AlreadyExists when the id is in use, or was last used by another user: the answer is the same for both.
    Raises EventsLeft while a former investigation of this id is being deleted.
    """
    investigation_id = document["investigation_id"]
    incarnation = audit.next_incarnation(tx, investigation_id)
    if incarnation and audit.last_owner(tx, investigation_id) != document["user_id"]:
        raise _taken(investigation_id)
    row = columns_of(document, {}) | {"incarnation": incarnation, "last_accessed": tx.now, "navigation_json": None}
    row |= asdict(origin) if origin else {}
    try:
        states.insert(tx, row)
    except UniqueViolation:
        raise _taken(investigation_id) from None
    leftovers.require_no_leftovers(tx, investigation_id, row["user_id"])
    delta = Delta({}, document)
    _store_entity_types(tx, delta)
    update, *log = delta.update_events()
    action_types = [*_cause(origin), "STATE_CREATED", *delta.action_types]
    entry = append_entry(tx, caller, row, action_types, previous={}, changes=update.data["changes"])
    stored_bytes = usage.row_bytes(row, usage.STATES) + usage.row_bytes(entry, usage.ENTRIES)
    new_events = [update, *log, *_origin_events(document, origin)]
    return row, append(tx, caller, row, new_events, Amount(1, stored_bytes))


def record_changed(
    tx: Transaction, caller: Caller, row: Row, before: Document, change: Change
) -> tuple[Row, list[StoredEvent]]:
    """Store the next version of `row`, whose document is `before`, and return the new row and its events.

    A change without effect is not recorded: `row` is returned unchanged, with no events.
    Raises VersionConflict when the stored row has a newer version.
    """
    if change.changes_nothing(before):
        return row, []
    after, ended = ending.end_with_work(tx, before, change.after)
    after |= {"version": before["version"] + 1, "updated_at": tx.now}
    delta = Delta(before, after)
    # SQLite updates the indexes and fires the triggers of every column that an UPDATE names, even if its value stays.
    changed = {name: value for name, value in columns_of(after, before).items() if row[name] != value}
    columns = changed | navigation.columns_of(row, before, after) | change.own_columns
    chain_end = states.update(tx, row, columns)
    if chain_end is None:
        raise VersionConflict("The state has changed meanwhile.")
    _store_entity_types(tx, delta)
    written = row | columns
    action_types = dict.fromkeys([*_cause(change.origin, change.action_type), *delta.action_types]) or ["STATE_UPDATED"]
    patches = {"previous": delta.reverse, "changes": delta.forward}
    entry = append_entry(tx, caller, written, [*action_types], **patches, chain_end=chain_end)
    stored_bytes = usage.row_bytes(entry, usage.ENTRIES) + keep_snapshot(tx, written, entry, delta)
    texts = [text for text in usage.STATES.texts if text in columns]
    stored_bytes += usage.text_bytes(columns, texts) - usage.text_bytes(row, texts)
    new_events = delta.events() if change.events is None else change.events
    new_events = [*new_events, *_origin_events(after, change.origin), *change.more_events, *ended]
    return written, append(tx, caller, written, new_events, Amount(0, stored_bytes, change.reported_events))


def append(
    tx: Transaction, caller: Caller, row: Row, new_events: Sequence[NewEvent], amount: Amount = _NOTHING
) -> list[StoredEvent]:
    """Append events about the investigation in `row`, at the row's version, and return them as stored.

    amount: what the change stores apart from the events; the owner is charged for both. Raises LimitReached.
    """
    event_rows = [_event_row(tx, caller, row, event) for event in new_events]
    stored_bytes = amount.stored_bytes + sum(usage.row_bytes(event_row, usage.EVENTS) for event_row in event_rows)
    charge(tx, caller, row["user_id"], replace(amount, stored_bytes=stored_bytes))
    return events.append_events(tx, row["user_id"], event_rows)


def outcome_of(tx: Transaction, row: Row, stored: Sequence[StoredEvent], body: bytes) -> Outcome:
    """Return the outcome of a change, with the state's new version and entity tag and the ids of its events."""
    event_ids = tuple(event_id(tx.epoch, event.offset) for event in stored)
    return Outcome(row["investigation_id"], row["version"], etag_of(row, tx.epoch), body.decode(), event_ids)


def _taken(investigation_id: str) -> AlreadyExists:
    return AlreadyExists(f"The id {investigation_id} cannot be used.")


def _cause(origin: Origin | None, action_type: str | None = None) -> list[str]:
    if origin is not None:
        return ["TEMPLATE_APPLIED"]
    return [action_type] if action_type else []


def _origin_events(document: Document, origin: Origin | None) -> list[NewEvent]:
    if origin is None:
        return []
    return [NewEvent("template_applied", {"investigation_id": document["investigation_id"]} | asdict(origin))]


def _store_entity_types(tx: Transaction, delta: Delta) -> None:
    if "settings" not in delta.changed_sections:
        return
    entity_types = entity_types_of(delta.after)
    if entity_types != entity_types_of(delta.before):
        states.replace_entity_types(tx, delta.after["investigation_id"], entity_types)


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
        "trace_id": caller.trace_id,
    }
