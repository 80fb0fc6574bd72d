"""Authentication (contract section 2): a bearer token, a browser's session cookie, or a one-time ticket.

A cookie is accepted only from pages of this service and of WIZARD_ALLOWED_ORIGINS.
"""

import hashlib
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from flask import g, request

from ..domain.identity.caller import Caller, IdempotencyKey, source_of
from ..domain.identity.principal import WRITE, Principal
from ..domain.identity.tickets import redeem_ticket
from ..domain.investigations import access, sharing
from ..domain.investigations.idempotency import check_unless_repeated
from ..domain.templates.records import find_template
from ..errors import BadRequest, FeatureDisabled, OriginRefused, Unauthorized
from ..process.cooperative import enter_flow
from ..store import Backend
from .origins import check_site
from .request_body import request_body
from .request_id import request_id, trace_id
from .service import Service, current_service
from .session_cookie import session_token

MAX_KEY_LENGTH = 255
# The key of the WSGI environ under which a middleware leaves the principal of a token that it has verified.
PRINCIPAL_KEY = "wizard.principal"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# A function that authenticates the current request, or raises.
Authenticate = Callable[[Service], None]
# A function of store, principal and the view's arguments that raises Forbidden, NotFound or InvalidTransition.
Right = Callable[..., Any]
_CREDENTIALS_MISSING = "Send `Authorization: Bearer <token>`."


def require_principal(service: Service) -> None:
    """Authenticate the request before its view runs. Raises Unauthorized, OriginRefused and FeatureDisabled."""
    require_persistence(service)
    _begin_work(request.environ.get(PRINCIPAL_KEY) or _verify_credentials(service))


def require_feature(name: str, detail: str) -> Authenticate:
    """Return a `require_principal` that raises FeatureDisabled with this detail while the feature is disabled.

    name: of a member of FeatureFlags.
    """
    is_enabled = attrgetter(name)

    def require(service: Service) -> None:
        if not is_enabled(service.config.features):
            raise FeatureDisabled(detail)
        require_principal(service)

    return require


def require_stream_principal(service: Service) -> None:
    """Authenticate a stream or socket, which a browser can open only with a cookie or a `?ticket=`."""
    require_persistence(service)
    ticket = request.args.get("ticket")
    _begin_work(_redeem_ticket(service, ticket) if ticket else _verify_credentials(service))


def is_authenticated() -> bool:
    """Return whether the request was authenticated; a request may fail before that."""
    return "wizard_principal" in g


def principal() -> Principal:
    """Return the principal that was authenticated for this request."""
    authenticated: Principal = g.wizard_principal
    return authenticated


def caller() -> Caller:
    """Return the caller of a change by REST; a client that follows its feed by polling says so in a header."""
    source = source_of(request.headers.get("Wizard-Transport"))
    quotas, lease_id = current_service().config.quotas, request.headers.get("Wizard-Lease")
    return Caller(principal(), source, request_id(), _idempotency_key(), quotas, trace_id(), lease_id)


def bearer_token() -> str | None:
    """Return the token of the Authorization header.

    None without a header, and for the credentials of a proxy in front of the service: Basic, Digest or Negotiate.
    """
    return token_of_header(request.headers.get("Authorization", ""))


def token_of_header(header: str) -> str | None:
    """Return the token of an Authorization header, None for another scheme than Bearer."""
    scheme, _, token = header.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def verify_token(service: Service, token: str | None) -> Principal:
    """Return the principal of a token. Raises Unauthorized for None and for a token that is not valid."""
    if token is None:
        raise Unauthorized(_CREDENTIALS_MISSING)
    return service.tokens.verify(token)


def request_sha256(request_line: str, body: bytes) -> str:
    """Return a digest that is equal for equal requests only."""
    return hashlib.sha256(f"{request_line}\n".encode() + body).hexdigest()


def require_right(service: Service, right: Right) -> None:
    """Check a right of the current request's caller, unless the request repeats one that was answered.

    The right is checked before the body is read, so that the service does not validate bodies of callers without it.
    """
    view_args = request.view_args or {}
    check_unless_repeated(service.store, caller, lambda: right(service.store, principal(), **view_args))


def may_write(_: Backend, principal: Principal, **__: str) -> None:
    """Require the scope for creating something."""
    principal.require(WRITE)


def may_edit(store: Backend, principal: Principal, investigation_id: str, **_: str) -> None:
    access.get_editable(store, principal, investigation_id, ("user_id", "archived_at"))


def may_manage(store: Backend, principal: Principal, investigation_id: str, **_: str) -> None:
    """Require that the caller is the owner or an admin."""
    access.get_owned(store, principal, investigation_id, columns=("user_id",))


def may_unshare(store: Backend, principal: Principal, investigation_id: str, user_id: str) -> None:
    """Require that the share is the caller's own, or that the caller is the owner or an admin."""
    if user_id == principal.user_id:
        sharing.get_own_share(store, principal, investigation_id)
    else:
        access.get_owned(store, principal, investigation_id, columns=("user_id",))


def may_answer(store: Backend, principal: Principal, investigation_id: str, **_: str) -> None:
    """Require an invitation or a share of the caller."""
    sharing.get_own_share(store, principal, investigation_id)


def may_copy(store: Backend, principal: Principal, investigation_id: str, **_: str) -> None:
    principal.require(WRITE)
    access.get_readable(store, principal, investigation_id, ("user_id",))


def may_change_template(store: Backend, principal: Principal, template_id: str, **_: str) -> None:
    principal.require(WRITE)
    find_template(store, principal, template_id)


def require_persistence(service: Service) -> None:
    """Raise FeatureDisabled while nothing can be stored."""
    # Every authenticated request concerns stored data.
    if not service.config.features.sqlite_persistence:
        raise FeatureDisabled("Persistence is disabled.")


def _begin_work(principal: Principal) -> None:
    """Let the work for the current request begin, in rotation with other users."""
    g.wizard_principal = principal
    enter_flow(principal.user_id)


def _redeem_ticket(service: Service, ticket: str) -> Principal:
    holder = redeem_ticket(service.store, ticket)
    service.revocations.require_valid(holder)
    return holder


def _verify_credentials(service: Service) -> Principal:
    return verify_token(service, bearer_token() or _token_of_cookie(service))


def _token_of_cookie(service: Service) -> str | None:
    token = session_token(service.config)
    if token is None:
        return None
    # A browser sends the cookie with requests from every page, so a change must name a page of this service as its
    # Origin. Such pages send no Origin when they read; foreign pages do.
    if "Origin" not in request.headers and request.method not in _SAFE_METHODS:
        raise OriginRefused("With the session cookie, a change needs an Origin header.")
    check_site(service.config.server)
    return token


def _idempotency_key() -> IdempotencyKey | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not key.strip() or len(key) > MAX_KEY_LENGTH or not key.isprintable():
        raise BadRequest(f"Idempotency-Key must be 1 to {MAX_KEY_LENGTH} printable characters.")
    request_line = f"{request.method} {request.path}?{request.query_string.decode('latin-1')}"
    return IdempotencyKey(key, request_sha256(request_line, request_body()))
