"""How long what has ended took, where its executor does not say so: the state knows when it began."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .event_type import Document, Event, progress_list

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
