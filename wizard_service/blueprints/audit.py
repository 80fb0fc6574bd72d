"""The audit trail: read, verify and export it (contract section 9)."""

from typing import Any

import orjson
from flask import Response, request

from ..domain.audit import denied_attempts, trail
from ..domain.audit.hash_chain import verify_chain
from ..domain.audit.trail import readable_owner
from ..domain.templates.records import chain_of
from ..domain.vocabulary import INVESTIGATION_ID
from ..errors import NotFound
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

    Only the owner and admins may list them, even after the investigation was deleted.
    """
    return _page(_require_investigation(investigation_id), query)


@blueprint.route("/templates/<template_id>/audit", methods=["GET"])
@blueprint.arguments(schemas.AuditQuery, location="query")
@blueprint.response(200, schemas.AuditPage)
@blueprint.problems(400, 404)
def read_template(query: dict[str, Any], template_id: str) -> Response:
    """List the changes of the template, newest first, for its owner and admins, even after it was deleted.

    `changes` of an item has the members of the template that changed; the states of an item are null.
    """
    return _page(chain_of(template_id), query)


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
    return _verdict(_require_investigation(investigation_id))


@blueprint.route("/templates/<template_id>/audit/verify", methods=["GET"])
@blueprint.response(200, schemas.AuditVerdict)
@blueprint.problems(404)
def verify_template(template_id: str) -> Response:
    """Check the chain of hashes of the template's audit trail."""
    return _verdict(chain_of(template_id))


@blueprint.route("/<investigation_id>/audit/export", methods=["GET"])
@blueprint.doc(responses={"200": {"description": _EXPORT, "content": {NDJSON: {"schema": {"type": "string"}}}}})
@blueprint.problems(404)
def export(investigation_id: str) -> Response:
    """Export the whole trail with its hashes, to be kept and checked elsewhere."""
    return _export(_require_investigation(investigation_id), investigation_id)


@blueprint.route("/templates/<template_id>/audit/export", methods=["GET"])
@blueprint.doc(responses={"200": {"description": _EXPORT, "content": {NDJSON: {"schema": {"type": "string"}}}}})
@blueprint.problems(404)
def export_template(template_id: str) -> Response:
    """Export the whole trail of the template with its hashes."""
    return _export(chain_of(template_id), f"template-{template_id}")


def _require_investigation(investigation_id: str) -> str:
    """Return the id. Raises NotFound for the id of a template's trail, which has another path."""
    if not INVESTIGATION_ID.fullmatch(investigation_id):
        raise NotFound(f"There is no investigation {investigation_id}.")
    return investigation_id


def _page(chain: str, query: dict[str, Any]) -> Response:
    items, next_cursor = trail.page(current_service().store, principal(), chain, query)
    return json_response({"items": [orjson.Fragment(item) for item in items], "next_cursor": next_cursor})


def _verdict(chain: str) -> Response:
    store = current_service().store
    verdict = verify_chain(store, chain, readable_owner(store, principal(), chain))
    body: dict[str, Any] = {"valid": verdict.valid, "entries": verdict.entries}
    if not verdict.valid:
        body |= {"first_invalid": verdict.first_invalid, "reason": verdict.reason}
    return json_response(body)


def _export(chain: str, file_stem: str) -> Response:
    service = current_service()
    lines = trail.export(service.store, principal(), chain)
    set_write_deadline(request.environ, service.config.streams.write_timeout_s)
    disposition = f'attachment; filename="{file_stem}-audit.ndjson"'
    return Response(lines, content_type=NDJSON, headers={"Content-Disposition": disposition})
