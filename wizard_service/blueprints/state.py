"""Create, read, replace, patch and delete investigations; report events (contract section 3).

Retry and cancel an investigation (contract section 3).
"""

from typing import Any

from flask import Response

from ..domain.investigations import commands, editing, reports
from ..domain.investigations.state import Row, etag_of, state_json
from ..domain.versions import time_travel
from ..errors import StorageError
from ..web import schemas
from ..web.auth import caller, principal, require_principal
from ..web.blueprint import ApiBlueprint, json_body
from ..web.conditional import is_unchanged, not_modified, precondition, revalidated
from ..web.responses import JSON, no_content, outcome_response
from ..web.service import current_service
from ..web.stale_cache import serve_stale

blueprint = ApiBlueprint(
    "state", __name__, authenticate=require_principal, description="Investigations and their state"
)


@blueprint.route("/investigations", methods=["POST"])
@blueprint.arguments(schemas.CreateInvestigation, required=False)
@blueprint.response(201, schemas.State)
@blueprint.problems(400, 409, 413, 415)
def create(members: dict[str, Any]) -> Response:
    """Create an investigation, owned by the caller."""
    service = current_service()
    return outcome_response(editing.create(service.store, service.config.state, caller(), members), 201)


@blueprint.route("/<investigation_id>/state", methods=["GET"])
@blueprint.arguments(schemas.StateQuery, location="query")
@blueprint.response(200, schemas.State)
@blueprint.alt_response(304, description="Unchanged since the ETag in If-None-Match")
@blueprint.problems(404, 410, 412)
def read(query: dict[str, Any], investigation_id: str) -> Response:
    """Read the state; its ETag is what a write sends as If-Match.

    With `at_version` the state as it was, without log lines, under a tag of its own that never changes its body.
    """
    if "at_version" in query:
        return _earlier(investigation_id, query["at_version"])
    try:
        return _current(investigation_id)
    except StorageError as failure:
        return serve_stale(current_service().stale_cache, principal(), investigation_id, failure, _shown)


def _current(investigation_id: str) -> Response:
    service = current_service()
    etag = editing.read_etag(service.store, principal(), investigation_id)
    service.last_accessed.record(investigation_id)
    if is_unchanged(etag):
        return not_modified(etag)
    row = editing.read_state(service.store, principal(), investigation_id)
    service.stale_cache.remember(principal(), row)
    return _shown(row)


def _shown(row: Row) -> Response:
    etag = etag_of(row, current_service().store.epoch)
    if is_unchanged(etag):
        return not_modified(etag)
    return revalidated(Response(state_json(row), content_type=JSON), etag)


def _earlier(investigation_id: str, version: int) -> Response:
    earlier = time_travel.at_version(current_service().store, principal(), investigation_id, version)
    if is_unchanged(earlier.etag):
        return not_modified(earlier.etag)
    return revalidated(Response(earlier.body, content_type=JSON), earlier.etag)


@blueprint.route("/<investigation_id>/state", methods=["PUT"])
@blueprint.arguments(schemas.ReplaceState)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 412, 413, 415, 428)
def replace(members: dict[str, Any], investigation_id: str) -> Response:
    """Replace each section given whole; absent ones stay. Needs If-Match or `version`."""
    service = current_service()
    seen = precondition(members.pop("version", None))
    limits = service.config.state
    return outcome_response(editing.replace(service.store, limits, caller(), investigation_id, members, seen))


@blueprint.route("/<investigation_id>/state", methods=["PATCH"])
@blueprint.arguments(schemas.PatchState, content_type="application/merge-patch+json")
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 412, 413, 415, 428)
def patch(changes: dict[str, Any], investigation_id: str) -> Response:
    """Apply a merge patch (RFC 7396). Needs If-Match or `version`."""
    service = current_service()
    seen = precondition(changes.pop("version", None))
    limits = service.config.state
    return outcome_response(editing.patch(service.store, limits, caller(), investigation_id, changes, seen))


@blueprint.route("/<investigation_id>/state", methods=["DELETE"])
@blueprint.arguments(schemas.SeenVersion, required=False)
@blueprint.arguments(schemas.SeenVersionQuery, location="query")
@blueprint.response(204)
@blueprint.problems(400, 404, 409, 412, 428)
def delete(members: dict[str, Any], query: dict[str, Any], investigation_id: str) -> Response:
    """Delete state, events and shares. The audit trail stays. Needs If-Match or `version`."""
    seen = precondition(members.get("version", query.get("version")))
    editing.delete(current_service().store, caller(), investigation_id, seen)
    return no_content()


@blueprint.route("/<investigation_id>/events", methods=["POST"])
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [
                        {"$ref": "#/components/schemas/Report"},
                        {
                            "type": "array",
                            "maxItems": reports.MAX_REPORTS,
                            "items": {"$ref": "#/components/schemas/Report"},
                        },
                    ]
                }
            }
        },
    }
)
@blueprint.response(200, schemas.Reported)
@blueprint.problems(400, 404, 409, 413, 415)
def report(investigation_id: str) -> Response:
    """Report one event, or a list of at most 100, all or none. Each is folded into the state."""
    service = current_service()
    return outcome_response(
        reports.report(service.store, service.config.state, caller(), investigation_id, json_body())
    )


lifecycle_blueprint = ApiBlueprint(
    "lifecycle", __name__, authenticate=require_principal, description="Taking investigations up again, ending them"
)


@lifecycle_blueprint.route("/<investigation_id>/retry", methods=["POST"])
@lifecycle_blueprint.response(200, schemas.State)
@lifecycle_blueprint.problems(400, 404, 409)
def retry(investigation_id: str) -> Response:
    """Take an investigation in ERROR up again; what failed or was cut off waits to be run once more."""
    return outcome_response(commands.retry(current_service().store, caller(), investigation_id))


@lifecycle_blueprint.route("/<investigation_id>/cancel", methods=["POST"])
@lifecycle_blueprint.response(200, schemas.State)
@lifecycle_blueprint.problems(400, 404, 409)
def cancel(investigation_id: str) -> Response:
    """Cancel an investigation that is IN_PROGRESS."""
    return outcome_response(commands.cancel(current_service().store, caller(), investigation_id))
