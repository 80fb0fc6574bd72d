"""Versions of an investigation: list changes, compare, restore and fork (contract section 3)."""

from typing import Any

import orjson
from flask import Response

from ..domain.investigations.state import state_json
from ..domain.versions import changes, time_travel
from ..web import schemas
from ..web.auth import caller, may_copy, may_edit, principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.conditional import is_unchanged, requested_precondition
from ..web.polling.decision import advised_interval_ms, poll_headers
from ..web.responses import outcome_response, poll_response
from ..web.service import current_service
from .polling import require_polling_principal

MERGE_PATCH = "application/merge-patch+json"
_DIFF = (
    "A merge patch (RFC 7396) that turns the State at `from` into the State at `to`, either direction; log lines "
    "excluded."
)

blueprint = ApiBlueprint(
    "time_travel", __name__, authenticate=require_principal, description="Earlier versions of an investigation"
)
# flask-smorest tags an operation with the name of its blueprint, and these operations have another tag.
changes_blueprint = ApiBlueprint(
    "changes",
    __name__,
    authenticate=require_polling_principal,
    rate_limited=True,
    description="Changes since a version",
)


@changes_blueprint.route("/<investigation_id>/changes", methods=["GET"])
@changes_blueprint.arguments(schemas.ChangesQuery, location="query")
@changes_blueprint.response(200, schemas.Changes)
@changes_blueprint.alt_response(304, description="Nothing is newer than `since_version`, or the ETag in If-None-Match")
@changes_blueprint.problems(404, 410, 412)
def changes_since(query: dict[str, Any], investigation_id: str) -> Response:
    """List the changes after `since_version`, oldest first; continue from `to_version` until the response is 304.

    A response has at most 200 changes, or 1 MB of them. It is 410 when the trail no longer goes back that far, or when
    the version never existed: read the state again. Do the same when the epoch in the ETag has changed.
    """
    service, since_version = current_service(), query["since_version"]
    with_snapshot = query["include_snapshot"]
    window = changes.open_change_window(
        service.store, principal(), investigation_id, since_version, snapshot=with_snapshot
    )
    interval_ms = advised_interval_ms(service, investigation_id, window.row, service.store.clock())
    headers = poll_headers(window.etag, interval_ms)
    if is_unchanged(window.etag) or window.is_empty:
        return poll_response(None, headers)
    body = {
        "investigation_id": investigation_id,
        "from_version": since_version,
        "to_version": window.to_version,
        "changes": changes.changes_in(service.store, window),
        "current_snapshot": orjson.Fragment(state_json(window.row)) if with_snapshot else None,
    }
    return poll_response(body, headers)


@blueprint.route("/<investigation_id>/diff", methods=["GET"])
@blueprint.arguments(schemas.DiffQuery, location="query")
@blueprint.doc(responses={"200": {"description": _DIFF, "content": {MERGE_PATCH: {"schema": {"type": "object"}}}}})
@blueprint.problems(404, 410)
def diff(query: dict[str, int], investigation_id: str) -> Response:
    """Compare two versions; without a query, the current one with the one before."""
    store, versions = current_service().store, (query.get("old"), query.get("new"))
    patch = time_travel.difference(store, principal(), investigation_id, *versions)
    return Response(orjson.dumps(patch), content_type=MERGE_PATCH)


@blueprint.route("/<investigation_id>/restore", methods=["POST"])
@blueprint.needs(may_edit)
@blueprint.arguments(schemas.Restore)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 410, 412, 413, 415, 428)
def restore(members: dict[str, Any], investigation_id: str) -> Response:
    """Restore an earlier version as the newest one, whatever its step and status. Needs If-Match.

    A version with the current content is the newest one already: nothing changes.
    """
    service = current_service()
    store, limits, version = service.store, service.config.state, members["version"]
    precondition = requested_precondition(None)
    return outcome_response(time_travel.restore(store, limits, caller(), investigation_id, version, precondition))


@blueprint.route("/<investigation_id>/fork", methods=["POST"])
@blueprint.needs(may_copy)
@blueprint.arguments(schemas.Fork, required=False)
@blueprint.response(201, schemas.State)
@blueprint.problems(400, 404, 409, 410, 413, 415)
def fork(members: dict[str, Any], investigation_id: str) -> Response:
    """Create an investigation owned by the caller, with the content, step and status of a version."""
    service = current_service()
    return outcome_response(
        time_travel.fork(service.store, service.config.state, caller(), investigation_id, members), 201
    )
