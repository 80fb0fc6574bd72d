"""Links that log a person in at the machine the service runs on; there only when WIZARD_LOGIN_LINKS is set."""

import ipaddress
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from ..domain.tickets import LOGIN, redeem_ticket
from ..domain.tokens import issue_token
from ..errors import FeatureDisabled
from ..web import schemas
from ..web.arguments import ApiBlueprint
from ..web.origins import check_origin
from ..web.runtime import runtime
from .session import session_response


def require_own_machine() -> None:
    """Answer nobody else: not another machine, not a page that had its name resolve to this one."""
    allowed = runtime().config.server.login_links and _is_loopback(request.remote_addr)
    if not (allowed and _is_loopback(urlsplit(f"//{request.host}").hostname)):
        raise FeatureDisabled("Login links are for the machine the service runs on, when WIZARD_LOGIN_LINKS is set.")
    check_origin()


blueprint = ApiBlueprint(
    "login", __name__, authenticate=require_own_machine, description="Login links for the own machine"
)


@blueprint.route("/session/login", methods=["POST"])
@blueprint.arguments(schemas.Login)
@blueprint.response(204)
@blueprint.doc(security=[])
@blueprint.problems(404)
def log_in(members: dict[str, Any]) -> Response:
    """Exchange the one-time ticket of a login link for a session cookie."""
    service = runtime()
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
