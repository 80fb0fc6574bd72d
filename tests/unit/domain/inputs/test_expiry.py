"""An open input that expires is marked once, by whichever worker finds it first (contract section 11)."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from tests.support.domain.clock import MovableClock, Seconds
from tests.support.domain.retention import CALLER, LIMITS, create, require_consistent
from wizard_service.config import DatabaseSettings
from wizard_service.domain.executors.expiry_monitor import CHECK_S, RECOVERY_S, ExpiryMonitor
from wizard_service.domain.history import archive
from wizard_service.domain.inputs import answers
from wizard_service.domain.inputs.documents import inputs_of
from wizard_service.domain.inputs.expiry import ExpiredInputs
from wizard_service.domain.investigations import reports
from wizard_service.domain.investigations.state import document_of
from wizard_service.errors import InputExpired
from wizard_service.store import Backend, open_backend
from wizard_service.store.repositories import states
from wizard_service.timestamps import timestamp

EXPIRES_IN_S = 60


@pytest.fixture
def asked(store: Backend, clock: MovableClock) -> None:
    """Ask two questions in the investigation `i`, of which `q1` expires."""
    create(store)
    expires_at = timestamp(clock() + timedelta(seconds=EXPIRES_IN_S))
    for members in ({"request_id": "q1", "expires_at": expires_at}, {"request_id": "q2"}):
        data = {"prompt": "Block it?", "kind": "confirm"} | members
        reports.report(store, LIMITS, CALLER, "i", {"event_type": "input_requested", "data": data})


@pytest.fixture
def other_worker(store: Backend, database_url: str, clock: MovableClock) -> Iterator[Backend]:
    """Return a second store on the same database, as another worker has one."""
    with closing(open_backend(DatabaseSettings(url=database_url), clock)) as opened:
        yield opened


def row(store: Backend) -> dict[str, Any]:
    found = states.find(store, "i")
    assert found is not None
    return found


def statuses(store: Backend) -> list[str]:
    return [each["status"] for each in inputs_of(document_of(row(store)))]


@pytest.mark.usefixtures("asked")
def test_one_worker_records_that_an_input_has_expired(
    store: Backend, other_worker: Backend, clock: MovableClock
) -> None:
    assert ExpiredInputs(store).next_expiry() == row(store)["inputs_expire_at"]
    clock.move(seconds=EXPIRES_IN_S - 1)
    assert ExpiredInputs(store).record_all() == 0
    clock.move(seconds=1)

    assert ExpiredInputs(other_worker).record_all() + ExpiredInputs(store).record_all() == 1

    assert statuses(store) == ["EXPIRED", "OPEN"]
    assert (row(store)["version"], row(store)["open_inputs"], ExpiredInputs(store).next_expiry()) == (4, 1, None)
    require_consistent(store)


@pytest.mark.usefixtures("asked")
def test_an_answer_is_refused_from_the_moment_of_expiry_on(store: Backend, clock: MovableClock) -> None:
    clock.move(seconds=EXPIRES_IN_S)

    with pytest.raises(InputExpired):
        answers.give(store, LIMITS, CALLER, "i", "q1", True)
    ExpiredInputs(store).record_all()
    with pytest.raises(InputExpired):
        answers.give(store, LIMITS, CALLER, "i", "q1", True)


@pytest.mark.usefixtures("asked")
def test_an_answer_in_time_is_not_expired(store: Backend, clock: MovableClock) -> None:
    answers.give(store, LIMITS, CALLER, "i", "q1", True)
    clock.move(seconds=EXPIRES_IN_S)

    assert (ExpiredInputs(store).record_all(), statuses(store)) == (0, ["ANSWERED", "OPEN"])


@pytest.mark.usefixtures("asked")
def test_an_archived_investigation_is_left_alone_until_it_is_restored(store: Backend, clock: MovableClock) -> None:
    archive.archive_investigation(store, CALLER, "i")
    clock.move(seconds=EXPIRES_IN_S)
    assert (ExpiredInputs(store).record_all(), statuses(store)) == (0, ["OPEN", "OPEN"])

    archive.restore_investigation(store, CALLER, "i")

    assert (ExpiredInputs(store).record_all(), statuses(store)) == (1, ["EXPIRED", "OPEN"])


@pytest.mark.usefixtures("asked")
def test_the_monitor_records_within_6_seconds(store: Backend, clock: MovableClock) -> None:
    monitor = ExpiryMonitor(store, [ExpiredInputs(store)], Seconds(clock))
    clock.move(seconds=RECOVERY_S)
    monitor.check_if_due()

    for _ in range(2 * (EXPIRES_IN_S + 6 - int(RECOVERY_S))):
        clock.move(seconds=0.5)
        monitor.check_if_due()

    assert statuses(store) == ["EXPIRED", "OPEN"]
    assert CHECK_S < 6
