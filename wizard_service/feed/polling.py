"""Reads the content of a poll: the events since a cursor, the changes they make, and the resulting state.

A poll of everything that the caller owns is handled like a poll of one investigation: its id is None, and its version
is the head of the feed.
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
from ..domain.versions.past_states import read_past_state
from ..domain.vocabulary import IN_PROGRESS, PROGRESS
from ..store import Backend, Reader
from ..store.backend import StoredEvent
from ..store.repositories import versions
from ..store.repositories.events import committed_at, feed_bounds, has_events_after, read_feed, read_versions

# One poll returns at most this many events and bytes; the next poll continues from its cursor. A poll exceeds the limit
# on bytes rather than split the events of one version.
MAX_EVENTS, MAX_BYTES = 500, 1024 * 1024
HEAD_COLUMNS = ("user_id", "version", "incarnation", "wizard_step", "status", "archived_at", "updated_at")
# The recommended interval for polls of everything is that of a running investigation.
_RUNNING: Row = {"incarnation": 0, "wizard_step": PROGRESS, "status": IN_PROGRESS, "archived_at": None}
_NEVER = "0001-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class PollResult:
    """The result of reading one poll.

    row: the state with the head of its owner's feed, or just the columns of `read_poll_head`.

    changes: the merge patch equivalent to the events, None without a cursor or when it cannot be computed.
    offset: the offset from which the next poll continues.
    """

    row: Row
    events: list[StoredEvent]
    changes: Document | None
    offset: int

    @property
    def has_state(self) -> bool:
        """Whether `row` holds the state. A poll of everything with a cursor does not read it."""
        return "investigation_id" in self.row or "listed" in self.row

    @property
    def state(self) -> Any:
        """The state of one investigation as JSON, or the list of active investigations."""
        return self.row["listed"] if "listed" in self.row else orjson.Fragment(state_json(self.row))


def read_poll_head(reader: Reader, principal: Principal, investigation_id: str | None) -> Row:
    """Return the few columns that decide whether anything is new and which interval to recommend.

    The row includes the bounds of the feed. Raises NotFound and Forbidden.
    """
    if investigation_id is not None:
        return access.get_readable(reader, principal, investigation_id, HEAD_COLUMNS)
    principal.require(READ, RUN)
    bounds = feed_bounds(reader, principal.user_id)
    changed_at = committed_at(reader, principal.user_id, bounds.head) or _NEVER
    feed = {"pruned": bounds.pruned, "head": bounds.head, "version": bounds.head}
    return _RUNNING | feed | {"user_id": principal.user_id, "updated_at": changed_at}


def is_behind(reader: Reader, row: Row, investigation_id: str | None, after: int) -> bool:
    """Return whether there are events after an offset."""
    if after >= row["head"]:
        return False
    return investigation_id is None or has_events_after(reader, row["user_id"], investigation_id, after)


def read_owner_poll(store: Backend, principal: Principal, after: int | None, *, with_state: bool) -> PollResult:
    """Read a poll of everything: the events after the cursor, if there is one, and the list of active investigations.

    With a cursor the list is read only if `with_state` is true.
    """
    with store.snapshot() as reader:
        row = read_poll_head(reader, principal, None)
        if after is None or with_state:
            row["listed"], _ = active_list.list_owned_active(reader, principal)
        if after is None:
            return PollResult(row, [], None, row["head"])
        events = read_feed(
            reader, principal.user_id, after, investigation_id=None, limit=MAX_EVENTS, max_bytes=MAX_BYTES
        )
        return PollResult(row, events, None, _next_offset(reader, row, None, events))


def read_poll(store: Backend, principal: Principal, investigation_id: str, after: int | None) -> PollResult:
    """Read a poll of one investigation: its state and, with a cursor, the events after it and the changes they make.

    Raises NotFound and Forbidden.
    """
    if after is None:
        row = access.get_readable(store, principal, investigation_id)
        return PollResult(row, [], None, row["head"])
    # All reads use one snapshot, so that the events lead to exactly this state and retention deletes none in between.
    with store.snapshot() as reader:
        row = access.get_readable(reader, principal, investigation_id)
        events, continues_version = read_versions(
            reader, row["user_id"], after, investigation_id, limit=MAX_EVENTS, max_bytes=MAX_BYTES
        )
        if len(events) == MAX_EVENTS:
            # More events of the last version may follow beyond the limit. That version is left out, so that events and
            # changes lead to the same state.
            events = _without_last_version(events)
        changes = _changes(reader, row, events, continues_version=continues_version)
        return PollResult(row, events, changes, _next_offset(reader, row, investigation_id, events))


def _next_offset(reader: Reader, row: Row, investigation_id: str | None, events: list[StoredEvent]) -> int:
    """Return the offset for the next poll: that of the last event, or the feed's head when no event follows it."""
    if events and is_behind(reader, row, investigation_id, events[-1].offset):
        return events[-1].offset
    return int(row["head"])


def _without_last_version(events: list[StoredEvent]) -> list[StoredEvent]:
    last = events[-1].version
    return events[: -sum(1 for _ in takewhile(lambda event: event.version == last, reversed(events)))]


def _changes(reader: Reader, row: Row, events: list[StoredEvent], *, continues_version: bool) -> Document | None:
    if not events:
        return {}
    first, last = events[0].version, events[-1].version
    if any(event.version == 1 for event in events):
        # The investigation was created after the client's cursor, perhaps under a reused id.
        return _changes_between(reader, row, 0, last)
    changes = _changes_between(reader, row, first - 1, last)
    if changes is None or not continues_version:
        return changes
    # The cursor is inside the first version, so the client may hold a value that a later event of it has reverted.
    return merge_patch.union(changes, _changes_between(reader, row, first, last) or {})


def _changes_between(reader: Reader, row: Row, old: int, new: int) -> Document | None:
    """Return the merge patch from one version to another, None when retention has deleted the required data.

    old: 0 stands for the absent state before the first version.
    """
    if new == row["version"]:
        return changes_since(reader, row, old) if old else log_lines.without_lines(document_of(row))
    before, after = _state_at(reader, row, old) if old else {}, _state_at(reader, row, new)
    return None if before is None or after is None else merge_patch.diff(before, after)


def _state_at(reader: Reader, row: Row, version: int) -> Document | None:
    key = (row["investigation_id"], row["incarnation"], version)
    past = read_past_state(reader, *key)
    if past is None:
        return None
    return past.document | {"version": version, "updated_at": versions.recorded_at(reader, *key)}
