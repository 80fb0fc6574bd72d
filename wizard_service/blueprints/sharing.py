"""Sharing: which other users may view or edit an investigation (contract section 2)."""

from typing import Any

from flask import Response

from ..domain.investigations import sharing
from ..web import schemas
from ..web.auth import caller, may_manage, principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.responses import json_response, no_content
from ..web.service import current_service

blueprint = ApiBlueprint("sharing", __name__, authenticate=require_principal, description="Sharing investigations")

# A user id may be a URL. It is matched as a path, because `%2F` is decoded to a slash before routing.
_SHARE = "/<investigation_id>/access/<path:user_id>"


@blueprint.route("/<investigation_id>/access", methods=["GET"])
@blueprint.response(200, schemas.SharedList)
@blueprint.problems(404)
def list_shares(investigation_id: str) -> Response:
    """List the users with whom the investigation is shared."""
    return json_response({"access": sharing.shares(current_service().store, principal(), investigation_id)})


@blueprint.route(_SHARE, methods=["PUT"], merge_slashes=False)
@blueprint.needs(may_manage)
@blueprint.arguments(schemas.Share)
@blueprint.response(200, schemas.Shared)
@blueprint.problems(400, 404, 409, 415)
def share(members: dict[str, Any], investigation_id: str, user_id: str) -> Response:
    """Let a user view or edit the investigation. Giving a user the same role again does not create a version."""
    outcome = sharing.share(current_service().store, caller(), investigation_id, user_id, members["role"])
    response = json_response({"user_id": user_id, "role": members["role"]})
    response.headers["ETag"] = outcome.etag
    return response


@blueprint.route(_SHARE, methods=["DELETE"], merge_slashes=False)
@blueprint.needs(may_manage)
@blueprint.response(204)
@blueprint.problems(400, 404, 409)
def unshare(investigation_id: str, user_id: str) -> Response:
    """Revoke a share; the user's streams on the investigation end."""
    sharing.unshare(current_service().store, caller(), investigation_id, user_id)
    return no_content()
