"""Connections find the file, set the pragmas, never create it, and never open it by other means than SQLite."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from peewee import OperationalError

from tests.support.store.changes import newest_commit
from tests.support.store.processes import Program
from tests.support.store.rows import event
from wizard_service.config import Config, DatabaseSettings
from wizard_service.errors import DatabaseLocked, SchemaError, StorageUnavailable, TransientStorageError
from wizard_service.store import Backend, Position, open_backend
from wizard_service.store.models import Meta
from wizard_service.store.repositories.events import append_events, feed_bounds, read_feed, read_versions
from wizard_service.store.sqlite.connection import database_path, open_reader, open_writer
from wizard_service.store.sqlite.migrations import migrate, verify_schema

OpenStore = Callable[..., Backend]

# The name of the pragma, its value for the writer, and its value for readers.
PRAGMAS = [
    ("synchronous", 2, 2),
    ("foreign_keys", 1, 1),
    ("wal_autocheckpoint", 1000, 0),
    ("query_only", 0, 1),
    ("journal_mode", "wal", "wal"),
    ("journal_size_limit", 67108864, 67108864),
    ("mmap_size", 0, 0),
    ("cache_size", -8000, -8000),
    ("temp_store", 2, 2),
    ("cell_size_check", 1, 1),
    ("busy_timeout", 1000, 20),
]
READS = [
    lambda store: store.select("SELECT * FROM meta"),
    newest_commit,
    lambda store: read_feed(store, "u1", 0, investigation_id=None, limit=1),
    lambda store: read_feed(store, "u1", 0, investigation_id="inv_1", limit=10),
    lambda store: store.read_tail(Position(0), 1),
    lambda store: feed_bounds(store, "u1"),
    lambda store: read_versions(store, "u1", 9, "inv_1", limit=10, max_bytes=1024),
]
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.mark.parametrize(("name", "of_writer", "of_reader"), PRAGMAS)
def test_connections_have_their_pragmas(store: Backend, name: str, of_writer: Any, of_reader: Any) -> None:
    with ThreadPoolExecutor(1) as thread:
        of_another_thread = thread.submit(store.database.pragma, name).result()

    assert store.write(lambda tx: tx.database.pragma(name)) == of_writer
    assert store.database.pragma(name) == of_reader
    assert of_another_thread == of_reader


def test_reader_refuses_to_write(store: Backend) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        store.database.execute_sql("DELETE FROM meta")


@pytest.mark.parametrize("read", READS)
def test_no_read_leaves_a_transaction_open(store: Backend, outside: sqlite3.Connection, read: Any) -> None:
    store.write(lambda tx: append_events(tx, "u1", [event(), event(), event()]))

    read(store)

    # A reader in a transaction would keep the log from being emptied, and see an old state.
    busy, _, _ = outside.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0


def test_a_statement_beyond_its_time_limit_is_interrupted_and_the_next_one_is_not(open_store: OpenStore) -> None:
    store = open_store(statement_timeout_ms=1000)

    with pytest.raises(TransientStorageError, match="interrupted"):
        store.select(ENDLESS)
    with pytest.raises(StorageUnavailable):
        store.write(lambda tx: tx.select(ENDLESS))

    store.write(lambda tx: append_events(tx, "u1", [event()]))
    assert newest_commit(store) == 1


def test_store_does_not_create_a_missing_database(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"

    with pytest.raises(SchemaError, match=r"missing\.db does not exist"):
        open_backend(DatabaseSettings(url=f"sqlite:///{missing}"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("open_connection", [open_writer, open_reader])
def test_connection_does_not_create_a_missing_database(tmp_path: Path, open_connection: Any) -> None:
    with pytest.raises(OperationalError):
        open_connection(tmp_path / "missing.db").connect()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["plain", "with space", "per%cent %41", "question?mark", "hash#tag", "ümlaut"])
def test_a_path_may_contain_the_special_characters_of_uris(open_store: OpenStore, tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "wizard.db"
    migrate(path)

    store = open_store(path)
    store.write(lambda tx: tx.insert(Meta, [{"key": "a", "value": "v"}]))

    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT value FROM meta WHERE key = 'a'").fetchone() == ("v",)
    connection.close()
    files = {file.name for file in path.parent.iterdir()}
    assert {"wizard.db", "wizard.db-wal", "wizard.db.lock"} <= files
    assert all(name.startswith("wizard.db") for name in files)


def test_relative_address_is_below_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert database_path(DatabaseSettings(url="sqlite:///data/wizard.db")) == tmp_path / "data" / "wizard.db"
    assert database_path(DatabaseSettings(url="sqlite:////data/wizard.db")) == Path("/data/wizard.db")


def test_running_store_never_opens_the_files_that_sqlite_locks(database_file: Path) -> None:
    with Program("watch_opens", database_file) as watched:
        report = watched.next_fact()

    # Closing any other descriptor of these files would drop SQLite's locks (POSIX advisory locks). It holds none on the
    # log.
    assert not {f"{database_file}{suffix}" for suffix in ("", "-shm", "-journal")} & set(report["opened"])
    assert f"{database_file}.lock" in report["opened"]
    assert len(report["connected"]) >= 3
    assert all(
        str(database_file) in address and "mode=rw" in address
        for address in report["connected"]
        if address != ":memory:"
    )


def test_two_stores_of_one_file_see_each_others_writes(open_store: OpenStore) -> None:
    first, second = open_store(), open_store()

    first.write(lambda tx: append_events(tx, "u1", [event()]))
    second.write(lambda tx: append_events(tx, "u1", [event()]))

    assert feed_bounds(first, "u1") == feed_bounds(second, "u1")
    assert newest_commit(first) == 2
    assert first.epoch == second.epoch


def locked(database_file: Path) -> sqlite3.Connection:
    """Return a connection that keeps all others out of the file."""
    holder = sqlite3.connect(database_file, isolation_level=None)
    for statement in ("PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE", "COMMIT"):
        holder.execute(statement)
    return holder


def test_a_database_that_another_process_locks_for_a_moment_is_opened_once_it_is_free(
    config: Config, database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Between the first two connections of the opening, as another worker does that closes the last one.
    holders: list[sqlite3.Connection] = []

    def verify_and_lock(path: Path) -> None:
        if not holders:
            verify_schema(path)
            holders.append(locked(database_file))
            return
        holders[0].close()
        verify_schema(path)

    monkeypatch.setattr("wizard_service.store.sqlite.backend.verify_schema", verify_and_lock)
    with closing(open_backend(config.database)) as store:
        assert store.tail_end() == 0


def test_a_database_that_stays_locked_is_not_opened_and_the_error_says_so(
    config: Config, database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard_service.store.OPENING_TIMEOUT_S", 0.0)
    monkeypatch.setattr("wizard_service.store.sqlite.backend.verify_schema", lambda _: None)

    with closing(locked(database_file)), pytest.raises(DatabaseLocked, match="locked"):
        open_backend(config.database)
