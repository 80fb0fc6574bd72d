"""What a poll is told: what changed since a cursor, and the state it leads to, from one read.

Everything that the caller owns is polled like one investigation; in place of its id stands None, and its version is the
head of the feed.
"""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import orjson

from ..domain import merge_patch
from ..domain.events import log_lines
from ..domain.identity.principal import READ, RUN, Principal
from ..domain.investigations import access, active_list
from ..domain.investigations.preconditions import changes_since
from ..domain.investigations.state import Document, Row, document_of, state_json
from ..domain.versions.past_states import past_state
from ..domain.vocabulary import IN_PROGRESS, PROGRESS
from ..store import Backend, versions
from ..store.backend import StoredEvent
from ..store.events import committed_at, feed_bounds, has_events_after, read_feed, version_at

# A poll with more to tell says so by its cursor: the next one goes on from there. A version that has begun is told.
MAX_EVENTS, ENOUGH_BYTES = 500, 1024 * 1024
GLANCE = ("user_id", "version", "incarnation", "wizard_step", "status", "archived_at", "updated_at")
# Whatever is going on there, somebody who follows all of it wants to know soon.
_AS_IF_RUNNING: Row = {"incarnation": 0, "wizard_step": PROGRESS, "status": IN_PROGRESS, "archived_at": None}
_NEVER = "0001-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class PollResult:
    """row: the whole state, whose feed's head is `row["head"]`. n: where the next poll goes on.

    changes: the merge patch that the events come to; None when there is none, or the way there is no longer kept.
    """

    row: Row
    events: list[StoredEvent]
    changes: Document | None
    offset: int

    @property
    def is_whole(self) -> bool:
        """Whether the row holds the state, and not only what a poll of everything by cursor needs."""
        return "investigation_id" in self.row or "listed" in self.row

    @property
    def state(self) -> Any:
        """The state of one investigation as JSON, or the active ones of all as a list."""
        return self.row["listed"] if "listed" in self.row else orjson.Fragment(state_json(self.row))


def read_poll_head(store: Backend, principal: Principal, investigation_id: str | None) -> Row:
    """Return what decides whether there is anything to tell: version, step, status, owner and the feed's head."""
    if investigation_id is not None:
        return access.get_readable(store, principal, investigation_id, GLANCE)
    principal.require(READ, RUN)
    bounds = feed_bounds(store, principal.user_id)
    changed_at = committed_at(store, principal.user_id, bounds.head) or _NEVER
    ends = {"pruned": bounds.pruned, "head": bounds.head, "version": bounds.head}
    return _AS_IF_RUNNING | ends | {"user_id": principal.user_id, "updated_at": changed_at}


def is_behind(store: Backend, row: Row, investigation_id: str | None, after: int) -> bool:
    """Say whether there are events to tell after a cursor."""
    if after >= row["head"]:
        return False
    return investigation_id is None or has_events_after(store, row["user_id"], investigation_id, after)


def read_owner_poll(store: Backend, principal: Principal, after: int | None, *, with_state: bool) -> PollResult:
    """Return, with a cursor, the events after it; without, or when asked for, what is active."""
    row = read_poll_head(store, principal, None)
    if after is None or with_state:
        listed, head = active_list.list_owned_active(store, principal)
        row |= {"listed": listed, "head": head, "version": head}
    if after is None:
        return PollResult(row, [], None, row["head"])
    events = _events(store, row, None, after)
    return PollResult(row, events, None, _told_up_to(store, row, None, events))


def read_poll(store: Backend, principal: Principal, investigation_id: str, after: int | None) -> PollResult:
    """Return the state and, with a cursor, the events after it and the patch they make. Raises NotFound."""
    row = access.get_readable(store, principal, investigation_id)
    if after is None:
        return PollResult(row, [], None, row["head"])
    events = _events(store, row, investigation_id, after)
    if len(events) == MAX_EVENTS:
        # More may come, of the last version too: without that one the changes lead where the events do.
        events = _without_last_version(events)
    return PollResult(
        row, events, _changes(store, row, after, events), _told_up_to(store, row, investigation_id, events)
    )


def _events(store: Backend, row: Row, investigation_id: str | None, after: int) -> list[StoredEvent]:
    events = read_feed(
        store,
        row["user_id"],
        after,
        investigation_id=investigation_id,
        limit=MAX_EVENTS,
        max_bytes=ENOUGH_BYTES,
        complete_versions=investigation_id is not None,
    )
    # What was committed after the state was read belongs to the next poll.
    return [event for event in events if event.offset <= row["head"]]


def _told_up_to(store: Backend, row: Row, investigation_id: str | None, events: list[StoredEvent]) -> int:
    """Return where the next poll goes on: after what was told, or if that is all where the feed ends."""
    if events and is_behind(store, row, investigation_id, events[-1].offset):
        return events[-1].offset
    return int(row["head"])


def _without_last_version(events: list[StoredEvent]) -> list[StoredEvent]:
    last = events[-1].version
    return events[: -sum(1 for _ in takewhile(lambda event: event.version == last, reversed(events)))]


def _changes(store: Backend, row: Row, after: int, events: list[StoredEvent]) -> Document | None:
    if not events:
        return {}
    first, last = events[0].version, events[-1].version
    if any(event.version == 1 for event in events):
        # It was created, perhaps anew, after what the listener knows.
        return _changes_between(store, row, 0, last)
    changes = _changes_between(store, row, first - 1, last)
    if changes is None or _version_known(store, row, after) != first:
        return changes
    # It was cut off in the midst of that version: it knows some of it, perhaps what was taken back since.
    return merge_patch.both(changes, _changes_between(store, row, first, last) or {})


def _version_known(store: Backend, row: Row, after: int) -> int | None:
    return version_at(store, row["user_id"], row["investigation_id"], after)


def _changes_between(store: Backend, row: Row, old: int, new: int) -> Document | None:
    """Return the merge patch from one version, 0 for none, to another; None when the way is no longer kept."""
    if new == row["version"]:
        return changes_since(store, row, old) if old else log_lines.without_lines(document_of(row))
    then, now = _state_at(store, row, old) if old else {}, _state_at(store, row, new)
    return None if then is None or now is None else merge_patch.diff(then, now)


def _state_at(store: Backend, row: Row, version: int) -> Document | None:
    which = (row["investigation_id"], row["incarnation"], version)
    past = past_state(store, *which)
    if past is None:
        return None
    return past.document | {"version": version, "updated_at": versions.recorded_at(store, *which)}
