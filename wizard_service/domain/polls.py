"""What a poll is told: what changed since a cursor, and the state it leads to, from one read."""

from dataclasses import dataclass
from typing import Any

from ..store import Store
from ..store.event_log import StoredEvent, has_events_after, read_feed, version_at
from . import access, log_lines
from .preconditions import changes_since
from .states import Row, document_of
from .tokens import Principal

# A poll with more to tell says so by its cursor: the next one goes on from there.
MAX_EVENTS = 500
GLANCE = ("user_id", "version", "incarnation", "wizard_step", "status", "archived_at", "updated_at")


@dataclass(frozen=True)
class Told:
    """row: the whole state, whose feed's head is `row["head"]`. n: where the next poll goes on."""

    row: Row
    events: list[StoredEvent]
    changes: dict[str, Any] | None
    n: int


def glance(store: Store, principal: Principal, investigation_id: str) -> Row:
    """Return what decides whether there is anything to tell: version, step, status, owner and the feed's head."""
    return access.visible_state(store.reader, principal, investigation_id, GLANCE)


def is_behind(store: Store, row: Row, investigation_id: str, after: int) -> bool:
    """Say whether there are events to tell after a cursor."""
    return bool(after < row["head"]) and has_events_after(store.reader, row["user_id"], investigation_id, after)


def tell(store: Store, principal: Principal, investigation_id: str, after: int | None) -> Told:
    """Return the state and, with a cursor, the events after it and the patch they make. Raises NotFound."""
    row = access.visible_state(store.reader, principal, investigation_id)
    if after is None:
        return Told(row, [], None, row["head"])
    events = read_feed(store.reader, row["user_id"], after, investigation_id=investigation_id, limit=MAX_EVENTS)
    # What was committed after the state was read belongs to the next poll.
    events = [event for event in events if event.n <= row["head"]]
    if len(events) == MAX_EVENTS:
        return Told(row, events, None, events[-1].n)
    return Told(row, events, _changes(store, row, after, events), row["head"])


def _changes(store: Store, row: Row, after: int, events: list[StoredEvent]) -> dict[str, Any] | None:
    if not events:
        return {}
    if any(event.version == 1 for event in events):
        # It was created, perhaps anew, after what the listener knows.
        return log_lines.without_lines(document_of(row))
    return changes_since(store, row, version_at(store.reader, row["user_id"], row["investigation_id"], after))
