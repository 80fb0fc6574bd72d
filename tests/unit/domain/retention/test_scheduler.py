"""One worker at a time purges, and a worker stops purging when it shuts down."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.domain.clock import BEGIN, MovableClock
from wizard_service.config import DatabaseSettings, RetentionSettings
from wizard_service.domain.retention.policy import Retention
from wizard_service.domain.retention.row_sampler import damaged_rows
from wizard_service.domain.retention.scheduler import PurgeScheduler
from wizard_service.store import Backend, open_backend
from wizard_service.store.repositories.retention import take_lease

INTERVAL_S = 3600.0


class MakeSchedule(Protocol):
    def __call__(self, interval_s: float = INTERVAL_S) -> PurgeScheduler: ...


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def worker(database_file: Path, clock: MovableClock) -> Iterator[MakeSchedule]:
    """Return a function that makes the scheduler of one more worker."""
    with ExitStack() as stack:

        def make(interval_s: float = INTERVAL_S) -> PurgeScheduler:
            store = stack.enter_context(
                closing(open_backend(DatabaseSettings(url=f"sqlite:///{database_file}"), clock))
            )
            schedule = PurgeScheduler(store, Retention(store, RetentionSettings(), 90), interval_s)
            stack.callback(schedule.stop)
            return schedule

        yield make


def test_one_worker_purges_and_the_others_do_not(worker: MakeSchedule, clock: MovableClock) -> None:
    first, second = worker(), worker()

    assert first.purge_if_first() == {}
    assert second.purge_if_first() is None
    clock.move(seconds=INTERVAL_S)
    assert second.purge_if_first() == {}
    assert first.purge_if_first() is None


def test_a_lease_has_one_owner_that_may_renew_it(store: Backend, clock: MovableClock) -> None:
    def take(owner: str) -> bool:
        return store.write(lambda tx: take_lease(tx, "purge", owner, 3600))

    assert (take("a"), take("a"), take("b")) == (True, True, False)


@pytest.mark.parametrize(("step", "taken"), [({"seconds": 99}, False), ({"seconds": 100}, True), ({"days": -9}, True)])
def test_a_lease_ends_when_it_expires_or_expires_implausibly_late(
    database_file: Path, clock: MovableClock, step: dict[str, float], taken: bool
) -> None:
    with closing(open_backend(DatabaseSettings(url=f"sqlite:///{database_file}"), clock)) as store:
        store.write(lambda tx: take_lease(tx, "purge", "a", 100))
        clock.move(**step)

        assert store.write(lambda tx: take_lease(tx, "purge", "b", 100)) is taken


def test_a_stopped_worker_has_no_thread_left(worker: MakeSchedule) -> None:
    schedule = worker(1.0)
    schedule.start()
    thread = schedule._thread
    assert thread is not None

    schedule.stop()

    assert not thread.is_alive()


def test_without_an_interval_no_thread_starts(worker: MakeSchedule) -> None:
    schedule = worker(0)
    schedule.start()

    assert schedule._thread is None


def test_the_first_purge_of_a_new_database_trusts_its_clock(worker: MakeSchedule, clock: MovableClock) -> None:
    clock.now = BEGIN + timedelta(days=3650)

    assert worker().purge_if_first() == {}


def test_a_scheduled_purge_compares_a_sample_of_rows(worker: MakeSchedule, store: Backend, database_file: Path) -> None:
    schedule = worker()
    with closing(sqlite3.connect(database_file)) as connection:
        connection.execute("UPDATE meta SET value = '00000000' WHERE key = 'epoch'")
        connection.commit()

    schedule.purge_if_first()

    assert damaged_rows(store) == ["meta key='epoch': row_checksum does not match"]
