"""One-time tickets for browsers (contract section 2).

A browser cannot send an Authorization header with EventSource or WebSocket. A login ticket spares a person who runs
the service on their own machine from pasting a token.
"""

import hashlib
import secrets
from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import orjson

from ...errors import Unauthorized
from ...store import Backend
from ...store.repositories import credentials
from ...timestamps import CLOCK_TOLERANCE, timestamp
from .principal import Principal, TokenIdentity

STREAM, LOGIN = "stream", "login"
# The longest lifetime by purpose, in seconds.
MAX_TTL_S = {STREAM: 30, LOGIN: 600}


def issue_ticket(store: Backend, principal: Principal, ttl_s: int, purpose: str = STREAM) -> str:
    """Return a ticket for this principal, valid once, for one purpose, for `ttl_s` seconds. Only its hash is stored."""
    ticket = secrets.token_urlsafe(32)
    row = {
        "ticket_sha256": _sha256(ticket, purpose),
        "user_id": principal.user_id,
        "scope": " ".join(sorted(principal.scopes)),
        "token_expires_at": timestamp(datetime.fromtimestamp(principal.expires_at, UTC)),
        "expires_at": timestamp(store.clock() + timedelta(seconds=ttl_s)),
        "token_json": orjson.dumps(astuple(principal.token)).decode() if principal.token else None,
    }
    store.write(lambda tx: credentials.insert_ticket(tx, row))
    return ticket


def redeem_ticket(store: Backend, ticket: str, purpose: str = STREAM) -> Principal:
    """Consume a ticket and return its principal. Of concurrent requests only one succeeds. Raises Unauthorized."""
    hashed = _sha256(ticket, purpose)
    # Unauthenticated clients can send invented tickets, which must not cost a write transaction.
    exists = credentials.ticket_exists(store, hashed)
    row = store.write(lambda tx: credentials.redeem_ticket(tx, hashed)) if exists else None
    if row is None or not _is_valid(row["expires_at"], store.clock(), MAX_TTL_S[purpose]):
        raise Unauthorized("Ticket invalid or expired.")
    expires_at = datetime.fromisoformat(row["token_expires_at"]).timestamp()
    token = TokenIdentity(*orjson.loads(row["token_json"])) if row["token_json"] else None
    return Principal(row["user_id"], frozenset(row["scope"].split()), expires_at, token)


def _is_valid(expires_at: str, now: datetime, max_ttl_s: int) -> bool:
    """Return whether a ticket has not expired, and was not issued before the clock was set back."""
    latest = now + timedelta(seconds=max_ttl_s) + CLOCK_TOLERANCE
    return timestamp(now) < expires_at <= timestamp(latest)


def _sha256(ticket: str, purpose: str) -> str:
    # The hash of a stream ticket covers no purpose, so that tickets stored before purposes existed stay valid.
    text = ticket if purpose == STREAM else f"{purpose}:{ticket}"
    return hashlib.sha256(text.encode()).hexdigest()
