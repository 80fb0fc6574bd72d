"""An event as every client sees it (contract section 4).

What an event type is: its data, whether executors report it, and what it does to a state.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from ...store import StoredEvent
from ..fields import Part


def event_id(epoch: str, offset: int) -> str:
    """Return `<epoch>-<n>`, the same id on every transport."""
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
            "actor": event.actor,
            "source": event.source,
            "request_id": event.request_id,
            "data": orjson.Fragment(event.data),
        }
    )


Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One change as the log tells it.

    timestamp: when it happened; committed_at: when it was stored, which is what `updated_at` of the state becomes.
    """

    event_type: str
    data: Document
    version: int
    timestamp: str
    committed_at: str


Fold = Callable[[Document, Event], Document]


def unchanged(document: Document, event: Event) -> Document:  # noqa: ARG001 - the signature of a fold
    """Fold of an event that tells what another event of the same version has done."""
    return document


@dataclass(frozen=True)
class EventType:
    """tells: what has happened, for readers of the API's description. schema: of `data`.

    reported: executors may send it. fold: a pure function, returns the new document.
    """

    name: str
    tells: str
    schema: Part
    fold: Fold = unchanged
    reported: bool = False


def with_progress(document: Document, **members: Any) -> Document:
    """Return the document with members of its progress replaced; None removes one."""
    progress = (document.get("progress") or empty_progress()) | members
    return document | {"progress": {name: value for name, value in progress.items() if value is not None}}


def empty_progress() -> Document:
    return {"overall_progress": 0.0, "phases": [], "agents": [], "tools_executed": [], "logs": []}


def upsert(items: list[Document], key: str, name: str, **members: Any) -> list[Document]:
    """Return the list with the item of that name updated, or appended; members that are None are left alone."""
    known = {member: value for member, value in members.items() if value is not None}
    if any(item[key] == name for item in items):
        return [item | known if item[key] == name else item for item in items]
    return [*items, {key: name} | known]


def progress_list(document: Document, name: str) -> list[Document]:
    found: list[Document] = (document.get("progress") or {}).get(name, [])
    return found
