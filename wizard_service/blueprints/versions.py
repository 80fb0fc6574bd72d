"""What happened since a version (contract section 3).

Compare versions of an investigation, restore one, fork one (contract section 3).
"""

from typing import Any

import orjson
from flask import Response

from ..domain.investigations.state import state_json
from ..domain.versions import changes, time_travel
from ..web import schemas
from ..web.auth import caller, principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.conditional import is_unchanged, precondition
from ..web.polling import decision
from ..web.responses import outcome_response, polled_response
from ..web.service import current_service
from .polling import require_polling_principal

changes_blueprint = ApiBlueprint(
    "changes", __name__, authenticate=require_polling_principal, description="Changes since a version"
)


@changes_blueprint.route("/<investigation_id>/changes", methods=["GET"])
@changes_blueprint.arguments(schemas.ChangesQuery, location="query")
@changes_blueprint.response(200, schemas.Changes)
@changes_blueprint.alt_response(304, description="Nothing is newer than `since_version`, or the ETag in If-None-Match")
@changes_blueprint.problems(404, 410, 412, 429)
def changes_since(query: dict[str, Any], investigation_id: str) -> Response:
    """Tell each change after `since_version`, oldest first; go on from `to_version` until 304.

    One answer tells 200 changes, or 1 MB of them, at most. 410 when the trail no longer goes back that far, and for a
    version that never was: read the state again. The same when the epoch in the ETag is not the one you know.
    """
    store, version = current_service().store, query["since_version"]
    snapshot = query["include_snapshot"]
    window = changes.open_change_window(store, principal(), investigation_id, version, snapshot=snapshot)
    headers = decision.headers(window.etag, decision.interval_ms(current_service(), investigation_id, window.row))
    if is_unchanged(window.etag) or window.is_empty:
        return polled_response(None, headers)
    body = {
        "investigation_id": investigation_id,
        "from_version": version,
        "to_version": window.to_version,
        "changes": changes.changes_in(store, window),
        "current_snapshot": orjson.Fragment(state_json(window.row)) if snapshot else None,
    }
    return polled_response(body, headers)


MERGE_PATCH = "application/merge-patch+json"

blueprint = ApiBlueprint(
    "time_travel", __name__, authenticate=require_principal, description="Earlier versions of an investigation"
)


@blueprint.route("/<investigation_id>/diff", methods=["GET"])
@blueprint.arguments(schemas.DiffQuery, location="query")
@blueprint.doc(
    responses={
        "200": {
            "description": "A merge patch (RFC 7396) that turns the State at `from` into the State at `to`, either "
            "direction; log lines excluded.",
            "content": {MERGE_PATCH: {"schema": {"type": "object"}}},
        }
    }
)
@blueprint.problems(404, 410)
def diff(query: dict[str, int], investigation_id: str) -> Response:
    """Tell what is different between two versions; without a query, what the last change did."""
    store, versions = current_service().store, (query.get("old"), query.get("new"))
    patch = time_travel.difference(store, principal(), investigation_id, *versions)
    return Response(orjson.dumps(patch), content_type=MERGE_PATCH)


@blueprint.route("/<investigation_id>/restore", methods=["POST"])
@blueprint.arguments(schemas.Restore)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 410, 412, 413, 415, 428)
def restore(members: dict[str, Any], investigation_id: str) -> Response:
    """Make an earlier version the next one, whatever its step and status. Needs If-Match."""
    service = current_service()
    store, limits, version = service.store, service.config.state, members["version"]
    return outcome_response(time_travel.restore(store, limits, caller(), investigation_id, version, precondition(None)))


@blueprint.route("/<investigation_id>/fork", methods=["POST"])
@blueprint.arguments(schemas.Fork, required=False)
@blueprint.response(201, schemas.State)
@blueprint.problems(400, 404, 409, 410, 413, 415)
def fork(members: dict[str, Any], investigation_id: str) -> Response:
    """Begin a new investigation of the caller with the content of a version, in the step and status it had."""
    service = current_service()
    return outcome_response(
        time_travel.fork(service.store, service.config.state, caller(), investigation_id, members), 201
    )
