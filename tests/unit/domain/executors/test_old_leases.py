"""Leases that ended are kept for a while, and fences never restart (contract section 11)."""

from datetime import timedelta

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.leases import executor_events, renew, report, take
from tests.support.domain.retention import create, delete, purged, retention_with
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.retention import batches
from wizard_service.errors import LeaseHeld
from wizard_service.store import Backend
from wizard_service.timestamps import timestamp

INVESTIGATIONS = 7


@pytest.fixture
def holder(store: Backend) -> Caller:
    """Return the executor that holds the lease of the investigation `i`."""
    create(store)
    return take(store)


@pytest.mark.usefixtures("holder")
def test_id_that_is_used_again_has_a_higher_fence(store: Backend) -> None:
    delete(store)
    create(store)

    take(store)

    assert executor_events(store) == [("attached", 2)]


def test_retention_deletes_old_leases_and_keeps_the_fence(store: Backend, clock: MovableClock, holder: Caller) -> None:
    second = take(store, takeover=True)
    clock.move(days=91)

    assert purged(retention_with(store), force=True)["executor_leases"] == 1

    renew(store, second)
    with pytest.raises(LeaseHeld):
        report(store, holder)
    take(store, takeover=True)
    assert executor_events(store)[-1] == ("attached", 3)


def test_retention_deletes_all_old_leases_among_many_that_stay(store: Backend, clock: MovableClock) -> None:
    for number in range(INVESTIGATIONS):
        create(store, f"i{number}")
        take(store, f"i{number}")
        take(store, f"i{number}", takeover=True)
        delete(store, f"i{number}")
        create(store, f"i{number}")
        clock.move(seconds=1)
    clock.move(days=91)

    deleted = list(batches.delete_leases(store, timestamp(store.clock() - timedelta(days=90)), size=2))

    assert sum(deleted) == INVESTIGATIONS
    assert max(deleted) <= 2
    assert store.select_tuples("SELECT DISTINCT fence FROM executor_leases") == [(2,)]
