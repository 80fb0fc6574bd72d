"""Leases: the right of one process among all to do something, until the lease expires."""

from datetime import datetime, timedelta

from ...timestamps import timestamp
from ..backend import Transaction

# A lease that expires later than this was written by a process with a wrong clock.
MAX_TTL = timedelta(days=2)
_TAKE = """
INSERT INTO leases (name, owner, expires_at) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
WHERE leases.owner = excluded.owner OR leases.expires_at <= ? OR leases.expires_at > ?
"""


def take_lease(tx: Transaction, name: str, owner: str, ttl_s: float) -> bool:
    """Take or renew a lease for `ttl_s` seconds; False when another owner holds it.

    The row count of the statement decides, also between processes that try at the same time.
    """
    now = datetime.fromisoformat(tx.now)
    expires_at, implausible = timestamp(now + timedelta(seconds=ttl_s)), timestamp(now + MAX_TTL)
    return tx.execute(_TAKE, (name, owner, expires_at, tx.now, implausible)) == 1
