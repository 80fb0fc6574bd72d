"""Charges changes to the owners of the changed data, and refuses changes beyond an owner's quotas.

A change by an editor is charged to the owner as well. The transaction of the change updates the usage row, so when two
changes compete for the last of a quota, one is refused, whichever worker or host handles them.
"""

from datetime import datetime

from ...errors import LimitReached, RateLimited
from ...store import Transaction
from ...store.repositories import usage
from ...store.repositories.executors import reported_events
from ...store.repositories.usage import Amount
from ...timestamps import unix_ns
from ..identity.caller import Caller

HOUR_NS = 3_600_000_000_000


def charge(tx: Transaction, caller: Caller, owner: str, amount: Amount) -> None:
    """Add to the usage of an owner. A change that frees more than it stores is never refused.

    Raises LimitReached or RateLimited when quotas apply to the caller and the change would exceed one.
    """
    if caller.idempotency is not None and caller.user_id < owner:
        # The outcome is charged to the caller later in this transaction. The caller's usage row is locked now already,
        # because two transactions that lock usage rows in different orders could wait for each other.
        usage.add(tx, caller.user_id, Amount())
    quotas = caller.quotas
    if quotas and quotas.reported_events_per_hour and amount.reported_events:
        after = _add_reported(tx, owner, amount, quotas.reported_events_per_hour)
    else:
        after = usage.add(tx, owner, amount)
    if quotas is None:
        return
    used, limit = after.investigations, quotas.investigations_per_user
    if limit and amount.investigations > 0 and used > limit:
        raise _limit_reached("investigations", caller, owner, used - amount.investigations, limit)
    used, limit = after.stored_bytes, quotas.stored_bytes
    if limit and amount.stored_bytes > 0 and used > limit:
        raise _limit_reached("stored_bytes", caller, owner, used - amount.stored_bytes, limit)


def _add_reported(tx: Transaction, owner: str, amount: Amount, limit: int) -> Amount:
    """Charge reported events. The generic cell rate algorithm (GCRA) admits a burst of `limit` and then an even rate.

    Its theoretical arrival time (TAT) is the moment from which the whole burst is available again.
    """
    now_ns = unix_ns(datetime.fromisoformat(tx.now))
    cost_ns = amount.reported_events * (HOUR_NS // limit)
    after, tat_ns = reported_events.add(tx, owner, amount, now_ns=now_ns, cost_ns=cost_ns)
    used_ns = tat_ns - now_ns
    excess_ns = used_ns - HOUR_NS
    if excess_ns > 0:
        raise RateLimited(
            f"The owner's investigations may receive {limit} reported events per hour.",
            quota="reported_events",
            limit=limit,
            window_s=HOUR_NS // 1_000_000_000,
            remaining=remaining_events(used_ns - cost_ns, limit),
            retry_after_s=-(-excess_ns // 1_000_000_000),
        )
    return after


def remaining_events(used_ns: int, limit: int) -> int:
    """Return how many events may be reported immediately. used_ns: the used part of the hour."""
    return max(0, limit - -(-used_ns // (HOUR_NS // limit)))


def _limit_reached(quota: str, caller: Caller, owner: str, used: int, limit: int) -> LimitReached:
    detail = f"The quota of {quota} is used up: {limit}. Delete what is no longer needed, or ask the operator."
    # An editor's change counts against the owner's quota, but the owner's usage is not disclosed to the editor.
    members = {"used": used, "remaining": max(0, limit - used)} if caller.user_id == owner else {}
    return LimitReached(detail, quota=quota, limit=limit, **members)
