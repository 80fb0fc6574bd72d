"""`EventType`, the JSON of an event, and the functions that folds share (contract section 4).

The types themselves are listed in `executor_event_types` and `service_event_types`. The fold of a type applies one
event to a state's document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from ...store import StoredEvent
from ..fields import ObjectSchema

Document = dict[str, Any]


def event_id(epoch: str, offset: int) -> str:
    """Return `<epoch>-<offset>`, the same id on every transport."""
    return f"{epoch}-{offset}"


def event_json(event: StoredEvent, epoch: str) -> bytes:
    """Encode the envelope; the stored data is spliced in as it is."""
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
            "data": orjson.Fragment(event.data),
        }
    )


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the log as a fold takes it.

    timestamp: when it happened, as the executor reports it; states show it, and nothing is computed from it.
    committed_at: when it was stored, by the service's clock; `updated_at` and `archived_at` take this value.
    """

    event_type: str
    data: Document
    version: int
    timestamp: str
    committed_at: str


Fold = Callable[[Document, Event], Document]


def unchanged(document: Document, event: Event) -> Document:  # noqa: ARG001 - the signature of a fold
    """Return the document as it is: the event only announces a change that another event of its version makes."""
    return document


@dataclass(frozen=True)
class EventType:
    """A type of events, and what it does to a state.

    summary: what has happened, for the API's description. schema: of `data`.

    fold: a pure function that returns the new document. reported: whether executors may send the event.
    """

    name: str
    summary: str
    schema: ObjectSchema
    fold: Fold = unchanged
    reported: bool = False


def with_progress(document: Document, **members: Any) -> Document:
    """Return the document with members of its progress replaced; None removes one."""
    progress = (document.get("progress") or empty_progress()) | members
    return document | {"progress": {name: value for name, value in progress.items() if value is not None}}


def empty_progress() -> Document:
    """Return a progress section in which nothing has begun."""
    return {"overall_progress": 0.0, "phases": [], "agents": [], "tools_executed": [], "logs": []}


def upsert(
    items: list[Document], key: str, name: str, defaults: Document | None = None, **members: Any
) -> list[Document]:
    """Return the list with the item of that name updated, or appended; a None keeps the item's value.

    defaults: the members of an appended item that `members` does not set.
    """
    given = {member: value for member, value in members.items() if value is not None}
    position = next((index for index, item in enumerate(items) if item[key] == name), None)
    if position is None:
        return [*items, {key: name} | (defaults or {}) | given]
    return [*items[:position], items[position] | given, *items[position + 1 :]]


def progress_list(document: Document, name: str) -> list[Document]:
    """Return a list of the document's progress, empty when there is none."""
    items: list[Document] = (document.get("progress") or {}).get(name, [])
    return items
