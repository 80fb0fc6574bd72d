"""Shares: who else may view or edit an investigation. A share that was not accepted yet is an invitation."""

from ..backend import Reader, Row, Transaction
from ..checksums import with_checksums
from ..models import Access

_SHARES = """
SELECT user_id, role, granted_by, granted_at, accepted_at
FROM investigation_access WHERE investigation_id = ? ORDER BY user_id
"""
_SHARE = """
SELECT investigation_id, user_id, role, granted_by, granted_at, accepted_at
FROM investigation_access WHERE investigation_id = ? AND user_id = ?
"""
_INVITATIONS = """
SELECT a.investigation_id, s.user_id, s.name, a.role, a.granted_by, a.granted_at
FROM investigation_access AS a
JOIN investigation_states AS s ON s.investigation_id = a.investigation_id
WHERE a.user_id = ? AND a.accepted_at IS NULL
ORDER BY a.granted_at DESC, a.investigation_id LIMIT ? OFFSET ?
"""
_COUNT_INVITATIONS = "SELECT count(*) FROM investigation_access WHERE user_id = ? AND accepted_at IS NULL"


def shares_of(reader: Reader, investigation_id: str) -> list[Row]:
    """Return user_id, role, granted_by, granted_at and accepted_at of every share, invitations included."""
    return reader.select(_SHARES, (investigation_id,))


def find_share(reader: Reader, investigation_id: str, user_id: str) -> Row | None:
    """Return the share of a user, accepted or not, None when there is none."""
    return reader.select_one(_SHARE, (investigation_id, user_id))


def find_invitations(reader: Reader, user_id: str, *, limit: int, offset: int) -> list[Row]:
    """Return the invitations of a user, newest first; `user_id` of a row is the owner of the investigation."""
    return reader.select(_INVITATIONS, (user_id, limit, offset))


def count_invitations(reader: Reader, user_id: str) -> int:
    """Return how many rows `find_invitations` has on all pages."""
    ((count,),) = reader.select_tuples(_COUNT_INVITATIONS, (user_id,))
    return int(count)


def put_share(tx: Transaction, investigation_id: str, user_id: str, role: str, granted_by: str) -> Row:
    """Create or replace the share of a user and return it; an accepted share stays accepted.

    The change must hold the lock of the investigation.
    """
    existing = find_share(tx, investigation_id, user_id)
    accepted_at = existing["accepted_at"] if existing else None
    grant = {"role": role, "granted_by": granted_by, "granted_at": tx.now, "accepted_at": accepted_at}
    share = {"investigation_id": investigation_id, "user_id": user_id} | grant
    if existing:
        _update(tx, share)
    else:
        tx.insert(Access, [share])
    return share


def accept_share(tx: Transaction, share: Row) -> None:
    """Mark the share as accepted now."""
    _update(tx, share | {"accepted_at": tx.now})


def delete_share(tx: Transaction, investigation_id: str, user_id: str) -> bool:
    """Delete the share of a user; False when there is none."""
    return tx.delete(Access, {"investigation_id": investigation_id, "user_id": user_id}) == 1


def _update(tx: Transaction, share: Row) -> None:
    tx.update(Access, with_checksums(Access, share), {name: share[name] for name in ("investigation_id", "user_id")})
