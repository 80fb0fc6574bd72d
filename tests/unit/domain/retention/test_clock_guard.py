"""A clock that jumps forward purges nothing until it is confirmed."""

from contextlib import suppress

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import PRINCIPAL, create, offsets, purged, report, retention_with
from wizard_service.domain.identity.caller import Caller, IdempotencyKey
from wizard_service.domain.retention.policy import PurgeRefused
from wizard_service.store import Backend


def test_a_purge_is_refused_after_the_clock_jumps_forward(store: Backend, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    report(store, 20)
    purged(retention, scheduled=True)
    clock.move(days=3650)
    create(store, "written-by-the-wrong-clock")

    for _ in range(3):
        with pytest.raises(PurgeRefused, match="2035-12-30"):
            purged(retention, scheduled=True)
        clock.move(hours=1)
    assert len(offsets(store)) == 22


@pytest.mark.parametrize("readings", range(6))
def test_a_jump_during_a_purge_deletes_nothing_recent(store: Backend, clock: MovableClock, readings: int) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store, caller=Caller(PRINCIPAL, "USER", "request", IdempotencyKey("recent", "0" * 64)))
    report(store, 20)
    purged(retention, scheduled=True)
    clock.move_after(readings, days=3650)

    with suppress(PurgeRefused):
        purged(retention, scheduled=True)

    assert store.select_tuples("SELECT key FROM idempotency_keys") == [("recent",)]
    assert len(offsets(store)) == 21


def test_a_jump_is_accepted_after_a_day_of_even_progress(store: Backend, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    report(store, 9)
    purged(retention, scheduled=True)
    clock.move(days=3)
    for _ in range(24):
        with pytest.raises(PurgeRefused):
            purged(retention, scheduled=True)
        clock.move(hours=1)

    assert purged(retention, scheduled=True)["events"] == 5


def test_a_corrected_clock_is_accepted_at_once(store: Backend, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    purged(retention, scheduled=True)
    clock.move(days=300)
    with pytest.raises(PurgeRefused):
        purged(retention, scheduled=True)
    clock.move(days=-300, hours=1)

    assert purged(retention, scheduled=True) == {}


def test_force_accepts_a_jump(store: Backend, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    report(store, 9)
    purged(retention)
    clock.move(days=3)

    with pytest.raises(PurgeRefused):
        purged(retention)
    assert purged(retention, force=True)["events"] == 5
    assert purged(retention) == {}


def test_a_purge_by_command_trusts_the_times_of_commits(store: Backend, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    purged(retention)
    for _ in range(7):
        clock.move(days=1)
        report(store, 2)

    assert purged(retention)["events"] > 0
