"""The allowed transitions of step and status, and their side effects (contract section 3)."""

from datetime import datetime, timedelta
from typing import Any

from ...errors import InvalidTransition
from ...timestamps import timestamp
from ..events.folding import empty_progress
from ..inputs.documents import without_open_inputs
from ..vocabulary import CANCELLED, COMPLETED, ERROR, FINAL_STATUSES, IN_PROGRESS, PROGRESS, RESULTS, SETTINGS
from .sections import validate_section
from .state import differs

Document = dict[str, Any]

STATUS_TRANSITIONS = {IN_PROGRESS: (COMPLETED, ERROR, CANCELLED), ERROR: (IN_PROGRESS, CANCELLED)}
STEP_TRANSITIONS = {SETTINGS: (PROGRESS,), PROGRESS: (RESULTS, SETTINGS), RESULTS: (SETTINGS,)}


def check_transition(before: Document, after: Document, now: str) -> Document:
    """Return `after` with the side effects of its transition.

    Entering PROGRESS sets `started_at`. Going back to SETTINGS drops progress and results and sets the status to
    IN_PROGRESS. Going from ERROR to IN_PROGRESS drops the reported error. A final status withdraws open inputs.
    Raises InvalidTransition, which names the old, the requested and the allowed values.
    """
    step, status = after["wizard_step"], after["status"]
    if step == SETTINGS and before["wizard_step"] != SETTINGS:
        _check_status(before["status"], status)
        return _reset_to_settings(after)
    _check_status(before["status"], status)
    _check_step(before["wizard_step"], step, status, after)
    if differs(before, after, "settings"):
        check_settings_open(before)
    if before["wizard_step"] == SETTINGS and step == PROGRESS:
        return _started(after, now)
    if status in FINAL_STATUSES:
        return without_open_inputs(after)
    return without_error(after) if before["status"] == ERROR and status == IN_PROGRESS else after


def check_created(document: Document, now: str) -> Document:
    """Return a new document with the side effects of its step, which is SETTINGS, or PROGRESS with valid settings."""
    if document["status"] != IN_PROGRESS:
        raise _refused("status", "nothing", document["status"], [IN_PROGRESS])
    if document["wizard_step"] == PROGRESS:
        _check_settings(document)
        return _started(document, now)
    if document["wizard_step"] == RESULTS:
        raise _refused("wizard_step", "nothing", RESULTS, [SETTINGS, PROGRESS])
    return document


def check_settings_open(document: Document) -> None:
    """Raise InvalidTransition unless the step is SETTINGS, the only step in which settings may change."""
    if document["wizard_step"] != SETTINGS:
        raise _refused("settings", document["wizard_step"], "changed settings", [SETTINGS])


def check_reportable(document: Document) -> None:
    """Raise InvalidTransition when the status is final, because a finished investigation accepts no reports."""
    if document["status"] in FINAL_STATUSES:
        details = {"field": "status", "from_value": document["status"], "to_value": document["status"], "allowed": []}
        raise InvalidTransition(f"The investigation is {document['status']}: it takes no more reports.", **details)


def check_status_change(document: Document, end: str) -> None:
    """Raise InvalidTransition unless the status may change to `end`."""
    status = document["status"]
    allowed = STATUS_TRANSITIONS.get(status, ())
    if end not in allowed:
        raise _refused("status", status, end, allowed)


def without_error(document: Document) -> Document:
    """Return the document without the error in its progress."""
    progress = document.get("progress") or {}
    if "error" not in progress:
        return document
    return document | {"progress": {name: value for name, value in progress.items() if name != "error"}}


def triggered_by(from_step: str, to_step: str) -> str:
    """Return the cause of a step change, for the event `step_changed`."""
    causes = {(SETTINGS, PROGRESS): "investigation_started", (PROGRESS, RESULTS): "investigation_completed"}
    return causes.get((from_step, to_step), "user_navigation")


def _check_status(before: str, after: str) -> None:
    allowed = STATUS_TRANSITIONS.get(before, ())
    if after != before and after not in allowed:
        raise _refused("status", before, after, allowed)


def _check_step(before: str, after: str, status: str, document: Document) -> None:
    if after == before:
        return
    allowed = STEP_TRANSITIONS[before]
    if after not in allowed:
        raise _refused("wizard_step", before, after, allowed)
    if after == PROGRESS:
        _check_settings(document)
    if after == RESULTS and status not in (COMPLETED, ERROR):
        raise _refused("wizard_step", before, after, [step for step in allowed if step != RESULTS], f" while {status}")


def _check_settings(document: Document) -> None:
    settings = document.get("settings")
    if settings is None:
        raise _not_startable(" without settings", "settings", "Settings are required to start.")
    validate_section("settings", settings)
    if not any(tool["enabled"] for tool in settings["tools"]):
        raise _not_startable(" without an enabled tool", "settings.tools", "At least one tool must be enabled.")


def _started(document: Document, now: str) -> Document:
    progress = {"started_at": now} | (document.get("progress") or empty_progress())
    return document | {"progress": progress, "settings": _with_resolved_range(document["settings"], now)}


def _with_resolved_range(settings: Document, now: str) -> Document:
    """Return the settings with a relative time range that ends now. It stays relative, for the next start."""
    relative = settings["time_range"]
    if "last_s" not in relative:
        return settings
    start = timestamp(datetime.fromisoformat(now) - timedelta(seconds=relative["last_s"]))
    return settings | {"time_range": relative | {"start": start, "end": now}}


def _reset_to_settings(document: Document) -> Document:
    kept = {name: value for name, value in document.items() if name not in ("progress", "results")}
    return kept | {"status": IN_PROGRESS}


def _not_startable(reason: str, field: str, message: str) -> InvalidTransition:
    """Return the error for settings that do not permit a start; like a validation error it names the field."""
    errors = [{"field": field, "message": message}]
    return _refused("wizard_step", SETTINGS, PROGRESS, [SETTINGS], reason, errors=errors)


def _refused(field: str, before: str, after: str, allowed: Any, reason: str = "", **members: Any) -> InvalidTransition:
    values = list(allowed)
    detail = f"{field} cannot go from {before} to {after}{reason}; allowed: {', '.join(values) or 'nothing'}."
    return InvalidTransition(detail, field=field, from_value=before, to_value=after, allowed=values, **members)
