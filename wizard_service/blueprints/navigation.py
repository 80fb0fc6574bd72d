"""Checkpoints for reloaded pages, and the history of steps (contract section 3)."""

from typing import Any

from flask import Response

from ..domain.investigations import commands, navigation
from ..web import schemas
from ..web.auth import caller, may_edit, principal, require_feature
from ..web.blueprint import ApiBlueprint
from ..web.responses import json_response, outcome_response
from ..web.service import current_service

blueprint = ApiBlueprint(
    "recovery",
    __name__,
    authenticate=require_feature("state_recovery", "State recovery is disabled."),
    description="Checkpoints and navigation",
)


@blueprint.route("/<investigation_id>/checkpoint", methods=["GET"])
@blueprint.response(200, schemas.Checkpoint)
@blueprint.problems(404)
def read_checkpoint(investigation_id: str) -> Response:
    """Return the step at which a reopened page resumes, and the actions possible there."""
    service = current_service()
    stale_after_days = service.config.state.stale_after_days
    checkpoint = navigation.checkpoint(service.store, principal(), investigation_id, stale_after_days)
    service.last_accessed.record(investigation_id)
    return json_response(checkpoint)


@blueprint.route("/<investigation_id>/navigation", methods=["POST"])
@blueprint.needs(may_edit)
@blueprint.arguments(schemas.Navigate)
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409, 413, 415)
def navigate(target: dict[str, Any], investigation_id: str) -> Response:
    """Go to a step, or back or forward among the visited steps; the rules are those for a patch of `wizard_step`.

    Going to the current step does not create a version.
    """
    return outcome_response(commands.navigate(current_service().store, caller(), investigation_id, target))
