"""Where a reloaded page goes on, and the history of steps (contract section 3)."""

from typing import Any

from flask import Response

from ..domain.investigations import commands, navigation
from ..web import schemas
from ..web.auth import caller, principal, principal_where
from ..web.blueprint import ApiBlueprint
from ..web.responses import json_response, outcome_response
from ..web.service import current_service

require_recovery_principal = principal_where(
    lambda features: features.state_recovery, "State recovery is switched off here."
)
blueprint = ApiBlueprint(
    "recovery", __name__, authenticate=require_recovery_principal, description="Checkpoints and navigation"
)


@blueprint.route("/<investigation_id>/checkpoint", methods=["GET"])
@blueprint.response(200, schemas.Checkpoint)
@blueprint.problems(404)
def checkpoint(investigation_id: str) -> Response:
    """Tell a page that is opened again where to go on, and what the caller can do there."""
    service = current_service()
    stale_after_days = service.config.state.stale_after_days
    told = navigation.checkpoint(service.store, principal(), investigation_id, stale_after_days)
    service.last_accessed.record(investigation_id)
    return json_response(told)


@blueprint.route("/<investigation_id>/navigation", methods=["POST"])
@blueprint.arguments(schemas.Navigate)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 413, 415)
def navigate(target: dict[str, Any], investigation_id: str) -> Response:
    """Go to a step, or back and forward in the steps visited, by the rules of a patch of `wizard_step`."""
    return outcome_response(commands.navigate(current_service().store, caller(), investigation_id, target))
