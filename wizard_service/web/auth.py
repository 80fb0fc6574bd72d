"""Who is calling (contract section 2): a bearer token, a browser's session cookie, or a one-time ticket.

Which browser pages may use this service: its own, and those of WIZARD_ALLOWED_ORIGINS.
"""

import hashlib
from collections.abc import Callable

from flask import g, request

from ..config import FeatureFlags
from ..domain.identity.caller import Caller, IdempotencyKey
from ..domain.identity.principal import Principal
from ..domain.identity.tickets import redeem_ticket
from ..errors import BadRequest, FeatureDisabled, OriginRefused, Unauthorized
from .request_body import request_body
from .request_id import request_id
from .service import current_service

COOKIE = "wizard_session"
MAX_KEY_LENGTH = 255
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def require_principal() -> None:
    """Authenticate the request before its view; to be a blueprint's `before_request`."""
    _require_persistence()
    g.wizard_principal = _by_token()


def principal_where(is_on: Callable[[FeatureFlags], bool], refusal: str) -> Callable[[], None]:
    """Return what is `require_principal` while a feature is switched on, and refuses everybody while it is not."""

    def require() -> None:
        if not is_on(current_service().config.features):
            raise FeatureDisabled(refusal)
        require_principal()

    return require


def require_stream_principal() -> None:
    """Like `require_principal`, for streams and sockets, which a browser can open with a `?ticket=` only."""
    _require_persistence()
    ticket = request.args.get("ticket")
    g.wizard_principal = redeem_ticket(current_service().store, ticket) if ticket else _by_token()


def is_authenticated() -> bool:
    """Say whether it is known who asks; errors of a request may be told before it is."""
    return "wizard_principal" in g


def principal() -> Principal:
    """Return who was authenticated for this request."""
    known: Principal = g.wizard_principal
    return known


def caller(source: str = "USER") -> Caller:
    """Return the caller of a change that came in by REST."""
    return Caller(principal(), source, request_id(), _idempotency_key())


def bearer_token() -> str | None:
    """Return the token of the Authorization header, None when there is no such header.

    Raises Unauthorized for a header of another kind.
    """
    header = request.headers.get("Authorization")
    return None if header is None else token_in(header)


def token_in(header: str) -> str:
    """Return the token of an Authorization header. Raises Unauthorized for a header of another kind."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("Send `Authorization: Bearer <token>`.")
    return token.strip()


def _require_persistence() -> None:
    # Whatever is asked with a token is about what is stored.
    if not current_service().config.features.sqlite_persistence:
        raise FeatureDisabled("Persistence is switched off here.")


def _by_token() -> Principal:
    token = bearer_token() or _session_token()
    if token is None:
        raise Unauthorized("Send `Authorization: Bearer <token>`.")
    return current_service().tokens.verify(token)


def _session_token() -> str | None:
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    # A cookie is sent by the browser, whoever made it ask: what changes something must come from our own pages. Those
    # name no Origin when they read, and pages from elsewhere do.
    if "Origin" not in request.headers and request.method not in _SAFE_METHODS:
        raise OriginRefused("With the session cookie, a change needs an Origin header.")
    check_origin()
    return token


def _idempotency_key() -> IdempotencyKey | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not key.strip() or len(key) > MAX_KEY_LENGTH or not key.isprintable():
        raise BadRequest(f"Idempotency-Key must be 1 to {MAX_KEY_LENGTH} printable characters.")
    request_line = f"{request.method} {request.path}?{request.query_string.decode('latin-1')}"
    return IdempotencyKey(key, request_sha256(request_line, request_body()))


def request_sha256(request_line: str, body: bytes) -> str:
    """Return what tells whether two requests are the same."""
    return hashlib.sha256(f"{request_line}\n".encode() + body).hexdigest()


def check_origin() -> None:
    """Refuse a browser's page from elsewhere. Programs send no Origin and show a token."""
    origin = request.headers.get("Origin")
    if origin is None or origin in current_service().config.server.allowed_origins:
        return
    if origin != f"{request.scheme}://{request.host}":
        raise OriginRefused("This Origin is not allowed here; see WIZARD_ALLOWED_ORIGINS.")
