"""A lease that runs out is a lost executor, recorded once, whose lease others may take (contract section 11)."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.leases import GRACE_S, TTL_S, executor_events, losses, renew, report, take
from tests.support.domain.retention import CALLER, PRINCIPAL, create, require_consistent
from wizard_service.config import DatabaseSettings
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.investigations import commands, navigation
from wizard_service.domain.investigations.state import document_of
from wizard_service.errors import LeaseHeld, LeaseLost
from wizard_service.store import Backend, open_backend
from wizard_service.store.repositories import states
from wizard_service.timestamps import timestamp


@pytest.fixture
def holder(store: Backend) -> Caller:
    """Return the executor that holds the lease of the investigation `i`."""
    create(store)
    return take(store)


@pytest.fixture
def other_worker(store: Backend, database_url: str, clock: MovableClock) -> Iterator[Backend]:
    """Return a second store on the same database, as another worker has one."""
    with closing(open_backend(DatabaseSettings(url=database_url), clock)) as opened:
        yield opened


def state(store: Backend) -> dict[str, object]:
    row = states.find(store, "i")
    assert row is not None
    return document_of(row)


def test_lease_that_runs_out_is_a_loss_that_one_worker_records(
    store: Backend, other_worker: Backend, clock: MovableClock, holder: Caller
) -> None:
    seen_at = timestamp(clock())
    assert losses(store).record_all() == 0
    clock.move(seconds=TTL_S)

    assert losses(other_worker).record_all() + losses(store).record_all() == 1

    assert executor_events(store) == [("attached", 1), ("lost", 1)]
    assert state(store)["status"] == "IN_PROGRESS"
    assert state(store)["progress"]["executor"] == {  # type: ignore[index]
        "executor": "worker",
        "status": "LOST",
        "since": timestamp(clock()),
        "last_seen_at": seen_at,
    }
    assert "resume_executor" in navigation.checkpoint(store, PRINCIPAL, "i", 7)["actions"]
    with pytest.raises(LeaseLost):
        report(store, holder)
    require_consistent(store)


def test_renewed_lease_and_reporting_executor_are_not_lost(store: Backend, clock: MovableClock, holder: Caller) -> None:
    clock.move(seconds=TTL_S - 1)
    renew(store, holder)
    clock.move(seconds=TTL_S - 1)
    report(store, holder)
    clock.move(seconds=TTL_S - 1)

    assert losses(store).record_all() == 0
    assert "resume_executor" not in navigation.checkpoint(store, PRINCIPAL, "i", 7)["actions"]
    require_consistent(store)


def test_late_executor_keeps_a_lease_whose_loss_is_not_recorded(
    store: Backend, clock: MovableClock, holder: Caller
) -> None:
    for go_on in (renew, report):
        clock.move(hours=1)
        go_on(store, holder)

    assert losses(store).record_all() == 0
    assert executor_events(store) == [("attached", 1)]


def test_lost_executor_that_comes_back_in_time_has_its_lease_again(
    store: Backend, clock: MovableClock, holder: Caller
) -> None:
    clock.move(seconds=TTL_S)
    losses(store).record_all()
    clock.move(seconds=GRACE_S - 1)

    assert renew(store, holder) == {"expires_at": timestamp(clock.now.replace(minute=1, second=59)), "proceed": True}

    report(store, holder)
    assert executor_events(store) == [("attached", 1), ("lost", 1), ("attached", 1)]
    assert state(store)["progress"]["executor"]["status"] == "ATTACHED"  # type: ignore[index]
    require_consistent(store)


def test_lost_executor_that_comes_back_too_late_has_lost_its_lease(
    store: Backend, clock: MovableClock, holder: Caller
) -> None:
    clock.move(seconds=TTL_S)
    losses(store).record_all()
    clock.move(seconds=GRACE_S)

    with pytest.raises(LeaseLost):
        renew(store, holder)


def test_lost_executor_whose_place_is_taken_has_lost_its_lease(
    store: Backend, clock: MovableClock, holder: Caller
) -> None:
    clock.move(seconds=TTL_S)
    losses(store).record_all()
    second = take(store, executor="second")

    with pytest.raises(LeaseLost):
        renew(store, holder)
    with pytest.raises(LeaseLost):
        report(store, holder)
    with pytest.raises(LeaseHeld):
        report(store, CALLER)
    report(store, second)
    assert executor_events(store) == [("attached", 1), ("lost", 1), ("attached", 2)]


def test_lost_executor_learns_that_the_work_was_cancelled(store: Backend, clock: MovableClock, holder: Caller) -> None:
    clock.move(seconds=TTL_S)
    losses(store).record_all()
    commands.cancel(store, CALLER, "i")

    assert renew(store, holder).items() >= {"proceed": False, "reason": "cancelled"}.items()


def test_executor_that_takes_an_expired_lease_records_the_loss(
    store: Backend, clock: MovableClock, holder: Caller
) -> None:
    clock.move(seconds=TTL_S)

    take(store, executor="second")

    assert losses(store).record_all() == 0
    assert executor_events(store) == [("attached", 1), ("lost", 1), ("attached", 2)]
    with pytest.raises(LeaseLost):
        report(store, holder)
    require_consistent(store)


def test_loss_sets_the_status_to_error_when_it_is_configured(
    store: Backend, clock: MovableClock, holder: Caller
) -> None:
    clock.move(seconds=TTL_S)
    losses(store, "error").record_all()

    assert state(store)["status"] == "ERROR"
    assert state(store)["progress"]["error"]["error_code"] == "executor_lost"  # type: ignore[index]
    assert renew(store, holder).items() >= {"proceed": False, "reason": "error"}.items()
    commands.retry(store, CALLER, "i")
    assert renew(store, holder)["proceed"] is True
    require_consistent(store)


@pytest.mark.parametrize("end", [lambda store: losses(store).record_all(), take])
def test_lease_that_runs_out_after_an_error_is_no_loss(
    store: Backend, clock: MovableClock, holder: Caller, end: Callable[[Backend], object]
) -> None:
    report(store, holder, "error_occurred", error_message="broken")
    clock.move(seconds=TTL_S)

    end(store)

    assert executor_events(store)[:2] == [("attached", 1), ("released", 1)]
    require_consistent(store)


@pytest.mark.usefixtures("holder")
def test_lease_whose_state_is_lost_ends_without_a_loss(store: Backend, clock: MovableClock) -> None:
    store.write(lambda tx: tx.execute("DELETE FROM investigation_states WHERE investigation_id = 'i'"))
    clock.move(seconds=TTL_S)

    assert losses(store).record_all() == 0
    assert losses(store).next_expiry() is None
