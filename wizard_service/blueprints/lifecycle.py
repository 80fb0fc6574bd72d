"""Retry and cancel an investigation (contract section 3)."""

from flask import Response

from ..domain import lifecycle
from ..web import schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import caller, require_principal
from ..web.runtime import runtime
from .responses import outcome_response

blueprint = ApiBlueprint(
    "lifecycle", __name__, authenticate=require_principal, description="Taking investigations up again, ending them"
)


@blueprint.route("/<investigation_id>/retry", methods=["POST"])
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409)
def retry(investigation_id: str) -> Response:
    """Take an investigation in ERROR up again; what failed or was cut off waits to be run once more."""
    return outcome_response(lifecycle.retry(runtime().store, caller(), investigation_id))


@blueprint.route("/<investigation_id>/cancel", methods=["POST"])
@blueprint.response(200, schemas.State)
@blueprint.problems(400, 404, 409)
def cancel(investigation_id: str) -> Response:
    """Cancel an investigation that is IN_PROGRESS."""
    return outcome_response(lifecycle.cancel(runtime().store, caller(), investigation_id))
