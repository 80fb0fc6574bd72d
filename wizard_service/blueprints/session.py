"""Session cookies, one-time tickets and login links for browsers (contract section 2).

A browser cannot send a header with EventSource or WebSocket, so it authenticates with a cookie or a ticket.
"""

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flask import Response

from ..domain.identity.principal import WRITE
from ..domain.identity.revocations import revoke
from ..domain.identity.tickets import LOGIN, issue_ticket, redeem_ticket
from ..domain.identity.tokens import issue_token
from ..errors import FeatureDisabled, KeysUnavailable, OriginRefused, Unauthorized
from ..timestamps import timestamp
from ..web import schemas
from ..web.auth import bearer_token, principal, require_persistence, require_principal, verify_token
from ..web.blueprint import ApiBlueprint
from ..web.origins import check_origin, check_site, is_from_this_machine
from ..web.rate_limit import count_ticket
from ..web.responses import json_response
from ..web.service import Service, current_service
from ..web.session_cookie import dropped_session_response, session_response, session_token


def require_loopback(service: Service) -> None:
    """Require WIZARD_LOGIN_LINKS, a client on this machine, and a `Host` that names this machine.

    Raises FeatureDisabled and OriginRefused.
    """
    if not (service.config.server.login_links and is_from_this_machine()):
        raise FeatureDisabled("Login links are for the machine the service runs on, when WIZARD_LOGIN_LINKS is set.")
    check_origin(service.config.server)


blueprint = ApiBlueprint(
    "session", __name__, authenticate=require_principal, description="Cookies and one-time tickets for browsers"
)
cookie_blueprint = ApiBlueprint(
    "session_cookie", __name__, authenticate=require_persistence, description="The cookie of a browser's session"
)
login_blueprint = ApiBlueprint(
    "login",
    __name__,
    authenticate=require_loopback,
    description="Login links that work on the machine where the service runs",
)


@blueprint.route("/session", methods=["GET"])
@blueprint.response(200, schemas.Session)
@blueprint.problems()
def session() -> Response:
    """Return the caller's user id and scopes, and when its credentials expire."""
    authenticated = principal()
    expires_at = timestamp(datetime.fromtimestamp(authenticated.expires_at, UTC))
    scopes = sorted(authenticated.scopes)
    return json_response({"user_id": authenticated.user_id, "scopes": scopes, "expires_at": expires_at})


@blueprint.route("/tickets", methods=["POST"])
@blueprint.response(201, schemas.Ticket)
@blueprint.problems()
def create_ticket() -> Response:
    """Issue a ticket that opens one stream or socket by `?ticket=`, once and within a short time."""
    service = current_service()
    count_ticket(service, principal())
    ttl_s = service.config.streams.ticket_ttl_s
    ticket = issue_ticket(service.store, principal(), ttl_s)
    return json_response({"ticket": ticket, "expires_in": ttl_s}, 201)


@cookie_blueprint.route("/session", methods=["POST"])
@cookie_blueprint.arguments(schemas.BeginSession, required=False)
@cookie_blueprint.response(204)
@cookie_blueprint.problems(401, 403, 503)
def begin_session(members: dict[str, Any] | None) -> Response:
    """Exchange a token for a session cookie that expires with the token.

    The token may be sent in the body when a proxy uses the Authorization header for its own credentials.
    """
    service = current_service()
    token = (members or {}).get("token") or bearer_token()
    expires_at = verify_token(service, token).expires_at
    check_origin(service.config.server)
    return session_response(service.config, str(token), expires_at)


@cookie_blueprint.route("/session", methods=["DELETE"])
@cookie_blueprint.arguments(schemas.EndSession, location="query")
@cookie_blueprint.doc(security=[])
@cookie_blueprint.response(204)
@cookie_blueprint.problems(401, 403, 503)
def end_session(query: dict[str, Any]) -> Response:
    """Delete the session cookie, even when it is not valid, and revoke the token in it.

    The token is refused from then on, wherever else it is used. A page of another origin deletes the cookie only.

    With `everywhere=true` the caller must be authenticated with the scope `wizard:write`, and all tokens and unused
    tickets of the user that were issued until now are revoked.
    """
    service = current_service()
    if query["everywhere"]:
        require_principal(service)
        principal().require(WRITE)
        revoke(service.store, user_id=principal().user_id, jti=None)
        return dropped_session_response(service.config)
    with suppress(Unauthorized, OriginRefused, KeysUnavailable):
        check_site(service.config.server)
        service.revocations.revoke_token(verify_token(service, session_token(service.config)))
    return dropped_session_response(service.config)


@login_blueprint.route("/session/login", methods=["POST"])
@login_blueprint.arguments(schemas.Login)
@login_blueprint.response(204)
@login_blueprint.doc(security=[])
@login_blueprint.problems(404)
def log_in(members: dict[str, Any]) -> Response:
    """Exchange the one-time ticket of a login link for a session cookie."""
    service = current_service()
    holder = redeem_ticket(service.store, members["ticket"], LOGIN)
    ttl_s = max(1, int(holder.expires_at - time.time()))
    token = issue_token(service.config.auth, holder.user_id, sorted(holder.scopes), ttl_s)
    return session_response(service.config, token, holder.expires_at)
