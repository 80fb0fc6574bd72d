"""Polling with ETag, cursor and long-poll (contract section 6)."""

import random
import time
from datetime import datetime
from typing import Any

import orjson
from flask import Response

from ..domain import polls
from ..domain.events.envelope import event_id, event_json
from ..domain.states import Row, etag_of, state_json
from ..errors import FeatureDisabled
from ..feed.cursor import Cursor
from ..feed.pacing import Activity, next_poll_interval_ms
from ..store.transaction import timestamp
from ..web import schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import principal, require_principal
from ..web.conditional import is_unchanged, not_modified, revalidated
from ..web.cursors import requested_cursor
from ..web.runtime import runtime
from .responses import json_response


def require_polling_principal() -> None:
    """Refuse what is switched off, then authenticate."""
    if not runtime().config.features.polling:
        raise FeatureDisabled("Polling is switched off here.")
    require_principal()


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
@blueprint.problems(400, 404, 410, 412)
def poll(query: dict[str, Any], investigation_id: str) -> Response:
    """Tell what is new: the whole state, or with a cursor the events after it and the patch they make.

    `wait` holds the request until there is something to tell.
    """
    seen = polls.glance(runtime().store, principal(), investigation_id)
    cursor = requested_cursor()
    if cursor is not None:
        runtime().feed.check(seen["user_id"], cursor)
    unchanged = _is_unchanged(seen, investigation_id, cursor)
    if query["wait"] and (unchanged or cursor is not None):
        _wait(investigation_id, seen, cursor, query["wait"])
        seen = polls.glance(runtime().store, principal(), investigation_id)
        unchanged = _is_unchanged(seen, investigation_id, cursor)
    if unchanged:
        return paced(not_modified(_weak_etag(seen)), interval_ms(seen))
    return _told(investigation_id, cursor, with_state=query.get("include") == "state")


def _told(investigation_id: str, cursor: Cursor | None, *, with_state: bool) -> Response:
    store = runtime().store
    told = polls.tell(store, principal(), investigation_id, cursor.n if cursor else None)
    advised_ms = interval_ms(told.row)
    body: dict[str, Any] = {
        "investigation_id": investigation_id,
        "timestamp": timestamp(store.clock()),
        "version": told.row["version"],
        "has_changes": cursor is None or bool(told.events),
        "cursor": event_id(store.epoch, told.n),
        "next_poll_interval": advised_ms,
    }
    if cursor is None or with_state:
        body["state"] = orjson.Fragment(state_json(told.row))
    if cursor is not None:
        body["events"] = [orjson.Fragment(event_json(event, store.epoch)) for event in told.events]
        body |= {} if told.changes is None else {"changes": told.changes}
    return paced(revalidated(json_response(body), _weak_etag(told.row)), advised_ms)


def _wait(investigation_id: str, seen: Row, cursor: Cursor | None, wait_s: float) -> None:
    feed = runtime().feed
    deadline = time.monotonic() + min(wait_s, runtime().config.streams.long_poll_max_s)
    after = cursor.n if cursor else seen["head"]
    with feed.follow(seen["user_id"], investigation_id, after) as follower:
        while not follower.closed and time.monotonic() < deadline:
            if follower.read(deadline - time.monotonic()):
                return


def _is_unchanged(seen: Row, investigation_id: str, cursor: Cursor | None) -> bool:
    if not is_unchanged(_weak_etag(seen)):
        return False
    # A listener that comes from another transport may know the state and still lack events.
    return cursor is None or not polls.is_behind(runtime().store, seen, investigation_id, cursor.n)


def _weak_etag(row: Row) -> str:
    # Weak, because the body carries the time of the answer.
    return "W/" + etag_of(row, runtime().store.epoch)


def paced(response: Response, advised_ms: int | None) -> Response:
    """Add the advice when to come back, if there is any."""
    if advised_ms is not None:
        response.headers["X-Recommended-Interval"] = str(advised_ms)
    return response


def interval_ms(row: Row) -> int | None:
    """Return when to poll an investigation again, None once nothing will ever change."""
    idle_s = (runtime().store.clock() - datetime.fromisoformat(row["updated_at"])).total_seconds()
    activity = Activity(row["wizard_step"], row["status"], row["archived_at"] is not None, idle_s)
    return next_poll_interval_ms(activity, runtime().config.polling, random.random())  # noqa: S311 - spreads load
