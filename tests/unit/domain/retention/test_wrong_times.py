"""Neither a clock that was ahead for a while nor the times that executors state decide what is kept."""

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import (
    CALLER,
    KEPT,
    LIMITS,
    create,
    deny,
    entries,
    purged,
    report,
    require_consistent,
    retention_with,
)
from wizard_service.domain.history.archive import archive_investigation
from wizard_service.domain.identity.caller import Caller, IdempotencyKey
from wizard_service.domain.investigations import reports
from wizard_service.domain.retention.policy import PurgeRefused, Retention
from wizard_service.store import Backend
from wizard_service.store.repositories import states


@pytest.mark.parametrize("ahead", [1, 600])
def test_events_that_a_clock_ahead_has_dated_do_not_keep_older_ones(
    ahead: int, store: Backend, clock: MovableClock, retention: Retention
) -> None:
    create(store)
    clock.move(days=3650)
    report(store, ahead)
    clock.move(days=-3650)
    report(store, 9)
    clock.move(hours=24, seconds=1)

    assert retention.count_expired()["events"] == ahead + 10 - KEPT
    assert purged(retention)["events"] == ahead + 10 - KEPT
    require_consistent(store)


def test_an_event_from_the_future_stays_until_an_older_one_follows_it(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    create(store)
    clock.move(hours=25)
    report(store, 9)
    clock.move(seconds=-60)

    assert retention.count_expired()["events"] == 1
    assert purged(retention)["events"] == 1


@pytest.mark.parametrize("stated", ["1970-01-01T00:00:00.000Z", "2036-01-01T00:00:00.000Z"])
def test_the_timestamp_of_an_executor_decides_nothing_about_what_is_kept(
    stated: str, store: Backend, clock: MovableClock, retention: Retention
) -> None:
    create(store)
    for _ in range(11):
        event = {"event_type": "progress_updated", "data": {"percent_complete": 1}, "timestamp": stated}
        reports.report(store, LIMITS, CALLER, "i", event)
    clock.move(hours=24)
    assert "events" not in purged(retention)
    clock.move(seconds=1)

    assert purged(retention)["events"] == 7


def test_entries_that_a_clock_ahead_has_dated_do_not_keep_older_ones(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    create(store)
    clock.move(days=3650)
    report(store, 250)
    deny(store, 3)
    clock.move(days=-3650)
    report(store, 4)
    deny(store, 1)
    clock.move(days=91)
    report(store, 2)

    assert retention.count_expired() | {"events": 0} == dict.fromkeys(Retention.KINDS, 0) | {
        "denied_attempts": 4,
        "audit_entries": 255,
    }
    with pytest.raises(PurgeRefused, match="255 of 257 audit entries"):
        purged(retention)
    assert purged(retention, force=True)["audit_entries"] == 255
    assert len(entries(store)) == 2
    require_consistent(store)


def test_a_jump_of_the_clock_that_is_not_detected_deletes_no_recent_idempotency_key(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    purged(retention)
    create(store, "a", Caller(CALLER.principal, "USER", "request", IdempotencyKey("recent", "0" * 64)))
    clock.move(hours=47)

    assert "idempotency_keys" not in purged(retention)
    assert store.select_tuples("SELECT key FROM idempotency_keys") == [("recent",)]


@pytest.mark.parametrize("behind", [{"hours": 60}, {"hours": 72}, {"days": 3650}])
def test_a_clock_that_was_behind_between_two_purges_deletes_no_recent_idempotency_key(
    behind: dict[str, int], store: Backend, clock: MovableClock
) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    purged(retention, scheduled=True)
    clock.move(**{unit: -amount for unit, amount in behind.items()})
    create(store, "a", Caller(CALLER.principal, "USER", "request", IdempotencyKey("recent", "0" * 64)))
    clock.move(**behind)

    for _ in range(24):
        clock.move(hours=1)
        assert "idempotency_keys" not in purged(retention, scheduled=True)
    assert store.select_tuples("SELECT key FROM idempotency_keys") == [("recent",)]
    for _ in range(72):
        clock.move(hours=1)
        purged(retention, scheduled=True)
    assert store.select_tuples("SELECT key FROM idempotency_keys") == []


@pytest.mark.parametrize("behind_days", [20, 3650])
def test_an_investigation_that_a_clock_behind_archived_is_kept(
    behind_days: int, store: Backend, clock: MovableClock
) -> None:
    retention = retention_with(store, archived_max_age_days=30)
    for name in ("early", "late"):
        create(store, name)
    archive_investigation(store, CALLER, "early")
    clock.move(days=29)
    create(store, "recent")
    purged(retention, scheduled=True)
    clock.move(days=-behind_days)
    archive_investigation(store, CALLER, "late")
    clock.move(days=behind_days + 12)

    assert retention.count_expired()["investigations"] == 1
    assert purged(retention, scheduled=True)["investigations"] == 1
    assert states.find(store, "early") is None
    assert states.find(store, "late") is not None
    require_consistent(store)
