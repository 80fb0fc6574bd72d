"""Best-effort writes are stored when the database works, and bounded when it does not."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.support.store.changes import Change, keys
from tests.support.store.processes import Program, wait_until
from wizard_service.config import Config
from wizard_service.process.cooperative import enter_flow
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.best_effort import MAX_BEST_EFFORT
from wizard_service.store.sqlite.commit_group import GROUP_SIZE
from wizard_service.store.sqlite.lock_file import LockFile

OpenStore = Callable[..., Backend]


def test_a_failing_best_effort_write_does_not_affect_the_others(store: Backend) -> None:
    def fails(tx: Transaction) -> None:
        Change("lost")(tx)
        raise ValueError("of the test")

    store.write_best_effort(fails)
    store.write_best_effort(Change("kept"))
    store.write(Change("awaited"))

    assert keys(store) == ["awaited", "kept"]


def test_changes_are_limited_while_none_can_be_written(open_store: OpenStore, outside: sqlite3.Connection) -> None:
    busy = open_store(write_timeout_ms=30_000, retry_attempts=10)
    outside.execute("BEGIN IMMEDIATE")
    for number in range(MAX_BEST_EFFORT + 50):
        busy.write_best_effort(Change(f"{number:04}"))
    outside.execute("ROLLBACK")

    busy.write(Change("last"))

    stored = keys(busy)
    assert "last" in stored
    assert all(key == "last" or int(key) < MAX_BEST_EFFORT for key in stored)


def test_best_effort_writes_of_several_users_keep_their_order(store: Backend) -> None:
    stored: list[str] = []

    def write_six(_: Transaction) -> None:
        # The writer is busy, so all of them are pending at the same time.
        for number, user in enumerate("aaaabb"):
            enter_flow(user)
            store.write_best_effort(partial(append, f"{user}{number}"))

    def append(name: str, _: Transaction) -> None:
        stored.append(name)

    store.write(write_six)

    wait_until(lambda: len(stored) == 6)
    assert stored == ["a0", "a1", "a2", "a3", "b4", "b5"]


def test_changes_beyond_a_group_are_stored_without_another_write(
    open_store: OpenStore, outside: sqlite3.Connection
) -> None:
    busy = open_store(write_timeout_ms=30_000, retry_attempts=10)
    names = [f"{number:04}" for number in range(3 * GROUP_SIZE)]
    outside.execute("BEGIN IMMEDIATE")
    for name in names:
        busy.write_best_effort(Change(name))
    outside.execute("ROLLBACK")

    wait_until(lambda: keys(busy) == names)


def test_a_change_that_arrives_during_a_commit_is_stored_without_another_write(store: Backend) -> None:
    begun, arrived = threading.Event(), threading.Event()

    def waits(tx: Transaction) -> None:
        begun.set()
        arrived.wait()
        Change("first")(tx)

    store.write_best_effort(waits)
    begun.wait()
    store.write_best_effort(Change("second"))
    arrived.set()

    wait_until(lambda: keys(store) == ["first", "second"])


def test_handing_over_a_change_does_not_wait_for_the_commit_of_another(store: Backend, database_file: Path) -> None:
    with closing(LockFile(database_file)) as lock, Program("gevent_best_effort", database_file) as greenlet:
        with lock.held():
            assert greenlet.next_fact() == "open"
            greenlet.go_on()
            assert greenlet.next_fact() == "handed over"
        greenlet.go_on()
        assert greenlet.next_fact() == "closed"

    assert keys(store) == ["first", "second", "third"]


def test_change_is_stored_before_the_store_closes_and_dropped_after(config: Config, store: Backend) -> None:
    with closing(open_backend(config.database)) as ending:
        ending.write_best_effort(Change("in time"))
    ending.write_best_effort(Change("late"))

    assert keys(store) == ["in time"]
