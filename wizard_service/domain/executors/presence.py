"""The executor in the progress of an investigation, which the service alone writes."""

from typing import Any

from ...store import Reader, Row
from ...store.repositories.executors import leases
from ..events import Event, fold
from ..vocabulary import ATTACHED, FINAL_STATUSES, LOST, RELEASED, SETTINGS

Document = dict[str, Any]
# The status of the executor by how its lease ended. A reset or deleted investigation has no executor any more.
_STATUS_OF_LEASE = {None: None, "living": ATTACHED, "lost": LOST, "reset": None, "deleted": None}


def attached(lease: Row, *, takeover: bool = False) -> Document:
    """Return the data of `executor_attached`."""
    data = {"executor": lease["executor"], "fence": lease["fence"]}
    return data | {"takeover": True} if takeover else data


def gone(lease: Row) -> Document:
    """Return the data of `executor_released` and `executor_lost`."""
    return {name: lease[name] for name in ("executor", "fence", "last_seen_at")}


def with_event(document: Document, event_type: str, data: Document, now: str) -> Document:
    """Return the document after an event that the change of this document is going to append."""
    folded = fold(document, Event(event_type, data, document["version"], now, now))
    return folded | {"updated_at": document["updated_at"]}


def status_of_lease(end: str | None) -> str | None:
    """Return the status of the executor as the progress has it. end: how its lease ended, `living`, or None."""
    return _STATUS_OF_LEASE.get(end, RELEASED)


def without_executor(document: Document) -> Document:
    """Return the document without its executor, who does not work on a copy."""
    if "executor" not in (document.get("progress") or {}):
        return document
    others = {name: value for name, value in document["progress"].items() if name != "executor"}
    return document | {"progress": others}


def end_of_work(before: Document, after: Document) -> str | None:
    """Return why a change ends the work of an executor, None when the work goes on.

    The reason is one of completed, cancelled, archived and reset.
    """
    if after["status"] in FINAL_STATUSES and after["status"] != before["status"]:
        return str(after["status"]).lower()
    if after.get("archived_at") and not before.get("archived_at"):
        return "archived"
    return "reset" if after["wizard_step"] == SETTINGS != before["wizard_step"] else None


def has_lost_executor(reader: Reader, investigation_id: str) -> bool:
    """Return whether the last executor of an investigation was lost and no other has taken its place."""
    lease = leases.find_newest(reader, investigation_id)
    return lease is not None and lease["end_reason"] == "lost"
