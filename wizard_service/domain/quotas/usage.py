"""The usage of a user against the quotas, and the correction of usage rows that have drifted."""

from functools import partial
from typing import Any

from ...config import QuotaSettings
from ...store import Backend, Transaction
from ...store.repositories import usage
from ...store.repositories.executors import reported_events
from ...timestamps import unix_ns
from .charging import HOUR_NS, remaining_events


def read_usage(store: Backend, quotas: QuotaSettings, user_id: str) -> dict[str, Any]:
    """Return the members of each storage quota, and those of the rate limit on reported events.

    Without a limit, `limit` and `remaining` are None. The database counts, so the scope is all hosts.
    """
    amount = usage.find(store, user_id)
    events_limit = quotas.reported_events_per_hour
    used_ns = reported_events.find(store, user_id).used_ns(unix_ns(store.clock()))
    remaining = remaining_events(used_ns, events_limit) if events_limit else None
    return {
        "investigations": _share(amount.investigations, quotas.investigations_per_user),
        "stored_bytes": _share(amount.stored_bytes, quotas.stored_bytes),
        "reported_events": rate("all", events_limit, HOUR_NS // 1_000_000_000, remaining),
    }


def rate(scope: str, limit: int, window_s: int, remaining: int | None) -> dict[str, Any]:
    """Return the members that describe a rate limit. scope: `host` or `all`. limit: 0 means unlimited."""
    members = {"limit": limit or None, "window_s": window_s, "remaining": remaining if limit else None}
    return {"scope": scope} | members


def _share(used: int, limit: int) -> dict[str, Any]:
    remaining = max(0, limit - used) if limit else None
    return {"scope": "all", "used": used, "limit": limit or None, "remaining": remaining}


def correct_usage(store: Backend) -> int:
    """Measure all stored rows, correct the usage rows that differ, and return how many were corrected.

    The service may write at the same time. Only commands call this, because it reads the whole database.
    """
    with store.snapshot() as reader:
        drifts = list(usage.find_drift(reader))
    return sum(store.write(partial(_correct, drift)) for drift in drifts)


def _correct(drift: usage.Drift, tx: Transaction) -> bool:
    return usage.correct(tx, drift)
