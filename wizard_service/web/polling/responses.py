"""Build the responses to polls, from the database or from the stale cache."""

from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from ...domain.events.envelope import event_id, event_json
from ...domain.identity.principal import Principal
from ...domain.investigations.state import Row
from ...feed import polling
from ...feed.cursor import Cursor
from ...feed.polling import PollResult
from ...feed.presence import Poller
from ...timestamps import timestamp
from ..responses import EncodedResponse, encoded_json
from ..service import Service
from .decision import PollCheck, advised_interval_ms, poll_headers, require_current, unchanged_headers, weak_etag


class PollRequest(NamedTuple):
    """One poll, of an investigation or of everything that the principal owns.

    transport: `poll` or `long_poll`. with_state: whether the response has the state although there is a cursor.
    """

    service: Service
    principal: Principal
    poller: Poller
    cursor: Cursor | None
    transport: str
    with_state: bool


def response_from_database(poll: PollRequest, check: PollCheck) -> EncodedResponse:
    """Return a 304, or a 200 with what is new. Raises NotFound and CursorExpired."""
    service = poll.service
    if check.unchanged:
        return EncodedResponse(304, unchanged_headers(service, check, poll.transport))
    result = _idle_result(poll, check.row) or _read(poll)
    row = result.row
    service.feed.presence.polled(poll.poller, row["user_id"], result.offset, unchanged=False, transport=poll.transport)
    is_checked = row["version"] == check.row["version"] and row["incarnation"] == check.row["incarnation"]
    return _response(poll, result, check.etag if is_checked else weak_etag(service, row))


def response_from_cache(poll: PollRequest, is_unchanged: Callable[[str], bool], row: Row) -> EncodedResponse:
    """Return the response to a poll from a row of the stale cache, without events.

    is_unchanged: returns whether the client has what an entity tag stands for.
    """
    service, cursor = poll.service, poll.cursor
    if cursor is not None and cursor.epoch != service.store.epoch:
        # Offsets of another epoch are void. A cursor of this epoch may be newer than the cached row.
        require_current(service, cursor, row)
    etag = weak_etag(service, row)
    if is_unchanged(etag):
        return EncodedResponse(304, poll_headers(etag, None))
    offset = row["head"] if cursor is None else cursor.offset
    return _response(poll, PollResult(row, [], _no_changes(poll), offset), etag)


def _idle_result(poll: PollRequest, head: Row) -> PollResult | None:
    """Return an empty result when `head` shows that no event follows the cursor, None when `_read` must read the poll.

    None as well when the stale cache does not have this version: `_read` adds it, for reads while the storage fails.
    """
    if poll.cursor is None or poll.with_state or poll.cursor.offset < head["head"]:
        return None
    investigation_id = poll.poller.investigation_id
    if investigation_id and not poll.service.stale_cache.is_current(poll.principal, investigation_id, head):
        return None
    return PollResult(head, [], _no_changes(poll), head["head"])


def _read(poll: PollRequest) -> PollResult:
    store, principal, cursor = poll.service.store, poll.principal, poll.cursor
    after = cursor.offset if cursor else None
    if poll.poller.investigation_id is None:
        result = polling.read_owner_poll(store, principal, after, with_state=poll.with_state)
    else:
        result = polling.read_poll(store, principal, poll.poller.investigation_id, after)
    if cursor is not None and result.row["pruned"] > cursor.offset:
        # Retention has deleted events since the poll was checked.
        require_current(poll.service, cursor, result.row)
    if result.has_state:
        poll.service.stale_cache.remember(principal, result.row)
    return result


def _no_changes(poll: PollRequest) -> dict[str, Any] | None:
    # A poll of everything has no merge patch.
    return None if poll.poller.investigation_id is None else {}


def _response(poll: PollRequest, result: PollResult, etag: str) -> EncodedResponse:
    service, row = poll.service, result.row
    now = service.store.clock()
    interval_ms = advised_interval_ms(service, poll.poller.investigation_id, row, now)
    body = _subject(poll, row) | {
        "timestamp": timestamp(now),
        "has_changes": poll.cursor is None or bool(result.events),
        "cursor": event_id(service.store.epoch, result.offset),
        "next_poll_interval": interval_ms,
    }
    if poll.cursor is None or poll.with_state:
        body["state"] = result.state
    if poll.cursor is not None:
        body["events"] = [orjson.Fragment(event_json(event, service.store.epoch)) for event in result.events]
        body |= {} if result.changes is None else {"changes": result.changes}
    return encoded_json(body, poll_headers(etag, interval_ms))


def _subject(poll: PollRequest, row: Row) -> dict[str, Any]:
    if poll.poller.investigation_id is None:
        return {"user_id": row["user_id"]}
    return {"investigation_id": poll.poller.investigation_id, "version": row["version"]}
