"""What browsers need, because they cannot send a header with EventSource or WebSocket (contract section 2)."""

import time
from datetime import UTC, datetime

from flask import Response, request

from ..domain.tickets import issue_ticket
from ..errors import Unauthorized
from ..store.transaction import timestamp
from ..web import schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import COOKIE, bearer_token, principal, require_principal
from ..web.runtime import runtime
from .responses import json_response, no_content

blueprint = ApiBlueprint(
    "session", __name__, authenticate=require_principal, description="Cookies and one-time tickets for browsers"
)


@blueprint.route("/session", methods=["POST"])
@blueprint.response(204)
@blueprint.problems()
def begin_session() -> Response:
    """Exchange a bearer token for a cookie that ends with the token."""
    token = bearer_token()
    if token is None:
        raise Unauthorized("A session begins with `Authorization: Bearer <token>`.")
    return session_response(token, principal().expires_at)


@blueprint.route("/session", methods=["GET"])
@blueprint.response(200, schemas.Session)
@blueprint.problems()
def session() -> Response:
    """Say who the caller is, by whatever it was authenticated, and until when."""
    known = principal()
    expires_at = timestamp(datetime.fromtimestamp(known.expires_at, UTC))
    return json_response({"user_id": known.user_id, "scopes": sorted(known.scopes), "expires_at": expires_at})


@blueprint.route("/session", methods=["DELETE"])
@blueprint.response(204)
@blueprint.problems()
def end_session() -> Response:
    """Drop the cookie."""
    response = no_content()
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
    return response


def session_response(token: str, expires_at: float) -> Response:
    """Answer with the cookie of a session that ends with its token."""
    response = no_content()
    lifetime_s = max(0, int(expires_at - time.time()))
    response.set_cookie(
        COOKIE, token, max_age=lifetime_s, httponly=True, samesite="Strict", secure=request.is_secure, path="/"
    )
    return response


@blueprint.route("/tickets", methods=["POST"])
@blueprint.response(201, schemas.Ticket)
@blueprint.problems()
def create_ticket() -> Response:
    """Issue a ticket for `?ticket=` on one stream or socket, good once and for a short time."""
    service = runtime()
    ttl_s = service.config.streams.ticket_ttl_s
    ticket = issue_ticket(service.store, principal(), ttl_s)
    return json_response({"ticket": ticket, "expires_in": ttl_s}, 201)
