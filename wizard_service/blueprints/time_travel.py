"""Compare versions of an investigation, restore one, fork one (contract section 3)."""

from typing import Any

import orjson
from flask import Response

from ..domain import time_travel
from ..web import schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import caller, principal, require_principal
from ..web.conditional import precondition
from ..web.runtime import runtime
from .responses import outcome_response

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
    store, versions = runtime().store, (query.get("old"), query.get("new"))
    patch = time_travel.difference(store, principal(), investigation_id, *versions)
    return Response(orjson.dumps(patch), content_type=MERGE_PATCH)


@blueprint.route("/<investigation_id>/restore", methods=["POST"])
@blueprint.arguments(schemas.Restore)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 410, 412, 413, 415, 428)
def restore(members: dict[str, Any], investigation_id: str) -> Response:
    """Make an earlier version the next one, whatever its step and status. Needs If-Match."""
    service = runtime()
    store, limits, version = service.store, service.config.state, members["version"]
    return outcome_response(time_travel.restore(store, limits, caller(), investigation_id, version, precondition(None)))


@blueprint.route("/<investigation_id>/fork", methods=["POST"])
@blueprint.arguments(schemas.Fork, required=False)
@blueprint.response(201, schemas.State)
@blueprint.problems(400, 404, 409, 410, 413, 415)
def fork(members: dict[str, Any], investigation_id: str) -> Response:
    """Begin a new investigation of the caller with the content of a version, in the step and status it had."""
    service = runtime()
    return outcome_response(
        time_travel.fork(service.store, service.config.state, caller(), investigation_id, members), 201
    )
