"""What browsers need, because they cannot send a header with EventSource or WebSocket (contract section 2).

Links that log a person in at the machine the service runs on; there only when WIZARD_LOGIN_LINKS is set.
"""

import ipaddress
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from ..domain.identity.tickets import LOGIN, issue_ticket, redeem_ticket
from ..domain.identity.tokens import issue_token
from ..errors import FeatureDisabled, Unauthorized
from ..timestamps import timestamp
from ..web import schemas
from ..web.auth import COOKIE, bearer_token, check_origin, principal, require_principal
from ..web.blueprint import ApiBlueprint
from ..web.responses import json_response, no_content
from ..web.service import current_service

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
    service = current_service()
    ttl_s = service.config.streams.ticket_ttl_s
    ticket = issue_ticket(service.store, principal(), ttl_s)
    return json_response({"ticket": ticket, "expires_in": ttl_s}, 201)


def require_own_machine() -> None:
    """Answer nobody else: not another machine, not a page that had its name resolve to this one."""
    allowed = current_service().config.server.login_links and _is_loopback(request.remote_addr)
    if not (allowed and _is_loopback(urlsplit(f"//{request.host}").hostname)):
        raise FeatureDisabled("Login links are for the machine the service runs on, when WIZARD_LOGIN_LINKS is set.")
    check_origin()


login_blueprint = ApiBlueprint(
    "login", __name__, authenticate=require_own_machine, description="Login links for the own machine"
)


@login_blueprint.route("/session/login", methods=["POST"])
@login_blueprint.arguments(schemas.Login)
@login_blueprint.response(204)
@login_blueprint.doc(security=[])
@login_blueprint.problems(404)
def log_in(members: dict[str, Any]) -> Response:
    """Exchange the one-time ticket of a login link for a session cookie."""
    service = current_service()
    found = redeem_ticket(service.store, members["ticket"], LOGIN)
    ttl_s = max(1, int(found.expires_at - time.time()))
    token = issue_token(service.config.auth, found.user_id, sorted(found.scopes), ttl_s)
    return session_response(token, found.expires_at)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
