"""The hourly quota of reported events, after the clock was wrong for a while."""

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import CALLER, LIMITS, create
from wizard_service.config import QuotaSettings
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.investigations import reports
from wizard_service.domain.quotas.usage import read_usage
from wizard_service.errors import RateLimited
from wizard_service.store import Backend

LIMIT = 100
QUOTAS = QuotaSettings(reported_events_per_hour=LIMIT)
LIMITED = Caller(CALLER.principal, "USER", "request", quotas=QUOTAS)


def report(store: Backend, events: int) -> None:
    line = {"event_type": "log_appended", "data": {"lines": [{"message": "line"}]}}
    reports.report(store, LIMITS, LIMITED, "i", [line] * events)


def remaining(store: Backend) -> int:
    left: int = read_usage(store, QUOTAS, "u1")["reported_events"]["remaining"]
    return left


@pytest.mark.parametrize("ahead_s", [60, 3600, 5400, 7200, 3650 * 86400])
def test_reports_under_a_clock_that_was_ahead_use_no_allowance(
    ahead_s: float, store: Backend, clock: MovableClock
) -> None:
    create(store)
    clock.move(seconds=ahead_s)
    report(store, 40)
    assert remaining(store) == 60
    clock.move(seconds=-ahead_s)

    assert remaining(store) == LIMIT
    report(store, LIMIT)
    assert remaining(store) == 0
    with pytest.raises(RateLimited):
        report(store, 1)
    clock.move(minutes=30)
    assert remaining(store) == 50


def test_reports_under_a_clock_that_was_behind_use_no_allowance(store: Backend, clock: MovableClock) -> None:
    create(store)
    report(store, LIMIT)
    clock.move(days=-3650)
    report(store, LIMIT)
    with pytest.raises(RateLimited):
        report(store, 1)
    clock.move(days=3650)

    report(store, LIMIT)
