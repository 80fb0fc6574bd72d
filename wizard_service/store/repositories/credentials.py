"""One-time tickets, stored by their hash, and revocations of tokens."""

from ..backend import LockKey, Reader, Row, Transaction
from ..checksums import find_faults
from ..models import Revocation, Ticket

_TICKET_EXISTS = "SELECT 1 FROM tickets WHERE ticket_sha256 = ?"
_REDEEM = """
DELETE FROM tickets WHERE ticket_sha256 = ?
RETURNING ticket_sha256, user_id, scope, token_expires_at, expires_at, row_checksum, token_json
"""
_REVOCATIONS_AFTER = """
SELECT revocation_seq, subject, revoked_at, expires_at FROM revocations
WHERE revocation_seq > ? AND expires_at > ? ORDER BY revocation_seq
"""
_COUNT_EXPIRED_REVOCATIONS = "SELECT count(*) FROM revocations WHERE expires_at < ?"
_DELETE_EXPIRED_REVOCATIONS = """
DELETE FROM revocations
WHERE subject IN (SELECT subject FROM revocations WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
"""
_DELETE_TICKETS = "DELETE FROM tickets WHERE user_id = ?"

# Every change that adds revocations takes this lock: none is added twice, and they are committed in numeric order.
REVOCATIONS: LockKey = ("revocations",)


def insert_ticket(tx: Transaction, row: Row) -> None:
    """Store a ticket: ticket_sha256, user_id, scope, token_expires_at, expires_at, token_json."""
    tx.insert(Ticket, [row])


def ticket_exists(reader: Reader, ticket_sha256: str) -> bool:
    """Return whether there is such a ticket, expired or not."""
    return reader.select_one(_TICKET_EXISTS, (ticket_sha256,)) is not None


def redeem_ticket(tx: Transaction, ticket_sha256: str) -> Row | None:
    """Delete a ticket and return it. Only one of several concurrent callers finds the row.

    A ticket that does not match its checksum is deleted but not returned, because it might name another user or scope.
    """
    row = tx.select_one(_REDEEM, (ticket_sha256,))
    return None if row is None or find_faults(Ticket, row) else row


def insert_revocation(tx: Transaction, subject: str, revoked_at: str, expires_at: str) -> None:
    """Store a revocation, replacing an earlier one of the same subject. The caller locks REVOCATIONS."""
    tx.delete(Revocation, {"subject": subject})
    tx.insert(Revocation, [{"subject": subject, "revoked_at": revoked_at, "expires_at": expires_at}])


def revocations_after(reader: Reader, number: int, now: str) -> list[Row]:
    """Return the unexpired revocations with a number above `number`."""
    return reader.select(_REVOCATIONS_AFTER, (number, now))


def delete_tickets_of(tx: Transaction, user_id: str) -> None:
    """Delete the unused tickets of a user."""
    tx.execute(_DELETE_TICKETS, (user_id,))


def count_expired_revocations(reader: Reader, cutoff: str) -> int:
    ((count,),) = reader.select_tuples(_COUNT_EXPIRED_REVOCATIONS, (cutoff,))
    return int(count)


def delete_expired_revocations(tx: Transaction, cutoff: str, limit: int) -> int:
    return tx.execute(_DELETE_EXPIRED_REVOCATIONS, (cutoff, limit))
