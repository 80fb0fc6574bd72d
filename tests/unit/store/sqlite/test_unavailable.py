"""A locked database, a full disk: refused, nothing kept, and everything works again afterwards."""

import sqlite3
from collections.abc import Callable

import pytest

from tests.support.store.changes import Change, keys
from wizard_service.errors import StorageUnavailable, TransientStorageError
from wizard_service.store import Backend, Transaction

OpenStore = Callable[..., Backend]


def do_not_wait_for_locks(store: Backend) -> None:
    """Set the busy timeout of the writer's connection, else a second per attempt, to nothing."""
    store.write(lambda tx: tx.select_tuples("PRAGMA busy_timeout = 0"))


@pytest.fixture
def waits_s(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Record the pauses between attempts instead of sleeping."""
    recorded: list[float] = []
    monkeypatch.setattr("wizard_service.store.sqlite.writer.time.sleep", recorded.append)
    return recorded


@pytest.mark.parametrize(("attempts", "pauses"), [(1, []), (2, [0.1]), (4, [0.1, 0.2, 0.4])])
def test_write_to_a_locked_database_is_refused_after_its_attempts_with_doubled_pauses(
    open_store: OpenStore,
    outside: sqlite3.Connection,
    waits_s: list[float],
    attempts: int,
    pauses: list[float],
) -> None:
    store, change = open_store(retry_attempts=attempts), Change("a")
    do_not_wait_for_locks(store)
    outside.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageUnavailable) as refused:
        store.write(change)

    assert waits_s == pytest.approx(pauses)
    assert isinstance(refused.value.__cause__, TransientStorageError)
    assert change.runs == 0


def test_write_refused_by_a_locked_database_is_not_stored_later(
    open_store: OpenStore, outside: sqlite3.Connection
) -> None:
    store = open_store(retry_attempts=2)
    do_not_wait_for_locks(store)
    outside.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable):
        store.write(Change("refused"))

    outside.execute("COMMIT")
    store.write(Change("later"))

    assert keys(store) == ["later"]


def test_write_waits_out_a_lock_shorter_than_its_attempts(
    open_store: OpenStore, outside: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, change = open_store(retry_attempts=3), Change("a")
    do_not_wait_for_locks(store)
    outside.execute("BEGIN IMMEDIATE")
    pauses: list[float] = []

    def release_in_second_pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            outside.execute("COMMIT")

    monkeypatch.setattr("wizard_service.store.sqlite.writer.time.sleep", release_in_second_pause)
    store.write(change)

    assert len(pauses) == 2
    assert (change.runs, keys(store)) == (1, ["a"])


def test_reads_go_on_while_the_database_is_locked(store: Backend, outside: sqlite3.Connection) -> None:
    store.write(Change("a"))
    outside.execute("BEGIN IMMEDIATE")
    outside.execute("DELETE FROM meta WHERE key = 'a'")

    assert keys(store) == ["a"]


def test_write_to_a_full_disk_is_refused_and_stores_nothing(open_store: OpenStore) -> None:
    store = open_store()
    limit_growth(store, pages=0)

    with pytest.raises(StorageUnavailable):
        store.write(lambda tx: [Change("small")(tx), Change("large", "x" * 100_000)(tx)])

    assert keys(store) == []


def test_writes_work_again_when_the_disk_has_space(open_store: OpenStore) -> None:
    store = open_store()
    limit_growth(store, pages=0)
    with pytest.raises(StorageUnavailable):
        store.write(Change("refused", "x" * 100_000))

    limit_growth(store, pages=1000)
    store.write(Change("stored", "x" * 100_000))

    assert keys(store) == ["stored"]


def limit_growth(store: Backend, *, pages: int) -> None:
    """Make SQLite say "database or disk is full" when the file would grow by more pages."""

    def change(tx: Transaction) -> None:
        ((count,),) = tx.select_tuples("PRAGMA page_count")
        tx.select_tuples(f"PRAGMA max_page_count = {count + pages}")

    store.write(change)
