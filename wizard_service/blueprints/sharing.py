"""Sharing: which other users may view or edit an investigation (contract section 2)."""

from typing import Any

from flask import Response

from ..domain.investigations import sharing
from ..web import schemas
from ..web.auth import caller, may_answer, may_manage, may_unshare, principal, require_principal
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
    """List the users with whom the investigation is shared; those without `accepted_at` are invited."""
    return json_response({"access": sharing.shares(current_service().store, principal(), investigation_id)})


@blueprint.route(_SHARE, methods=["PUT"], merge_slashes=False)
@blueprint.needs(may_manage)
@blueprint.arguments(schemas.Share)
@blueprint.response(200, schemas.Shared)
@blueprint.problems(400, 404, 409, 415)
def share(members: dict[str, Any], investigation_id: str, user_id: str) -> Response:
    """Invite a user to view or edit the investigation, which it does not see until it accepts.

    Giving a user the same role again does not create a version.
    """
    outcome = sharing.share(current_service().store, caller(), investigation_id, user_id, members["role"])
    response = json_response({"user_id": user_id, "role": members["role"]})
    response.headers["ETag"] = outcome.etag
    return response


@blueprint.route(_SHARE, methods=["DELETE"], merge_slashes=False)
@blueprint.needs(may_unshare)
@blueprint.response(204)
@blueprint.problems(400, 404, 409)
def unshare(investigation_id: str, user_id: str) -> Response:
    """Revoke a share; the user's streams on the investigation end. Users may leave by revoking their own."""
    sharing.unshare(current_service().store, caller(), investigation_id, user_id)
    return no_content()


@blueprint.route("/invitations", methods=["GET"])
@blueprint.arguments(schemas.InvitationQuery, location="query")
@blueprint.response(200, schemas.InvitationList)
def list_invitations(query: dict[str, int]) -> Response:
    """List the caller's invitations to investigations, newest first; `user_id` is the owner."""
    rows, total = sharing.invitations(current_service().store, principal(), **query)
    return json_response({"invitations": rows, "total": total} | query)


@blueprint.route("/invitations/<investigation_id>/accept", methods=["POST"])
@blueprint.needs(may_answer)
@blueprint.response(204)
@blueprint.problems(400, 404, 409)
def accept(investigation_id: str) -> Response:
    """Accept an invitation: from now on the investigation is one of the caller's."""
    sharing.accept(current_service().store, caller(), investigation_id)
    return no_content()


@blueprint.route("/invitations/<investigation_id>", methods=["DELETE"])
@blueprint.needs(may_answer)
@blueprint.response(204)
@blueprint.problems(400, 404, 409)
def decline(investigation_id: str) -> Response:
    """Decline an invitation that was not accepted."""
    sharing.decline(current_service().store, caller(), investigation_id)
    return no_content()
