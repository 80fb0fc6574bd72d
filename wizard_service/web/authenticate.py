"""Who is calling (contract section 2)."""

import hashlib

from flask import g, request

from ..domain.caller import Caller, IdempotencyKey
from ..domain.tokens import Principal
from ..errors import BadRequest, Unauthorized
from .request_id import request_id
from .runtime import runtime

MAX_KEY_LENGTH = 255


def require_principal() -> None:
    """Authenticate the request before its view; to be a blueprint's `before_request`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("Send `Authorization: Bearer <token>`.")
    g.wizard_principal = runtime().tokens.verify(token.strip())


def principal() -> Principal:
    """Return who was authenticated for this request."""
    known: Principal = g.wizard_principal
    return known


def caller(source: str = "USER") -> Caller:
    """Return the caller of a change that came in by REST."""
    return Caller(principal(), source, request_id(), _idempotency_key())


def _idempotency_key() -> IdempotencyKey | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not key.strip() or len(key) > MAX_KEY_LENGTH or not key.isprintable():
        raise BadRequest(f"Idempotency-Key must be 1 to {MAX_KEY_LENGTH} printable characters.")
    request_line = f"{request.method} {request.path}?{request.query_string.decode('latin-1')}\n".encode()
    return IdempotencyKey(key, hashlib.sha256(request_line + request.get_data(cache=True)).hexdigest())
