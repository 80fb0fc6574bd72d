"""Shares: who else may view or edit an investigation."""

from ..backend import Reader, Row, Transaction
from ..checksums import sealed
from ..models import Access

_SHARES = """
SELECT user_id, role, granted_by, granted_at FROM investigation_access WHERE investigation_id = ? ORDER BY user_id
"""

_ROLE = "SELECT role FROM investigation_access WHERE investigation_id = ? AND user_id = ?"


def shares_of(reader: Reader, investigation_id: str) -> list[Row]:
    """Return user_id, role, granted_by and granted_at of every share."""
    return reader.select(_SHARES, (investigation_id,))


def role_of(reader: Reader, investigation_id: str, user_id: str) -> str | None:
    """Return the role that a share gives the user, None without a share."""
    row = reader.select_one(_ROLE, (investigation_id, user_id))
    return row["role"] if row else None


def put_share(tx: Transaction, investigation_id: str, user_id: str, role: str, granted_by: str) -> None:
    """Create or replace the share of a user. The change must hold the lock of the investigation."""
    key = {"investigation_id": investigation_id, "user_id": user_id}
    grant = {"role": role, "granted_by": granted_by, "granted_at": tx.now}
    if not tx.update(Access, sealed(Access, key | grant), key):
        tx.insert(Access, [key | grant])


def delete_share(tx: Transaction, investigation_id: str, user_id: str) -> bool:
    """Delete the share of a user; False when there is none."""
    return tx.delete(Access, {"investigation_id": investigation_id, "user_id": user_id}) == 1
