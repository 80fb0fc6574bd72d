"""Leases: what one process of all may do, until it stops renewing."""

from datetime import datetime, timedelta

from ..timestamps import timestamp
from .transaction import Transaction

# An end further away than any lease is asked for was written by a clock that was wrong.
LONGEST = timedelta(days=2)
_TAKE = """
INSERT INTO leases (name, owner, expires_at) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
WHERE leases.owner = excluded.owner OR leases.expires_at <= ? OR leases.expires_at > ?
"""


def take_lease(tx: Transaction, name: str, owner: str, ttl_s: float) -> bool:
    """Take or renew a lease for `ttl_s` seconds; False when another owner holds it."""
    now = datetime.fromisoformat(tx.now)
    ends, implausible = timestamp(now + timedelta(seconds=ttl_s)), timestamp(now + LONGEST)
    values = (name, owner, ends, tx.now, implausible)
    taken: int = tx.database.execute_sql(_TAKE.replace("?", tx.database.param), values).rowcount
    return taken == 1
