"""An investigation whose executor holds a lease, below the API."""

from dataclasses import replace
from typing import Any

import orjson

from tests.support.domain.retention import CALLER, LIMITS
from wizard_service.config import ExecutorSettings
from wizard_service.domain.executors import leases, renewal
from wizard_service.domain.executors.leases import Claim
from wizard_service.domain.executors.losses import LostExecutors
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.investigations import reports
from wizard_service.store import Backend

TTL_S, GRACE_S = 30, 60


def take(store: Backend, investigation_id: str = "i", executor: str = "worker", *, takeover: bool = False) -> Caller:
    """Take the lease and return the caller that holds it."""
    outcome = leases.take(store, CALLER, investigation_id, Claim(executor, TTL_S, takeover))
    return replace(CALLER, lease_id=orjson.loads(outcome.body)["lease_id"])


def renew(store: Backend, holder: Caller, investigation_id: str = "i") -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(renewal.renew_lease(store, holder, investigation_id, GRACE_S).body)
    return answer


def report(store: Backend, holder: Caller, event_type: str = "progress_updated", **data: Any) -> None:
    event = {"event_type": event_type, "data": data or {"percent_complete": 10}}
    reports.report(store, LIMITS, holder, "i", event)


def losses(store: Backend, lost: str = "notify") -> LostExecutors:
    return LostExecutors(store, ExecutorSettings(lost=lost, grace_s=GRACE_S))


def executor_events(store: Backend) -> list[tuple[str, int]]:
    """Return type and fence of all events about executors, in order."""
    rows = store.select("SELECT event_type, data FROM events WHERE event_type LIKE 'executor_%' ORDER BY feed_offset")
    return [(row["event_type"].removeprefix("executor_"), orjson.loads(row["data"])["fence"]) for row in rows]
