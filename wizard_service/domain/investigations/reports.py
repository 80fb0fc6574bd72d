"""What executors report: events, folded into the state by the service (contract sections 3 and 4).

How long what has ended took, where its executor does not say so: the state knows when it began.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from marshmallow import ValidationError as MarshmallowError

from ...config import StateSettings
from ...errors import ValidationError
from ...store import Backend, Transaction
from ..events import EVENT_TYPES, REPORTED, Event, fold
from ..events.types import Document, event_json, progress_list
from ..fields import Moment
from ..identity.caller import Caller, Outcome
from ..merge_patch import without_nulls
from . import access, recorder
from .idempotency import write_once
from .recorder import NewEvent, outcome_of
from .sections import field_errors
from .state import check_sizes, document_of
from .transitions import check_reportable

MAX_REPORTS = 100
_MEMBERS = {"event_type", "data", "timestamp"}


def report(store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, reports: Any) -> Outcome:
    """Append one reported event, or a list of at most 100, all or none, and fold them into the state.

    The outcome's body is `{version, events: [as stored]}`.
    Raises ValidationError naming each wrong field, InvalidTransition once the investigation is over.
    """
    events = load_reports(reports)
    return write_once(store, caller, lambda tx: _report(tx, limits, caller, investigation_id, events))


def load_reports(reports: Any) -> list[NewEvent]:
    """Validate what an executor sent, one object or a list of them."""
    if isinstance(reports, dict):
        reports = [reports]
    if not isinstance(reports, list) or not 1 <= len(reports) <= MAX_REPORTS:
        raise ValidationError([("events", f"Must be one event or a list of 1 to {MAX_REPORTS} events.")])
    errors: list[tuple[str, str]] = []
    loaded = [_load_report(each, f"events.{index}", errors) for index, each in enumerate(reports)]
    if errors:
        raise ValidationError(errors)
    return loaded


def _load_report(sent: Any, path: str, errors: list[tuple[str, str]]) -> NewEvent:
    nothing = NewEvent("", {})
    if not isinstance(sent, dict):
        errors.append((path, "Must be an object."))
        return nothing
    errors += [(f"{path}.{name}", "Unknown field.") for name in sent if name not in _MEMBERS]
    event_type = EVENT_TYPES.get(sent["event_type"]) if isinstance(sent.get("event_type"), str) else None
    if event_type is None or not event_type.reported:
        reported = ", ".join(each.name for each in REPORTED)
        errors.append((f"{path}.event_type", f"Must be one of: {reported}."))
        return nothing
    try:
        timestamp = Moment(allow_none=True).deserialize(sent.get("timestamp"))
    except MarshmallowError as error:
        errors += field_errors(error.messages, f"{path}.timestamp")
        return nothing
    try:
        data = without_nulls(event_type.schema.load(sent.get("data", {})))
    except MarshmallowError as error:
        errors += field_errors(error.normalized_messages(), f"{path}.data")
        return nothing
    return NewEvent(event_type.name, data, timestamp)


def _report(
    tx: Transaction, limits: StateSettings, caller: Caller, investigation_id: str, reports: list[NewEvent]
) -> Outcome:
    row = access.get_editable(tx.database, caller.principal, investigation_id)
    before = document_of(row)
    check_reportable(before)
    after, events = before, []
    for each in reports:
        sent = Event(each.event_type, each.data, before["version"] + 1, each.timestamp or tx.now, tx.now)
        told = replace(sent, data=with_duration(after, sent))
        after = fold(after, told)
        events.append(replace(each, data=told.data))
    events += recorder.consequences(before, after)
    written, stored = recorder.record_changed(tx, caller, before, row, after, events)
    check_sizes(written, limits)
    shown = [orjson.Fragment(event_json(event, tx.epoch)) for event in stored]
    body = orjson.dumps({"version": written["version"], "events": shown})
    return outcome_of(tx, written, stored, body)


_MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class _Timed:
    """named: the member of an event that names what has ended. told: the member for how long it took."""

    named: str
    told: str
    list_name: str
    key: str


_TIMED = {
    "tool_execution_completed": _Timed("tool_name", "duration_ms", "tools_executed", "tool_name"),
    "phase_changed": _Timed("from_phase", "from_phase_duration_ms", "phases", "phase_name"),
}


def with_duration(document: Document, event: Event) -> Document:
    """Return the event's data with the duration in ms; as it is when that is told, or when no beginning is known."""
    timed = _TIMED.get(event.event_type)
    if timed is None or timed.told in event.data:
        return event.data
    items = progress_list(document, timed.list_name)
    item = next((each for each in items if each[timed.key] == event.data.get(timed.named)), {})
    if not item.get("started_at"):
        return event.data
    took = datetime.fromisoformat(event.timestamp) - datetime.fromisoformat(item["started_at"])
    return event.data | {timed.told: max(0, took // _MS)}
