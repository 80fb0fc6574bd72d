"""The promises that a writer makes to the caller of one change."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from operator import methodcaller
from typing import Any

import pytest

from tests.support.store.processes import DEADLINE_S
from tests.support.store.rows import event
from wizard_service.config import Config
from wizard_service.errors import ConstraintViolation, NotFound, UniqueViolation
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.models import EventRow, Meta
from wizard_service.store.repositories.events import append_events


def set_value(key: str, value: str = "v") -> Any:
    return lambda tx: tx.insert(Meta, [{"key": key, "value": value}])


def keys(connection: sqlite3.Connection) -> list[str]:
    return [key for (key,) in connection.execute("SELECT key FROM meta WHERE key <> 'epoch' ORDER BY key")]


def test_write_returns_the_result_of_its_change(store: Backend) -> None:
    assert store.write(lambda tx: append_events(tx, "u1", [event(), event()])[-1].offset) == 2


def test_written_row_is_durable_when_write_returns(store: Backend, outside: sqlite3.Connection) -> None:
    store.write(set_value("a"))

    assert keys(outside) == ["a"]


def test_change_is_invisible_before_its_commit(store: Backend, outside: sqlite3.Connection) -> None:
    def change(tx: Transaction) -> tuple[int, list[str], int]:
        set_value("a")(tx)
        return len(tx.select("SELECT * FROM meta")), keys(outside), len(store.select("SELECT * FROM meta"))

    in_transaction, seen_outside, seen_by_reader = store.write(change)

    assert (in_transaction, seen_outside, seen_by_reader) == (2, [], 1)
    assert keys(outside) == ["a"]


def test_reader_sees_each_committed_row_at_once(store: Backend) -> None:
    store.write(set_value("counter", "0"))

    for number in range(50):
        store.write(methodcaller("update", model=Meta, changes={"value": str(number)}, where={"key": "counter"}))

        assert store.select("SELECT value FROM meta WHERE key = 'counter'") == [{"value": str(number)}]


@pytest.mark.parametrize("error", [NotFound("no such thing"), ValueError("wrong"), KeyError("k")])
def test_error_of_a_change_reaches_its_caller_as_it_is_and_undoes_the_change(
    store: Backend, outside: sqlite3.Connection, error: Exception
) -> None:
    def change(tx: Transaction) -> None:
        set_value("a")(tx)
        append_events(tx, "u1", [event()])
        raise error

    with pytest.raises(type(error)) as raised:
        store.write(change)

    assert raised.value is error
    assert keys(outside) == []
    assert outside.execute("SELECT count(*) FROM events").fetchone() == (0,)
    assert outside.execute("SELECT count(*) FROM feeds").fetchone() == (0,)


def test_row_that_a_constraint_refuses_is_the_callers_error(store: Backend, outside: sqlite3.Connection) -> None:
    store.write(set_value("a"))

    with pytest.raises(UniqueViolation):
        store.write(lambda tx: [set_value("b")(tx), set_value("a")(tx)])

    assert keys(outside) == ["a"]


def test_a_change_may_catch_a_unique_violation_and_continue(store: Backend, outside: sqlite3.Connection) -> None:
    def change(tx: Transaction) -> None:
        set_value("a")(tx)
        with pytest.raises(UniqueViolation):
            set_value("a")(tx)
        set_value("b")(tx)

    store.write(change)

    assert keys(outside) == ["a", "b"]


def test_writing_continues_after_an_error(store: Backend, outside: sqlite3.Connection) -> None:
    with pytest.raises(UniqueViolation):
        store.write(set_value("epoch"))

    store.write(set_value("a"))

    assert keys(outside) == ["a"]


def test_foreign_keys_are_enforced(store: Backend) -> None:
    row = event() | {"owner": "no-investigation", "feed_offset": 1}

    with pytest.raises(ConstraintViolation, match="FOREIGN KEY"):
        store.write(lambda tx: tx.insert(EventRow, [row]))


def test_a_change_gets_one_timestamp_and_the_epoch(config: Config, outside: sqlite3.Connection) -> None:
    moments = iter([datetime(2026, 1, 15, 12, 0, 0, 999_999, UTC), datetime(2026, 1, 15, 12, 0, 1, tzinfo=UTC)])
    store = open_backend(config.database, clock=lambda: next(moments))

    contexts = [store.write(lambda tx: (tx.now, tx.now, tx.epoch)) for _ in range(2)]
    store.close()

    (epoch,) = outside.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
    assert contexts == [
        ("2026-01-15T12:00:00.999Z", "2026-01-15T12:00:00.999Z", epoch),
        ("2026-01-15T12:00:01.000Z", "2026-01-15T12:00:01.000Z", epoch),
    ]


def test_update_and_delete_touch_the_rows_with_all_the_values_and_count_them(
    store: Backend, outside: sqlite3.Connection
) -> None:
    for key, value in [("a", "1"), ("b", "1"), ("c", "2")]:
        store.write(set_value(key, value))

    updated = store.write(lambda tx: tx.update(Meta, {"value": "9"}, {"key": "a", "value": "1"}))
    missed = store.write(lambda tx: tx.update(Meta, {"value": "9"}, {"key": "b", "value": "2"}))
    deleted = store.write(lambda tx: tx.delete(Meta, {"value": "1"}))

    assert (updated, missed, deleted) == (1, 0, 1)
    rows = outside.execute("SELECT key, value FROM meta WHERE key <> 'epoch' ORDER BY key")
    assert rows.fetchall() == [("a", "9"), ("c", "2")]


@pytest.mark.parametrize(
    "change",
    [
        lambda tx: tx.insert(Meta, [{"key": "a", "value": "v", "colour": "red"}]),
        lambda tx: tx.update(Meta, {"colour": "red"}, {"key": "epoch"}),
        lambda tx: tx.update(Meta, {"value": "v"}, {"colour": "red"}),
        lambda tx: tx.delete(Meta, {"colour": "red"}),
    ],
    ids=["insert", "update", "update where", "delete where"],
)
def test_unknown_column_is_refused_by_name(store: Backend, change: Callable[[Transaction], Any]) -> None:
    with pytest.raises(ValueError, match="Meta has no column colour"):
        store.write(change)


def wait_for_silence(store: Backend) -> None:
    """Take every sign of a commit that is still to come."""
    store.tail_end()
    while store.wait_for_commit(0):
        store.tail_end()


def test_a_commit_ends_the_wait_for_a_commit_and_is_already_durable(
    store: Backend, outside: sqlite3.Connection
) -> None:
    wait_for_silence(store)

    with ThreadPoolExecutor(1) as thread:
        seen = thread.submit(lambda: (store.wait_for_commit(DEADLINE_S), keys(outside)))
        store.write(set_value("a"))

    assert seen.result() == (True, ["a"])


def test_a_failed_change_does_not_signal_a_commit(store: Backend) -> None:
    wait_for_silence(store)

    with pytest.raises(UniqueViolation):
        store.write(set_value("epoch"))

    assert not store.wait_for_commit(0)
