"""`EventType`, and the JSON of an event (contract section 4).

The types themselves are listed in `executor_event_types` and `service_event_types`. The fold of a type applies one
event to a state's document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from ...store import StoredEvent
from ..fields import ObjectSchema
from .folding import Event, Folding

Document = dict[str, Any]


def event_id(epoch: str, offset: int) -> str:
    """Return `<epoch>-<offset>`, the same id on every transport."""
    return f"{epoch}-{offset}"


def event_json(event: StoredEvent, epoch: str) -> bytes:
    """Encode the envelope. The stored data is spliced in without parsing."""
    trace = {} if event.trace_id is None else {"trace_id": event.trace_id}
    return orjson.dumps(
        {
            "id": event_id(epoch, event.offset),
            "event_type": event.event_type,
            "investigation_id": event.investigation_id,
            "user_id": event.owner,
            "version": event.version,
            "timestamp": event.timestamp,
            "committed_at": event.committed_at,
            "actor": event.actor,
            "source": event.source,
            "request_id": event.request_id,
            **trace,
            "data": orjson.Fragment(event.data),
        }
    )


Fold = Callable[[Folding, Event], None]


def unchanged(folding: Folding, event: Event) -> None:
    """Do nothing: the event announces a change that another event of the same version makes."""


@dataclass(frozen=True)
class EventType:
    """A type of event.

    summary: what has happened, for the API description. schema: the schema of `data`. fold: applies an event to a
    `Folding`. reported: whether executors may send the event.
    """

    name: str
    summary: str
    schema: ObjectSchema
    fold: Fold = unchanged
    reported: bool = False
