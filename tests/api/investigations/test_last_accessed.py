"""`last_accessed` and staleness: stored apart from the state, and never delaying a read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.api.client import Api, Document
from wizard_service.domain.investigations.last_accessed import LastAccessedRecorder
from wizard_service.store import Backend

LONG_AGO = "2020-01-01T00:00:00.000Z"


@pytest.fixture
def outside(database_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database_file, isolation_level=None, timeout=5)) as connection:
        yield connection


@pytest.fixture
def alone(app: Flask, token_for: Callable[..., str]) -> Api:
    """Return the API of a service that no other test uses."""
    client: FlaskClient = app.test_client()
    return Api(client, "u1", token_for("u1"))


@pytest.fixture
def old(alone: Api, outside: sqlite3.Connection, settings: Document) -> str:
    """Return an investigation that was last changed and read long ago."""
    investigation_id = alone.running(settings)
    outside.execute("UPDATE investigation_states SET last_accessed = ?, updated_at = ?", (LONG_AGO, LONG_AGO))
    return investigation_id


def accessed(connection: sqlite3.Connection) -> str:
    (last_accessed,) = connection.execute("SELECT last_accessed FROM investigation_states").fetchone()
    return str(last_accessed)


def settle(app: Flask) -> None:
    """Wait for the best-effort writes: the writer executes writes in the order of submission."""
    app.extensions["wizard"].store.write(lambda _: None)


def test_a_last_access_from_a_clock_that_was_ahead_is_corrected_by_the_next_read(
    alone: Api, app: Flask, outside: sqlite3.Connection, old: str
) -> None:
    outside.execute("UPDATE investigation_states SET last_accessed = '2099-01-01T00:00:00.000Z'")
    app.extensions["wizard"].last_accessed = LastAccessedRecorder(app.extensions["wizard"].store)

    alone.get(old)
    settle(app)

    assert accessed(outside) < "2099"


@pytest.mark.parametrize("path", ["state", "checkpoint"])
def test_a_read_is_recorded_without_a_new_version_event_or_body(
    alone: Api, app: Flask, outside: sqlite3.Connection, old: str, path: str
) -> None:
    before, events = alone.get(old), outside.execute("SELECT count(*) FROM events").fetchone()
    outside.execute("UPDATE investigation_states SET last_accessed = ?", (LONG_AGO,))
    app.extensions["wizard"].last_accessed = LastAccessedRecorder(app.extensions["wizard"].store)

    alone.call("GET", f"/{old}/{path}")
    after = alone.get(old)
    settle(app)

    assert accessed(outside) > LONG_AGO
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert outside.execute("SELECT count(*) FROM events").fetchone() == events


def test_read_of_an_unchanged_state_updates_last_accessed(
    alone: Api, app: Flask, outside: sqlite3.Connection, old: str
) -> None:
    etag = f'"{app.extensions["wizard"].store.epoch}.1"'

    assert alone.get(old, {"If-None-Match": etag}).status_code == 304
    settle(app)

    assert accessed(outside) > LONG_AGO


def test_last_accessed_is_recorded_at_most_once_a_minute(store: Backend, outside: sqlite3.Connection) -> None:
    written: list[object] = []
    clock = iter([0.0, 30.0, 59.0, 60.0, 61.0])

    class Counted:
        write_best_effort = staticmethod(written.append)

    last_accessed = LastAccessedRecorder(Counted(), lambda: next(clock))  # type: ignore[arg-type]
    for _ in range(5):
        last_accessed.record("inv_1")

    assert len(written) == 2


def test_the_minute_limit_is_shared_among_processes(
    alone: Api, app: Flask, outside: sqlite3.Connection, old: str
) -> None:
    just_now = app.extensions["wizard"].store.clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    outside.execute("UPDATE investigation_states SET last_accessed = ?", (just_now,))

    alone.get(old)
    settle(app)

    assert accessed(outside) == just_now


def test_reads_continue_while_the_database_cannot_be_written(alone: Api, outside: sqlite3.Connection, old: str) -> None:
    outside.execute("BEGIN IMMEDIATE")

    assert alone.get(old).status_code == 200
    assert alone.checkpoint(old)["last_accessed"] == LONG_AGO
    outside.execute("ROLLBACK")


def test_investigation_unchanged_for_long_is_stale_and_can_be_archived_or_restarted(alone: Api, old: str) -> None:
    checkpoint = alone.checkpoint(old)

    assert checkpoint["stale"] is True
    assert checkpoint["actions"] == ["resume", "cancel", "archive", "start_fresh"]

    alone.changed(old, progress={"overall_progress": 1})
    assert alone.checkpoint(old)["stale"] is False
