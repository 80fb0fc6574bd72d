"""Best-effort writes are stored when the database works, and bounded when it does not."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.support.store.changes import Change, keys
from wizard_service.config import Config
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.sqlite.writer import MAX_BEST_EFFORT

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


def test_change_is_stored_before_the_store_closes_and_dropped_after(config: Config, store: Backend) -> None:
    with closing(open_backend(config.database)) as ending:
        ending.write_best_effort(Change("in time"))
    ending.write_best_effort(Change("late"))

    assert keys(store) == ["in time"]
