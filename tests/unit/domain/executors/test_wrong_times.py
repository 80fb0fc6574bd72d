"""A lease outlives its executor by its own time at most, also after the clock was ahead (contract section 11)."""

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.leases import TTL_S, executor_events, losses, report, take
from tests.support.domain.retention import create
from wizard_service.domain.identity.caller import Caller
from wizard_service.errors import LeaseLost
from wizard_service.store import Backend
from wizard_service.store.repositories.executors import leases
from wizard_service.timestamps import timestamp

LEAPS_S = [60, 3600, 3650 * 86400]


def take_while_ahead(store: Backend, clock: MovableClock, ahead_s: int) -> Caller:
    """Take the lease of the new investigation `i` while the clock is ahead, and return the caller that holds it."""
    create(store)
    clock.move(seconds=ahead_s)
    holder = take(store)
    clock.move(seconds=-ahead_s)
    return holder


@pytest.mark.parametrize("ahead_s", LEAPS_S)
def test_an_executor_is_lost_in_time_after_the_clock_was_set_back(
    ahead_s: int, store: Backend, clock: MovableClock
) -> None:
    holder = take_while_ahead(store, clock, ahead_s)

    assert losses(store).record_all() == 0
    report(store, holder)
    clock.move(seconds=TTL_S)
    assert losses(store).record_all() == 1
    assert executor_events(store) == [("attached", 1), ("lost", 1)]
    with pytest.raises(LeaseLost):
        report(store, holder)


@pytest.mark.parametrize("ahead_s", LEAPS_S)
def test_the_lease_of_an_executor_that_died_does_not_keep_others_away_until_the_wrong_time(
    ahead_s: int, store: Backend, clock: MovableClock
) -> None:
    take_while_ahead(store, clock, ahead_s)

    assert losses(store).record_all() == 0
    clock.move(seconds=TTL_S)

    take(store, executor="other")
    assert executor_events(store) == [("attached", 1), ("lost", 1), ("attached", 2)]


def test_the_renewal_ends_when_the_clock_goes_on_meanwhile(store: Backend, clock: MovableClock) -> None:
    take_while_ahead(store, clock, 3600)

    # The first two readings decide what has expired and what is in the future, the third one dates the renewal.
    clock.move_after(2, seconds=5)
    assert losses(store).record_all() == 0

    lease = leases.find_newest(store, "i")
    assert lease is not None
    assert lease["last_seen_at"] == timestamp(clock())
