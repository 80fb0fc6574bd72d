"""One-time tickets, by their hash."""

from ..backend import Reader, Row, Transaction
from ..checksums import find_faults
from ..models import Ticket

_EXISTS = "SELECT 1 FROM tickets WHERE ticket_sha256 = ?"
_REDEEM = """
DELETE FROM tickets WHERE ticket_sha256 = ?
RETURNING ticket_sha256, user_id, scope, token_expires_at, expires_at, row_checksum
"""


def insert(tx: Transaction, row: Row) -> None:
    """Store a ticket: ticket_sha256, user_id, scope, token_expires_at, expires_at."""
    tx.insert(Ticket, [row])


def exists(reader: Reader, ticket_sha256: str) -> bool:
    """Return whether there is such a ticket, expired or not."""
    return reader.select_one(_EXISTS, (ticket_sha256,)) is not None


def redeem(tx: Transaction, ticket_sha256: str) -> Row | None:
    """Delete a ticket and return it. Of several concurrent callers only the one whose DELETE finds the row gets it.

    A ticket that does not match its checksum is deleted and not returned: it might name another user or scope.
    """
    row = tx.select_one(_REDEEM, (ticket_sha256,))
    return None if row is None or find_faults(Ticket, row) else row
