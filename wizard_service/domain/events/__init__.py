"""Every event type of the feed, and the fold: the events from version 1 on, applied in order, give the state."""

from collections.abc import Iterable

from .executor_event_types import PROGRESS_REPORTED
from .findings import FINDING_ADDED
from .folding import Document, Event, EventType, Folding
from .inputs import INPUT_GIVEN, INPUT_REQUESTED, INPUT_WITHDRAWN
from .lease_event_types import LEASE_EVENTS
from .service_event_types import STATE_CHANGES

REPORTED = (*PROGRESS_REPORTED, INPUT_REQUESTED, INPUT_WITHDRAWN, FINDING_ADDED)
RECORDED = (*STATE_CHANGES, *LEASE_EVENTS, INPUT_GIVEN)
EVENT_TYPES: dict[str, EventType] = {event_type.name: event_type for event_type in (*RECORDED, *REPORTED)}


def fold_into(folding: Folding, event: Event) -> None:
    """Apply one event to a document; documents hold no null members."""
    EVENT_TYPES[event.event_type].fold(folding, event)
    folding.stamp(event)


def fold(document: Document, event: Event) -> Document:
    """Return the document after one event."""
    folding = Folding(document)
    fold_into(folding, event)
    return folding.result()


def fold_all(events: Iterable[Event]) -> Document:
    """Return the document after the events of one investigation, which begin with version 1."""
    folding = Folding({})
    for event in events:
        fold_into(folding, event)
    return folding.result()


__all__ = ["EVENT_TYPES", "REPORTED", "Document", "Event", "EventType", "Folding", "fold", "fold_all", "fold_into"]
