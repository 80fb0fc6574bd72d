"""Every event type of the feed, and the fold: a state is the result of its events from version 1 on."""

from collections.abc import Iterable

from .event_type import Document, Event, EventType
from .executor_event_types import REPORTED
from .service_event_types import RECORDED

EVENT_TYPES: dict[str, EventType] = {event_type.name: event_type for event_type in (*RECORDED, *REPORTED)}


def fold(document: Document, event: Event) -> Document:
    """Return the document after one event; documents hold no null members."""
    folded = EVENT_TYPES[event.event_type].fold(document, event)
    return folded | {"version": event.version, "updated_at": event.committed_at}


def fold_all(events: Iterable[Event]) -> Document:
    """Return the document after the events of one investigation, which begin with version 1."""
    document: Document = {}
    for event in events:
        document = fold(document, event)
    return document


__all__ = ["EVENT_TYPES", "REPORTED", "Document", "Event", "EventType", "fold", "fold_all"]
