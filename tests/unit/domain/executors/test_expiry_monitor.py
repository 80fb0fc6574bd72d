"""Every worker looks for expired leases, often enough and never right after the database was away (section 11)."""

from tests.support.domain.clock import MovableClock, Seconds
from tests.support.domain.leases import TTL_S, executor_events, losses, renew, take
from tests.support.domain.retention import create
from wizard_service.domain.executors.expiring import BATCH
from wizard_service.domain.executors.expiry_monitor import CHECK_S, RECOVERY_S, SPREAD_S, ExpiryMonitor
from wizard_service.store import Backend


def test_loss_is_found_within_five_seconds_whenever_the_lease_was_taken(store: Backend, clock: MovableClock) -> None:
    create(store)
    monitor = ExpiryMonitor(store, [losses(store)], Seconds(clock))
    clock.move(seconds=RECOVERY_S)
    monitor.check_if_due()
    take(store)

    for _ in range(2 * TTL_S):
        assert executor_events(store) == [("attached", 1)]
        clock.move(seconds=0.5)
        monitor.check_if_due()
    for _ in range(2 * 5 - 1):
        clock.move(seconds=0.5)
        monitor.check_if_due()

    assert executor_events(store) == [("attached", 1), ("lost", 1)]
    assert CHECK_S < 10
    assert SPREAD_S < 5


def test_executors_have_time_to_renew_after_the_database_was_away(store: Backend, clock: MovableClock) -> None:
    create(store)
    holder = take(store)
    monitor = ExpiryMonitor(store, [losses(store)], Seconds(clock))
    clock.move(seconds=TTL_S)
    store.degraded.set()
    monitor.check_if_due()
    store.probe()
    clock.move(seconds=RECOVERY_S - 0.5)
    monitor.check_if_due()

    renew(store, holder)
    clock.move(seconds=RECOVERY_S)
    monitor.check_if_due()

    assert executor_events(store) == [("attached", 1)]


def test_a_damaged_lease_does_not_keep_losses_from_being_found(store: Backend, clock: MovableClock) -> None:
    for investigation_id in ("i", "damaged"):
        create(store, investigation_id)
        take(store, investigation_id)
    damage = "UPDATE executor_leases SET expires_at = 'unreadable' WHERE investigation_id = 'damaged'"
    store.write(lambda tx: tx.execute(damage))
    monitor = ExpiryMonitor(store, [losses(store)], Seconds(clock))

    for _ in range(2):
        clock.move(seconds=TTL_S)
        monitor.check_if_due()
        take(store)

    assert executor_events(store).count(("lost", 1)) == 1
    assert ("lost", 2) in executor_events(store)


def test_damaged_investigations_do_not_keep_the_losses_of_others_from_being_found(
    store: Backend, clock: MovableClock
) -> None:
    # More than a batch of them come first.
    for number in range(BATCH + 1):
        create(store, f"damaged-{number}")
        take(store, f"damaged-{number}")
    store.write(lambda tx: tx.execute("UPDATE investigation_states SET progress_json = '[]'"))
    clock.move(seconds=1)
    create(store)
    take(store)
    clock.move(seconds=TTL_S)

    assert losses(store).record_all() == 1
