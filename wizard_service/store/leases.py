"""Leases: what one process of all may do, until it stops renewing."""

from datetime import datetime, timedelta

from ..timestamps import timestamp
from .backend import Transaction

# A lease that expires later than this was written by a clock that was wrong.
MAX_TTL = timedelta(days=2)
_TAKE = """
INSERT INTO leases (name, owner, expires_at) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
WHERE leases.owner = excluded.owner OR leases.expires_at <= ? OR leases.expires_at > ?
"""


def take_lease(tx: Transaction, name: str, owner: str, ttl_s: float) -> bool:
    """Take or renew a lease for `ttl_s` seconds; False when another owner holds it."""
    now = datetime.fromisoformat(tx.now)
    ends, implausible = timestamp(now + timedelta(seconds=ttl_s)), timestamp(now + MAX_TTL)
    values = (name, owner, ends, tx.now, implausible)
    taken: int = tx.execute(_TAKE, values)
    return taken == 1
