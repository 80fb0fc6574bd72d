"""Events reported by executors: validated, folded into the state and recorded (contract sections 3 and 4).

When an executor leaves out a duration, the service computes it from its own clock.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
from marshmallow import ValidationError as MarshmallowError

from ...config import StateSettings
from ...errors import MAX_ERRORS, LimitReached, ValidationError
from ...store import Backend, Transaction
from ...store.repositories.events import find_commit_time
from ..events import EVENT_TYPES, REPORTED, Document, Event, Folding, fold_into
from ..events.envelope import event_json
from ..events.inputs import MAX_INPUTS, oldest_closed
from ..executors import fencing
from ..fields import Timestamp
from ..identity.caller import Caller, Outcome
from ..merge_patch import without_nulls
from . import access, recorder
from .delta import Delta, NewEvent
from .idempotency import write_once
from .recorder import Change
from .sections import field_errors
from .state import Row, check_new_sizes, check_size, document_of
from .transitions import check_reportable

MAX_REPORTS = 100
_TIMESTAMP = Timestamp(allow_none=True)
_MEMBERS = {"event_type", "data", "timestamp"}
_MS = timedelta(milliseconds=1)


def report(store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, reports: Any) -> Outcome:
    """Append a reported event, or a list of at most 100 atomically, and fold them into the state.

    The body of the outcome is `{version, events}`, with the events as stored.
    Raises ValidationError naming each invalid field, TooLarge, InvalidTransition once the status is final, LeaseHeld or
    LeaseLost without the lease while one lives, and LimitReached or RateLimited beyond the owner's quotas.
    """
    events = load_reports(reports, limits)
    change = partial(_report, limits, caller, investigation_id, events)
    return write_once(store, caller, change, locks=[("investigation", investigation_id)])


def load_reports(reports: Any, limits: StateSettings) -> list[NewEvent]:
    """Validate one reported event or a list of them. Sizes are checked before members."""
    if isinstance(reports, dict):
        reports = [reports]
    if not isinstance(reports, list) or not 1 <= len(reports) <= MAX_REPORTS:
        raise ValidationError([("events", f"Must be one event or a list of 1 to {MAX_REPORTS} events.")])
    _check_report_sizes(reports, limits)
    errors: list[tuple[str, str]] = []
    loaded = []
    for index, report in enumerate(reports):
        loaded.append(_load_report(report, f"events.{index}", errors))
        if len(errors) > MAX_ERRORS:
            break
    if errors:
        raise ValidationError(errors)
    return loaded


def _check_report_sizes(reports: list[Any], limits: StateSettings) -> None:
    sizes = [len(orjson.dumps(report)) for report in reports]
    for index, size in enumerate(sizes):
        check_size(f"event {index}", size, limits.event_max_size_kb, field=f"events.{index}")
    check_size("report", sum(sizes), limits.report_max_size_kb, field="events")


def _load_report(sent: Any, path: str, errors: list[tuple[str, str]]) -> NewEvent:
    invalid = NewEvent("", {})
    if not isinstance(sent, dict):
        errors.append((path, "Must be an object."))
        return invalid
    errors += [(f"{path}.{name}", "Unknown field.") for name in sent if name not in _MEMBERS]
    event_type = EVENT_TYPES.get(sent["event_type"]) if isinstance(sent.get("event_type"), str) else None
    if event_type is None or not event_type.reported:
        reported = ", ".join(event_type.name for event_type in REPORTED)
        errors.append((f"{path}.event_type", f"Must be one of: {reported}."))
        return invalid
    try:
        timestamp = _TIMESTAMP.deserialize(sent.get("timestamp"))
    except MarshmallowError as error:
        errors += field_errors(error.messages, f"{path}.timestamp")
        return invalid
    try:
        data = without_nulls(event_type.schema.load(sent.get("data", {})), f"{path}.data")
    except ValidationError as error:
        errors += [(each["field"], each["message"]) for each in error.members["errors"]]
        return invalid
    except MarshmallowError as error:
        errors += field_errors(error.normalized_messages(), f"{path}.data")
        return invalid
    return NewEvent(event_type.name, data, timestamp)


def _report(
    limits: StateSettings, caller: Caller, investigation_id: str, reports: list[NewEvent], tx: Transaction
) -> Outcome:
    row, lease = access.get_reportable(tx, caller, investigation_id)
    before = document_of(row)
    # The status of an investigation that has ended says more than the end of its lease.
    check_reportable(before)
    fencing.check_and_renew(tx, caller, lease)
    after, events = _fold_reports(tx, row, before, reports)
    check_new_sizes(after, before, row, limits)
    events += Delta(before, after).consequences()
    written, stored = recorder.record_changed(
        tx, caller, row, before, Change(after, events, reported_events=len(reports))
    )
    stored_json = [orjson.Fragment(event_json(event, tx.epoch)) for event in stored]
    body = orjson.dumps({"version": written["version"], "events": stored_json})
    return recorder.outcome_of(tx, written, stored, body)


def _fold_reports(
    tx: Transaction, row: Row, document: Document, reports: list[NewEvent]
) -> tuple[Document, list[NewEvent]]:
    version, folding, events = document["version"] + 1, Folding(document), []
    for report in reports:
        event = Event(report.event_type, report.data, version, report.timestamp or tx.now, tx.now)
        event = replace(event, data=_with_duration(tx, row, folding, event))
        _check_room(folding, event)
        fold_into(folding, event)
        events.append(replace(report, data=event.data))
    return folding.result(), events


def _check_room(folding: Folding, event: Event) -> None:
    """Raise LimitReached for a question when as many as a state keeps are open."""
    if event.event_type != "input_requested" or folding.find("inputs", event.data["request_id"]):
        return
    if len(folding.items("inputs")) >= MAX_INPUTS and oldest_closed(folding) is None:
        raise LimitReached(f"{MAX_INPUTS} inputs are open; withdraw one first.", limit=MAX_INPUTS)


@dataclass(frozen=True)
class _Timed:
    """A type of event that ends a tool or a phase whose start was reported before.

    name_member: the member of the event that names the tool or phase. duration_member: the member for its duration in
    ms. started_by: the event types that report its start.
    """

    name_member: str
    duration_member: str
    list_name: str
    started_by: tuple[str, ...]


_TIMED = {
    "tool_execution_completed": _Timed("tool_name", "duration_ms", "tools_executed", ("tool_execution_started",)),
    "phase_changed": _Timed("from_phase", "from_phase_duration_ms", "phases", ("phase_changed", "progress_updated")),
}


def _with_duration(tx: Transaction, row: Row, folding: Folding, event: Event) -> Document:
    """Return the event's data with the duration added, unless it has one or the start is unknown."""
    timed = _TIMED.get(event.event_type)
    if timed is None or timed.duration_member in event.data:
        return event.data
    item = folding.find(timed.list_name, event.data.get(timed.name_member)) or {}
    duration = _duration_ms(tx, row, timed, item["started_at"]) if "started_at" in item else None
    return event.data if duration is None else event.data | {timed.duration_member: duration}


def _duration_ms(tx: Transaction, row: Row, timed: _Timed, started_at: str) -> int | None:
    """Return the time since the stored event that reported the start, None when no such event is stored.

    A start and an end in one request get no duration, because the service received both at the same moment, and their
    timestamps are only as accurate as the clocks of the executors.
    """
    committed_at = find_commit_time(
        tx, row["user_id"], row["investigation_id"], event_types=timed.started_by, timestamp=started_at
    )
    if committed_at is None:
        return None
    return max(0, (datetime.fromisoformat(tx.now) - datetime.fromisoformat(committed_at)) // _MS)
