"""Leases: which executor works on an investigation (contract section 11)."""

from typing import Any

from flask import Response

from ...domain.executors import leases, renewal
from ...domain.executors.leases import Claim
from ...web import schemas
from ...web.auth import caller, may_edit, principal, require_principal
from ...web.blueprint import ApiBlueprint
from ...web.responses import JSON, json_response, no_content
from ...web.service import current_service

blueprint = ApiBlueprint("leases", __name__, authenticate=require_principal, description="Leases of executors")


@blueprint.route("/<investigation_id>/lease", methods=["GET"])
@blueprint.response(200, schemas.Lease)
@blueprint.problems(404)
def read(investigation_id: str) -> Response:
    """Return the newest lease, living or ended. `last_seen_at` is the time of the last renewal or report."""
    return json_response(leases.read(current_service().store, principal(), investigation_id))


@blueprint.route("/<investigation_id>/lease", methods=["POST"])
@blueprint.needs(may_edit)
@blueprint.arguments(schemas.TakeLease)
@blueprint.response(201, schemas.TakenLease)
@blueprint.problems(400, 404, 409, 413, 415)
def take(members: dict[str, Any], investigation_id: str) -> Response:
    """Take the lease. While it lives, only its holder reports events and writes progress and results."""
    outcome = leases.take(current_service().store, caller(), investigation_id, Claim(**members))
    response = Response(outcome.body, status=201, content_type=JSON)
    response.headers["ETag"] = outcome.etag
    return response


@blueprint.route("/<investigation_id>/lease", methods=["PUT"])
@blueprint.needs(leases.may_hold)
@blueprint.response(200, schemas.RenewedLease)
@blueprint.problems(400, 404, 409)
def renew(investigation_id: str) -> Response:
    """Renew the lease named in `Wizard-Lease`. It is no change of the state: no version, no event, no audit entry."""
    service = current_service()
    outcome = renewal.renew_lease(service.store, caller(), investigation_id, service.config.executors.grace_s)
    return Response(outcome.body, content_type=JSON)


@blueprint.route("/<investigation_id>/lease", methods=["DELETE"])
@blueprint.needs(leases.may_hold)
@blueprint.response(204)
@blueprint.problems(400, 404, 409)
def release(investigation_id: str) -> Response:
    """Release the lease named in `Wizard-Lease`."""
    leases.release(current_service().store, caller(), investigation_id)
    return no_content()
