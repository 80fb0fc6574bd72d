"""Samples of stored rows are compared with their checksums, table after table, and damage is remembered."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.store.rows import event
from wizard_service.domain.retention.row_sampler import (
    BATCHES_PER_SAMPLE,
    ROWS_PER_BATCH,
    check_sample,
    damaged_rows,
)
from wizard_service.metrics import exposition
from wizard_service.store import Backend
from wizard_service.store.repositories.events import append_events

ROWS = BATCHES_PER_SAMPLE * ROWS_PER_BATCH
DAMAGE = "events commit_seq={}: row_checksum does not match"


@pytest.fixture
def outside(store: Backend, database_file: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection that bypasses the service, to a database with more events than one sample compares."""
    events = [event(version=number) for number in range(1, ROWS + 100)]
    store.write(lambda tx: append_events(tx, "u1", events))
    with closing(sqlite3.connect(database_file, isolation_level=None)) as connection:
        yield connection


def sampled(store: Backend) -> int:
    """Compare one sample to its end and return the number of batches."""
    return len(list(check_sample(store)))


def test_samples_follow_each_other_through_all_rows(store: Backend, outside: sqlite3.Connection) -> None:
    outside.execute("UPDATE events SET actor = 'u2' WHERE commit_seq = ?", (ROWS + 99,))

    sampled(store)
    assert damaged_rows(store) == []
    sampled(store)

    assert damaged_rows(store) == [DAMAGE.format(ROWS + 99)]


def test_a_sample_is_bounded(store: Backend, outside: sqlite3.Connection) -> None:
    assert sampled(store) == BATCHES_PER_SAMPLE


def test_a_sample_of_a_small_database_ends_when_all_tables_were_read(store: Backend) -> None:
    assert sampled(store) < BATCHES_PER_SAMPLE


def test_a_sample_that_is_stopped_is_repeated(store: Backend, outside: sqlite3.Connection) -> None:
    outside.execute("UPDATE events SET actor = 'u2' WHERE commit_seq = 1")
    stopped = check_sample(store)
    while next(stopped) == 0:
        pass
    stopped.close()
    assert damaged_rows(store) == []

    sampled(store)

    assert damaged_rows(store) == [DAMAGE.format(1)]


def test_damage_is_logged_and_counted_once(
    store: Backend, outside: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    outside.execute("UPDATE events SET actor = 'u2' WHERE commit_seq = 1")
    before = _count()

    with caplog.at_level(logging.ERROR):
        for _ in range(4):
            sampled(store)

    assert caplog.messages == [f"Damaged row: {DAMAGE.format(1)}"]
    assert _count() == before + 1


def test_damage_that_is_gone_is_forgotten(store: Backend, outside: sqlite3.Connection) -> None:
    outside.execute("UPDATE events SET actor = 'u2' WHERE commit_seq = 1")
    sampled(store)
    assert damaged_rows(store)

    outside.execute("UPDATE events SET actor = 'u1' WHERE commit_seq = 1")
    sampled(store)

    assert damaged_rows(store) == []


def test_a_row_that_cannot_be_read_does_not_keep_the_sample_from_other_tables(
    store: Backend, outside: sqlite3.Connection
) -> None:
    outside.execute("UPDATE events SET actor = CAST(x'75ff' AS TEXT) WHERE commit_seq = 30")
    outside.execute("UPDATE meta SET value = '00000000' WHERE key = 'epoch'")

    sampled(store)

    unreadable, epoch = damaged_rows(store)
    assert unreadable.startswith("events after [20]: cannot be read: ")
    assert epoch == "meta key='epoch': row_checksum does not match"


def _count() -> float:
    lines = exposition(0).decode().splitlines()
    (value,) = [line.rpartition(" ")[2] for line in lines if line.startswith("wizard_damaged_rows_total")]
    return float(value)
