"""One-time tickets for browsers (contract section 2): they cannot send a header with EventSource or WebSocket, and a
person who starts the service on the own machine should not have to paste a token.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from ...errors import Unauthorized
from ...store import Backend, Transaction
from ...store.models import Ticket
from ...timestamps import timestamp
from .principal import Principal

STREAM, LOGIN = "stream", "login"


def issue_ticket(store: Backend, principal: Principal, ttl_s: int, purpose: str = STREAM) -> str:
    """Return a ticket for this principal, good once, for `ttl_s` seconds and one purpose. Only its hash is stored."""
    ticket = secrets.token_urlsafe(32)
    row = {
        "ticket_sha256": _sha256(ticket, purpose),
        "user_id": principal.user_id,
        "scope": " ".join(sorted(principal.scopes)),
        "token_expires_at": timestamp(datetime.fromtimestamp(principal.expires_at, UTC)),
        "expires_at": timestamp(store.clock() + timedelta(seconds=ttl_s)),
    }
    store.write(lambda tx: tx.insert(Ticket, [row]))
    return ticket


def redeem_ticket(store: Backend, ticket: str, purpose: str = STREAM) -> Principal:
    """Return the principal of a ticket and use it up, whichever worker asks first. Raises Unauthorized."""
    return store.write(lambda tx: _redeem(tx, _sha256(ticket, purpose)))


def _redeem(tx: Transaction, ticket_sha256: str) -> Principal:
    query = Ticket.select().where(Ticket.ticket_sha256 == ticket_sha256)
    row = next(iter(query.dicts().execute(tx.database)), None)
    tx.delete(Ticket, {"ticket_sha256": ticket_sha256})
    if row is None or row["expires_at"] <= tx.now:
        raise Unauthorized("The ticket is not good, or not any more.")
    expires_at = datetime.fromisoformat(row["token_expires_at"]).timestamp()
    return Principal(row["user_id"], frozenset(row["scope"].split()), expires_at)


def _sha256(ticket: str, purpose: str) -> str:
    # A ticket in a database that is older than purposes opens streams.
    text = ticket if purpose == STREAM else f"{purpose}:{ticket}"
    return hashlib.sha256(text.encode()).hexdigest()
