"""Leases that ended are kept for a while, and fences never restart (contract section 11)."""

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.leases import executor_events, renew, report, take
from tests.support.domain.retention import create, delete, purged, retention_with
from wizard_service.domain.identity.caller import Caller
from wizard_service.errors import LeaseHeld
from wizard_service.store import Backend


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
