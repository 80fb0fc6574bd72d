"""Polling with ETag, cursor and long-poll, and the list of active investigations (contract section 6)."""

import time
from contextlib import suppress
from functools import partial
from typing import Any

from flask import Response, request

from ..domain.events.envelope import event_id
from ..domain.identity.principal import Principal
from ..domain.investigations import active_list
from ..domain.investigations.state import Row
from ..errors import NotFound, StorageError
from ..feed.limits.stream_quota import QuotaExceeded
from ..feed.presence import Poller, client_id
from ..process.threads import wake_on_input
from ..timestamps import timestamp
from ..web import schemas
from ..web.auth import is_authenticated, principal, require_feature
from ..web.blueprint import ApiBlueprint
from ..web.conditional import is_unchanged, require_match
from ..web.polling.decision import CHECK_KEY, PollCheck, advised_interval_ms, check_poll, poll_headers
from ..web.polling.responses import PollRequest, response_from_cache, response_from_database
from ..web.query_params import requested_cursor
from ..web.reads.stale import serve_stale
from ..web.responses import poll_response
from ..web.service import Service, current_service
from ..web.streaming.connection import connection_of, peer_closed

require_polling_principal = require_feature("polling", "Polling is disabled.")
blueprint = ApiBlueprint(
    "polling",
    __name__,
    authenticate=require_polling_principal,
    rate_limited=True,
    description="Polling with entity tags, cursors and long-poll",
)
# flask-smorest tags an operation with the name of its blueprint, and these operations have another tag.
active_blueprint = ApiBlueprint(
    "active",
    __name__,
    authenticate=require_polling_principal,
    rate_limited=True,
    description="The list of active investigations",
)


@blueprint.route("/<investigation_id>/poll", methods=["GET"])
@blueprint.arguments(schemas.PollQuery, location="query")
@blueprint.response(200, schemas.Poll)
@blueprint.alt_response(304, description="Nothing new since the ETag in If-None-Match")
@blueprint.problems(400, 404, 410, 412)
def poll(query: dict[str, Any], investigation_id: str) -> Response:
    """Return the whole state or, with a cursor, the events after it and one merge patch with the same effect.

    `wait` holds the request until there is something new.
    """
    return _respond(query, investigation_id)


@blueprint.route("/poll", methods=["GET"])
@blueprint.arguments(schemas.PollQuery, location="query")
@blueprint.response(200, schemas.PollAll)
@blueprint.alt_response(304, description="Nothing new since the ETag in If-None-Match")
@blueprint.problems(400, 410, 412)
def poll_all(query: dict[str, Any]) -> Response:
    """Return the caller's active investigations or, with a cursor, the events of the caller's feed after it.

    `wait` holds the request until there is something new.
    """
    return _respond(query, None)


@blueprint.after_request
def record_failed_poll(response: Response) -> Response:
    """Record a poll that was answered with an error, so that `GET /{id}/connections` shows it to the owner."""
    if response.status_code >= 400 and is_authenticated():
        poller = _poller(principal(), (request.view_args or {}).get("investigation_id"))
        current_service().feed.presence.failed(poller)
    return response


def _respond(query: dict[str, Any], investigation_id: str | None) -> Response:
    service, user = current_service(), principal()
    # `FastPolls` may have checked this poll already.
    check: PollCheck | None = request.environ.get(CHECK_KEY)
    poll = PollRequest(
        service,
        user,
        check.poller if check else _poller(user, investigation_id),
        check.cursor if check else requested_cursor(),
        transport="long_poll" if query["wait"] else "poll",
        with_state=query.get("include") == "state",
    )
    try:
        return response_from_database(poll, check or _check_or_wait(poll, query["wait"])).to_flask()
    except NotFound:
        service.stale_cache.forget(user, investigation_id)
        raise
    except StorageError as error:
        respond = partial(response_from_cache, poll, is_unchanged)
        return serve_stale(service.stale_cache, user, investigation_id, error, respond).to_flask()


def _poller(user: Principal, investigation_id: str | None) -> Poller:
    return Poller(investigation_id, user.user_id, client_id(request.environ))


def _check_or_wait(poll: PollRequest, wait_s: float) -> PollCheck:
    check = _check_now(poll)
    if wait_s and (check.unchanged or poll.cursor is not None):
        # A client falls back to polling when it gets no stream, so a poll over the quota is answered without waiting.
        with suppress(QuotaExceeded), poll.service.feed.stream_quota.acquire(poll.principal.user_id):
            _wait(poll, check.row, wait_s)
        poll.service.revocations.require_valid(poll.principal)
        check = _check_now(poll)
    return check


def _check_now(poll: PollRequest) -> PollCheck:
    if_none_match = request.headers.get("If-None-Match", "")
    check = check_poll(poll.service, poll.principal, poll.poller, if_none_match, poll.cursor)
    require_match(check.etag)
    return check


def _wait(poll: PollRequest, row: Row, wait_s: float) -> None:
    deadline = time.monotonic() + min(wait_s, poll.service.config.streams.long_poll_max_s)
    after = poll.cursor.offset if poll.cursor else row["head"]
    is_revoked, connection = poll.service.revocations.is_revoked, connection_of(request.environ)
    with (
        poll.service.feed.follow(row["user_id"], poll.poller.investigation_id, after) as subscription,
        wake_on_input(connection, subscription.wake),
    ):
        while not subscription.closed and time.monotonic() < deadline and not is_revoked(poll.principal):
            if subscription.read(deadline - time.monotonic()) or peer_closed(connection):
                return


@active_blueprint.route("/active", methods=["GET"])
@active_blueprint.arguments(schemas.ActiveQuery, location="query")
@active_blueprint.response(200, schemas.ActiveList)
@active_blueprint.alt_response(304, description="No row of this page has changed since the ETag in If-None-Match")
@active_blueprint.problems(412)
def active(query: dict[str, Any]) -> Response:
    """List the active investigations that the caller owns or that are shared with the caller, newest change first.

    `cursor` is the head of the caller's own feed. The ETag covers the rows of this page, `total` and `waiting`, but
    neither `timestamp` nor `cursor`.
    """
    service, params = current_service(), active_list.ActiveQuery(**query)
    store = service.store
    page = active_list.list_active(store, principal(), params)
    headers = poll_headers(page.etag, _page_interval_ms(service, page))
    if is_unchanged(page.etag):
        return poll_response(None, headers)
    body = {
        "investigations": page.rows,
        "total": page.total,
        "waiting": page.waiting,
        "limit": params.limit,
        "offset": params.offset,
        "timestamp": timestamp(store.clock()),
        "cursor": event_id(store.epoch, page.head),
    }
    return poll_response(body, headers)


def _page_interval_ms(service: Service, page: active_list.ActivePage) -> int:
    """Return the interval advised for the most active row; for an empty list, that of an idle investigation."""
    now = service.store.clock()
    # The list holds no archived investigations, and its rows lack the column.
    intervals = [
        advised_interval_ms(service, row["investigation_id"], row | {"archived_at": None}, now) for row in page.rows
    ]
    return min((ms for ms in intervals if ms is not None), default=service.config.polling.slow_interval_ms)
