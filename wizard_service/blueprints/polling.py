"""Polling with ETag, cursor and long-poll (contract section 6)."""

import time
from typing import Any

import orjson
from flask import Response, request
from peewee import DatabaseError

from ..domain import polls
from ..domain.events.envelope import event_id, event_json
from ..domain.states import Row
from ..feed.connections import Poller, client_id
from ..feed.cursor import Cursor, check_cursor
from ..store.event_log import FeedBounds
from ..store.transaction import timestamp
from ..web import poll_rules, schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import is_authenticated, principal, principal_where
from ..web.conditional import is_unchanged, require_match
from ..web.cursors import requested_cursor
from ..web.last_known import from_memory
from ..web.poll_rules import Glimpse
from ..web.runtime import runtime
from .responses import polled_response

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
    except DatabaseError as failure:

        def answer(row: Row) -> Response:
            return _remembered(row, requested_cursor(), with_state=query.get("include") == "state")

        return from_memory(runtime().last_known, principal(), investigation_id, failure, answer)


def _poll(query: dict[str, Any], investigation_id: str | None) -> Response:
    cursor = requested_cursor()
    seen = _look(investigation_id, cursor)
    if query["wait"] and (seen.unchanged or cursor is not None):
        _wait(investigation_id, seen.row, cursor, query["wait"])
        seen = _look(investigation_id, cursor)
    transport = "long_poll" if query["wait"] else "poll"
    if seen.unchanged:
        headers = poll_rules.unchanged_headers(runtime(), _poller(investigation_id), seen, transport)
        return polled_response(None, headers)
    return _told(investigation_id, cursor, transport, with_state=query.get("include") == "state")


@blueprint.after_request
def note_failure(response: Response) -> Response:
    """Remember for the owner that one of its pollers was told an error."""
    if response.status_code >= 400 and is_authenticated():
        runtime().feed.connections.failed(_poller((request.view_args or {}).get("investigation_id")))
    return response


def _poller(investigation_id: str | None) -> Poller:
    return Poller(investigation_id, principal().user_id, client_id(request.environ))


def _look(investigation_id: str | None, cursor: Cursor | None) -> Glimpse:
    if_none_match = request.headers.get("If-None-Match", "")
    seen = poll_rules.look(runtime(), principal(), investigation_id, if_none_match, cursor)
    require_match(seen.etag)
    return seen


def _told(investigation_id: str | None, cursor: Cursor | None, transport: str, *, with_state: bool) -> Response:
    service, after = runtime(), cursor.n if cursor else None
    if investigation_id is None:
        told = polls.tell_everything(service.store, principal(), after, with_state=with_state)
    else:
        told = polls.tell(service.store, principal(), investigation_id, after)
    poller, owner = _poller(investigation_id), told.row["user_id"]
    if cursor is not None:
        # Once more after reading: retention may have dropped some of it meanwhile.
        service.feed.check(owner, cursor)
    service.feed.connections.polled(poller, owner, told.n, unchanged=False, transport=transport)
    if told.is_whole:
        service.last_known.remember(principal(), told.row)
    return _answer(told, cursor, with_state=with_state)


def _remembered(row: Row, cursor: Cursor | None, *, with_state: bool) -> Response:
    epoch = runtime().store.epoch
    if cursor is not None and cursor.epoch != epoch:
        # Its number means nothing here. One of this epoch may be newer than what is remembered.
        check_cursor(cursor, epoch, FeedBounds(row["pruned"], row["head"]))
    if is_unchanged(poll_rules.weak_etag(runtime(), row)):
        return polled_response(None, poll_rules.headers(poll_rules.weak_etag(runtime(), row), None))
    told = polls.Told(row, [], None if "listed" in row else {}, cursor.n if cursor else row["head"])
    return _answer(told, cursor, with_state=with_state)


def _answer(told: polls.Told, cursor: Cursor | None, *, with_state: bool) -> Response:
    service = runtime()
    store, investigation_id = service.store, told.row.get("investigation_id")
    advised_ms = poll_rules.interval_ms(service, investigation_id, told.row)
    subject = ("investigation_id", "version") if investigation_id else ("user_id",)
    body: dict[str, Any] = {name: told.row[name] for name in subject} | {
        "timestamp": timestamp(store.clock()),
        "has_changes": cursor is None or bool(told.events),
        "cursor": event_id(store.epoch, told.n),
        "next_poll_interval": advised_ms,
    }
    if cursor is None or with_state:
        body["state"] = told.state
    if cursor is not None:
        body["events"] = [orjson.Fragment(event_json(event, store.epoch)) for event in told.events]
        body |= {} if told.changes is None else {"changes": told.changes}
    return polled_response(body, poll_rules.headers(poll_rules.weak_etag(service, told.row), advised_ms))


def _wait(investigation_id: str | None, seen: Row, cursor: Cursor | None, wait_s: float) -> None:
    feed = runtime().feed
    deadline = time.monotonic() + min(wait_s, runtime().config.streams.long_poll_max_s)
    after = cursor.n if cursor else seen["head"]
    with feed.follow(seen["user_id"], investigation_id, after) as follower:
        while not follower.closed and time.monotonic() < deadline:
            if follower.read(deadline - time.monotonic()):
                return
