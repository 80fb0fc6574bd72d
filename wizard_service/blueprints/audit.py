"""The audit trail: read, verify and export it (contract section 9)."""

from typing import Any

import orjson
from flask import Response, request

from ..domain.audit import denied_attempts, trail
from ..domain.audit.hash_chain import verify_chain
from ..domain.audit.trail import readable_owner
from ..web import schemas
from ..web.auth import principal, require_feature
from ..web.blueprint import ApiBlueprint
from ..web.responses import json_response
from ..web.service import current_service
from ..web.streaming.connection import set_write_deadline

NDJSON = "application/x-ndjson"

_EXPORT = "Entries as they are stored, oldest first, one JSON document a line"

blueprint = ApiBlueprint(
    "audit",
    __name__,
    authenticate=require_feature("audit_logging", "The audit endpoints are disabled."),
    description="The audit trail",
)


@blueprint.route("/<investigation_id>/audit", methods=["GET"])
@blueprint.arguments(schemas.AuditQuery, location="query")
@blueprint.response(200, schemas.AuditPage)
@blueprint.problems(400, 404)
def read(query: dict[str, Any], investigation_id: str) -> Response:
    """List the changes of the investigation, newest first; a page ends early when its states are large.

    Only the owner and admins may read them, also after the investigation was deleted.
    """
    items, next_cursor = trail.page(current_service().store, principal(), investigation_id, query)
    return json_response({"items": [orjson.Fragment(item) for item in items], "next_cursor": next_cursor})


@blueprint.route("/<investigation_id>/audit/refused", methods=["GET"])
@blueprint.arguments(schemas.RefusedQuery, location="query")
@blueprint.response(200, schemas.RefusedPage)
@blueprint.problems(400, 404)
def read_refused(query: dict[str, Any], investigation_id: str) -> Response:
    """List the newest attempts to change the investigation that were answered 403, 409 or 412, at most 1,000."""
    items, next_cursor = denied_attempts.page(current_service().store, principal(), investigation_id, query)
    return json_response({"items": items, "next_cursor": next_cursor})


@blueprint.route("/<investigation_id>/audit/verify", methods=["GET"])
@blueprint.response(200, schemas.AuditVerdict)
@blueprint.problems(404)
def verify(investigation_id: str) -> Response:
    """Check the chain of hashes from the oldest retained entry to the current state."""
    store = current_service().store
    owner = readable_owner(store, principal(), investigation_id)
    verdict = verify_chain(store, investigation_id, owner)
    body: dict[str, Any] = {"valid": verdict.valid, "entries": verdict.entries}
    if not verdict.valid:
        body |= {"first_invalid": verdict.first_invalid, "reason": verdict.reason}
    return json_response(body)


@blueprint.route("/<investigation_id>/audit/export", methods=["GET"])
@blueprint.doc(responses={"200": {"description": _EXPORT, "content": {NDJSON: {"schema": {"type": "string"}}}}})
@blueprint.problems(404)
def export(investigation_id: str) -> Response:
    """Export the whole trail with its hashes, to be kept and checked elsewhere."""
    service = current_service()
    lines = trail.export(service.store, principal(), investigation_id)
    set_write_deadline(request.environ, service.config.streams.write_timeout_s)
    disposition = f'attachment; filename="{investigation_id}-audit.ndjson"'
    return Response(lines, content_type=NDJSON, headers={"Content-Disposition": disposition})
