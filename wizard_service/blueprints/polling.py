"""Polling with ETag, cursor and long-poll (contract section 6).

The list of active investigations, to be polled (contract section 6).
"""

import time
from typing import Any

import orjson
from flask import Response, request

from ..domain.events.types import event_id, event_json
from ..domain.investigations import active_list
from ..domain.investigations.state import Row
from ..errors import StorageError
from ..feed import polling
from ..feed.cursor import Cursor, check_cursor
from ..feed.presence import Poller, client_id
from ..store.events import FeedBounds
from ..timestamps import timestamp
from ..web import schemas
from ..web.auth import is_authenticated, principal, principal_where
from ..web.blueprint import ApiBlueprint
from ..web.conditional import is_unchanged, require_match
from ..web.cursor_params import requested_cursor
from ..web.polling import decision
from ..web.polling.decision import PollCheck
from ..web.responses import polled_response
from ..web.service import current_service
from ..web.stale_cache import serve_stale

require_polling_principal = principal_where(lambda features: features.polling, "Polling is switched off here.")
blueprint = ApiBlueprint(
    "polling",
    __name__,
    authenticate=require_polling_principal,
    description="Polling with entity tags, cursors and long-poll",
)


@blueprint.route("/<investigation_id>/poll", methods=["GET"])
@blueprint.arguments(schemas.PollQuery, location="query")
@blueprint.response(200, schemas.Poll)
@blueprint.alt_response(304, description="Nothing new since the ETag in If-None-Match")
@blueprint.problems(400, 404, 410, 412, 429)
def poll(query: dict[str, Any], investigation_id: str) -> Response:
    """Tell what is new: the whole state, or with a cursor the events after it and the patch they make.

    `wait` holds the request until there is something to tell.
    """
    return _poll_or_recall(query, investigation_id)


@blueprint.route("/poll", methods=["GET"])
@blueprint.arguments(schemas.PollQuery, location="query")
@blueprint.response(200, schemas.PollAll)
@blueprint.alt_response(304, description="Nothing new since the ETag in If-None-Match")
@blueprint.problems(400, 410, 412, 429)
def poll_all(query: dict[str, Any]) -> Response:
    """Tell what is new of everything the caller owns: the list of what is active, or with a cursor the events after it.

    `wait` holds the request until there is something to tell.
    """
    return _poll_or_recall(query, None)


def _poll_or_recall(query: dict[str, Any], investigation_id: str | None) -> Response:
    try:
        return _poll(query, investigation_id)
    except StorageError as failure:

        def answer(row: Row) -> Response:
            return _stale_response(row, requested_cursor(), with_state=query.get("include") == "state")

        return serve_stale(current_service().stale_cache, principal(), investigation_id, failure, answer)


def _poll(query: dict[str, Any], investigation_id: str | None) -> Response:
    cursor = requested_cursor()
    seen = _look(investigation_id, cursor)
    if query["wait"] and (seen.unchanged or cursor is not None):
        _wait(investigation_id, seen.row, cursor, query["wait"])
        seen = _look(investigation_id, cursor)
    transport = "long_poll" if query["wait"] else "poll"
    if seen.unchanged:
        headers = decision.unchanged_headers(current_service(), _poller(investigation_id), seen, transport)
        return polled_response(None, headers)
    return _changed_response(investigation_id, cursor, transport, with_state=query.get("include") == "state")


@blueprint.after_request
def note_failure(response: Response) -> Response:
    """Remember for the owner that one of its pollers was told an error."""
    if response.status_code >= 400 and is_authenticated():
        current_service().feed.presence.failed(_poller((request.view_args or {}).get("investigation_id")))
    return response


def _poller(investigation_id: str | None) -> Poller:
    return Poller(investigation_id, principal().user_id, client_id(request.environ))


def _look(investigation_id: str | None, cursor: Cursor | None) -> PollCheck:
    if_none_match = request.headers.get("If-None-Match", "")
    seen = decision.evaluate(current_service(), principal(), investigation_id, if_none_match, cursor)
    require_match(seen.etag)
    return seen


def _changed_response(
    investigation_id: str | None, cursor: Cursor | None, transport: str, *, with_state: bool
) -> Response:
    service, after = current_service(), cursor.offset if cursor else None
    if investigation_id is None:
        told = polling.read_owner_poll(service.store, principal(), after, with_state=with_state)
    else:
        told = polling.read_poll(service.store, principal(), investigation_id, after)
    poller, owner = _poller(investigation_id), told.row["user_id"]
    if cursor is not None:
        # Once more after reading: retention may have dropped some of it meanwhile.
        service.feed.check(owner, cursor)
    service.feed.presence.polled(poller, owner, told.offset, unchanged=False, transport=transport)
    if told.has_state:
        service.stale_cache.remember(principal(), told.row)
    return _answer(told, cursor, with_state=with_state)


def _stale_response(row: Row, cursor: Cursor | None, *, with_state: bool) -> Response:
    epoch = current_service().store.epoch
    if cursor is not None and cursor.epoch != epoch:
        # Its number means nothing here. One of this epoch may be newer than what is remembered.
        check_cursor(cursor, epoch, FeedBounds(row["pruned"], row["head"]))
    if is_unchanged(decision.weak_etag(current_service(), row)):
        return polled_response(None, decision.headers(decision.weak_etag(current_service(), row), None))
    told = polling.PollResult(row, [], None if "listed" in row else {}, cursor.offset if cursor else row["head"])
    return _answer(told, cursor, with_state=with_state)


def _answer(told: polling.PollResult, cursor: Cursor | None, *, with_state: bool) -> Response:
    service = current_service()
    store, investigation_id = service.store, told.row.get("investigation_id")
    advised_ms = decision.interval_ms(service, investigation_id, told.row)
    subject = ("investigation_id", "version") if investigation_id else ("user_id",)
    body: dict[str, Any] = {name: told.row[name] for name in subject} | {
        "timestamp": timestamp(store.clock()),
        "has_changes": cursor is None or bool(told.events),
        "cursor": event_id(store.epoch, told.offset),
        "next_poll_interval": advised_ms,
    }
    if cursor is None or with_state:
        body["state"] = told.state
    if cursor is not None:
        body["events"] = [orjson.Fragment(event_json(event, store.epoch)) for event in told.events]
        body |= {} if told.changes is None else {"changes": told.changes}
    return polled_response(body, decision.headers(decision.weak_etag(service, told.row), advised_ms))


def _wait(investigation_id: str | None, seen: Row, cursor: Cursor | None, wait_s: float) -> None:
    feed = current_service().feed
    deadline = time.monotonic() + min(wait_s, current_service().config.streams.long_poll_max_s)
    after = cursor.offset if cursor else seen["head"]
    with feed.follow(seen["user_id"], investigation_id, after) as follower:
        while not follower.closed and time.monotonic() < deadline:
            if follower.read(deadline - time.monotonic()):
                return


active_blueprint = ApiBlueprint(
    "active", __name__, authenticate=require_polling_principal, description="The list of active investigations"
)


@active_blueprint.route("/active", methods=["GET"])
@active_blueprint.arguments(schemas.ActiveQuery, location="query")
@active_blueprint.response(200, schemas.ActiveList)
@active_blueprint.alt_response(304, description="No row of this page has changed since the ETag in If-None-Match")
@active_blueprint.problems(412, 429)
def active(query: dict[str, Any]) -> Response:
    """List what the caller owns or was given and what is not archived, newest change first.

    `cursor` is where the caller's own feed stood. The ETag stands for the rows of this page and `total`, not for
    `timestamp` and `cursor`.
    """
    store, wanted = current_service().store, active_list.ActiveQuery(**query)
    page = active_list.list_active(store, principal(), wanted)
    headers = decision.headers(page.etag, _interval_ms(page))
    if is_unchanged(page.etag):
        return polled_response(None, headers)
    body = {
        "investigations": page.rows,
        "total": page.total,
        "limit": wanted.limit,
        "offset": wanted.offset,
        "timestamp": timestamp(store.clock()),
        "cursor": event_id(store.epoch, page.head),
    }
    return polled_response(body, headers)


def _interval_ms(page: active_list.ActivePage) -> int:
    """Return the advice for the most active row; for an empty list that of one where nothing happens."""
    slow_ms = current_service().config.polling.slow_interval_ms
    rows = ((row["investigation_id"], row | {"archived_at": None}) for row in page.rows)
    advised = (decision.interval_ms(current_service(), *row) for row in rows)
    return min((each_ms for each_ms in advised if each_ms is not None), default=slow_ms)
