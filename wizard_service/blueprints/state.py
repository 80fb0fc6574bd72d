"""Create, read, replace, patch and delete investigations, report events, retry and cancel (contract section 3)."""

from functools import partial
from typing import Any

from flask import Response

from ..domain.history import deletion
from ..domain.investigations import commands, editing, reports
from ..domain.versions import time_travel
from ..errors import NotFound, StorageError, StorageUnavailable, WizardError
from ..web import schemas
from ..web.auth import caller, may_edit, may_manage, may_write, principal, require_principal, require_right
from ..web.blueprint import ApiBlueprint
from ..web.conditional import conditional_response, is_conditional, is_unchanged, requested_precondition
from ..web.reads.stale import serve_stale
from ..web.reads.state import read_state, state_response
from ..web.request_body import json_body
from ..web.responses import no_content, outcome_response
from ..web.service import current_service

_REPORT = {"$ref": "#/components/schemas/Report"}
_REPORT_OR_LIST = {"oneOf": [_REPORT, {"type": "array", "maxItems": reports.MAX_REPORTS, "items": _REPORT}]}

blueprint = ApiBlueprint(
    "state", __name__, authenticate=require_principal, description="Investigations and their state"
)
# flask-smorest tags an operation with the name of its blueprint. These have another tag.
lifecycle_blueprint = ApiBlueprint(
    "lifecycle", __name__, authenticate=require_principal, description="Retrying and cancelling investigations"
)


@blueprint.route("/investigations", methods=["POST"])
@blueprint.needs(may_write)
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
    """Return the state. A write sends the ETag of this answer as If-Match.

    With `at_version` it is the state as it was at that version, without log lines, under an entity tag of that version.
    """
    if "at_version" in query:
        return _past_response(investigation_id, query["at_version"])
    service, user = current_service(), principal()
    condition = is_unchanged if is_conditional() else None
    try:
        return read_state(service, user, investigation_id, condition).to_flask()
    except NotFound:
        service.stale_cache.forget(user, investigation_id)
        raise
    except StorageError as error:
        respond = partial(state_response, service, condition)
        return serve_stale(service.stale_cache, user, investigation_id, error, respond).to_flask()


def _past_response(investigation_id: str, version: int) -> Response:
    past = time_travel.at_version(current_service().store, principal(), investigation_id, version)
    return conditional_response(past.body, past.etag, is_unchanged).to_flask()


@blueprint.route("/<investigation_id>/state", methods=["PUT"])
@blueprint.needs(may_edit)
@blueprint.arguments(schemas.ReplaceState)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 412, 413, 415, 428)
def replace(members: dict[str, Any], investigation_id: str) -> Response:
    """Replace each given section as a whole; absent sections stay. Needs If-Match or `version`.

    When nothing changes, the state is returned with the version and the ETag that it has.
    """
    service = current_service()
    precondition = requested_precondition(members.pop("version", None))
    limits = service.config.state
    return outcome_response(editing.replace(service.store, limits, caller(), investigation_id, members, precondition))


@blueprint.route("/<investigation_id>/state", methods=["PATCH"])
@blueprint.needs(may_edit)
@blueprint.arguments(schemas.PatchState, content_type="application/merge-patch+json")
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 412, 413, 415, 428)
def patch(changes: dict[str, Any], investigation_id: str) -> Response:
    """Apply a merge patch (RFC 7396). Needs If-Match or `version`.

    When nothing changes, the state is returned with the version and the ETag that it has.
    """
    service = current_service()
    precondition = requested_precondition(changes.pop("version", None))
    limits = service.config.state
    return outcome_response(editing.patch(service.store, limits, caller(), investigation_id, changes, precondition))


@blueprint.route("/<investigation_id>/state", methods=["DELETE"])
@blueprint.needs(may_manage)
@blueprint.arguments(schemas.SeenVersion, required=False)
@blueprint.arguments(schemas.SeenVersionQuery, location="query")
@blueprint.response(204)
@blueprint.problems(400, 404, 409, 412, 428)
def delete(members: dict[str, Any], query: dict[str, Any], investigation_id: str) -> Response:
    """Delete state, events and shares. The audit trail stays. Needs If-Match or `version`."""
    precondition = requested_precondition(members.get("version", query.get("version")))
    deletion.delete(current_service().store, caller(), investigation_id, precondition)
    return no_content()


@blueprint.route("/<investigation_id>/events", methods=["POST"])
@blueprint.doc(requestBody={"required": True, "content": {"application/json": {"schema": _REPORT_OR_LIST}}})
@blueprint.response(200, schemas.Reported)
@blueprint.problems(400, 404, 409, 413, 415)
def report(investigation_id: str) -> Response:
    """Report one event or a list of up to 100, which is stored completely or not at all. Each changes the state."""
    service = current_service()
    try:
        return outcome_response(
            reports.report(service.store, service.config.state, caller(), investigation_id, json_body())
        )
    except StorageUnavailable:
        # Reading would fail too, after more time.
        raise
    except WizardError:
        # The change checks the right itself, in the statement that reads the state. A caller without the right gets
        # that error, whatever else is wrong.
        require_right(service, may_edit)
        raise


@lifecycle_blueprint.route("/<investigation_id>/retry", methods=["POST"])
@lifecycle_blueprint.needs(may_edit)
@lifecycle_blueprint.response(200, schemas.State)
@lifecycle_blueprint.problems(400, 404, 409)
def retry(investigation_id: str) -> Response:
    """Resume an investigation in ERROR; retryable failed tools, and interrupted tools and phases, are pending again."""
    return outcome_response(commands.retry(current_service().store, caller(), investigation_id))


@lifecycle_blueprint.route("/<investigation_id>/cancel", methods=["POST"])
@lifecycle_blueprint.needs(may_edit)
@lifecycle_blueprint.response(200, schemas.State)
@lifecycle_blueprint.problems(400, 404, 409)
def cancel(investigation_id: str) -> Response:
    """Cancel an investigation whose status is IN_PROGRESS or ERROR; its progress is kept."""
    return outcome_response(commands.cancel(current_service().store, caller(), investigation_id))
