"""The write-ahead log is folded by the writer: bounded, under the lock file, and harmless when it fails."""

import fcntl
import os
import sqlite3
from collections.abc import Callable
from operator import methodcaller
from pathlib import Path

import pytest

from tests.support.store.processes import Program
from wizard_service.config import Config
from wizard_service.errors import StorageUnavailable
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.models import Meta
from wizard_service.store.sqlite.lock_file import LockFile

OpenStore = Callable[..., Backend]

# 1,000 pages, SQLite's own default; more than a row that crosses it is never added.
CHECKPOINT_BYTES = 1000 * 4096
ROW_BYTES = 250_000
ROWS = 3 * CHECKPOINT_BYTES // ROW_BYTES


def write_rows(store: Backend) -> None:
    for number in range(ROWS):
        row = {"key": str(number), "value": "x" * ROW_BYTES}
        store.write(methodcaller("insert", model=Meta, rows=[row]))


def size_of(path: Path, suffix: str) -> int:
    file = Path(f"{path}{suffix}")
    return file.stat().st_size if file.exists() else 0


def test_log_stays_bounded_however_much_is_written(store: Backend, database_file: Path) -> None:
    write_rows(store)

    # The change that crosses the threshold is still written, with its index pages.
    assert size_of(database_file, "-wal") < CHECKPOINT_BYTES + 2 * ROW_BYTES
    assert size_of(database_file, "") > 2 * CHECKPOINT_BYTES


def test_log_stays_bounded_when_the_database_is_reached_by_a_symbolic_link(
    open_store: OpenStore, database_file: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database_file)

    write_rows(open_store(link))

    assert size_of(database_file, "-wal") < CHECKPOINT_BYTES + 2 * ROW_BYTES


def test_symbolic_link_leads_to_the_same_lock_file(open_store: OpenStore, database_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database_file)
    store = open_store(link, write_timeout_ms=100)
    lock = LockFile(database_file)

    with lock.held(), pytest.raises(StorageUnavailable):
        store.write(lambda tx: tx.insert(Meta, [{"key": "a", "value": "v"}]))

    lock.close()


def test_every_statement_of_the_writer_is_executed_under_the_lock_file(store: Backend, database_file: Path) -> None:
    descriptor = os.open(f"{database_file}.lock", os.O_RDWR)
    held: dict[str, set[bool]] = {}

    def watch(statement: str) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            is_held = False
        except BlockingIOError:
            is_held = True
        held.setdefault(statement.split(maxsplit=1)[0], set()).add(is_held)

    def start_watching(tx: Transaction) -> None:
        tx.database.connection().set_trace_callback(watch)

    store.write(start_watching)
    write_rows(store)
    store._writer._database.connection().set_trace_callback(None)
    os.close(descriptor)

    # A checkpoint is part of the COMMIT that crosses the threshold.
    assert {"BEGIN", "INSERT", "COMMIT"} <= held.keys()
    assert {is_held for each in held.values() for is_held in each} == {True}


def test_close_checkpoints_the_log(config: Config, database_file: Path) -> None:
    store = open_backend(config.database)
    store.write(lambda tx: tx.insert(Meta, [{"key": "a", "value": "x" * ROW_BYTES}]))
    assert size_of(database_file, "-wal") > ROW_BYTES

    store.close()

    assert size_of(database_file, "-wal") == 0
    # The database alone, without its log, holds everything.
    alone = sqlite3.connect(f"file:{database_file}?mode=ro&immutable=1", uri=True)
    assert alone.execute("SELECT length(value) FROM meta WHERE key = 'a'").fetchone() == (ROW_BYTES,)
    alone.close()


def test_failed_checkpoint_neither_refuses_nor_repeats_what_was_committed(
    database_file: Path, outside: sqlite3.Connection
) -> None:
    with Program("checkpoint_fails", database_file) as writer:
        outcome = writer.next_fact()

    stored = {key for (key,) in outside.execute("SELECT key FROM meta WHERE key <> 'epoch'")}
    # The last write is refused because the log, which cannot be folded any more, is full as well.
    assert len(outcome["refused"]) == 1
    assert stored == set(outcome["stored"])
