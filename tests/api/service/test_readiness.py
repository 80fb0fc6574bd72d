"""`/readyz` and `/metrics` (contract section 10) of one process."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.paths import PROGRAMS
from tests.support.python_programs import output_of
from wizard_service.domain.retention.row_sampler import check_sample
from wizard_service.store.sqlite.migration_files import available_migrations


def refused(client: FlaskClient, word: str) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == "storage_unavailable"
    assert word in answer.json["detail"]
    assert answer.headers["Retry-After"]


def execute(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_process_that_can_serve_is_ready(client: FlaskClient, app: Flask) -> None:
    app.extensions["wizard"].feed.start()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ready"
    assert answer.json["tail_silent_ms"] >= 0


def test_a_replaced_database_is_noticed(client: FlaskClient, database_file: Path) -> None:
    other = database_file.with_name("other.db")
    other.write_bytes(database_file.read_bytes())
    other.replace(database_file)

    refused(client, "another one")


def test_a_changed_schema_is_noticed(client: FlaskClient, database_file: Path) -> None:
    execute(database_file, "DROP INDEX events_by_age")

    refused(client, "another one")
    refused(client, "another one")


def test_schema_additions_of_an_operator_do_not_affect_readiness(client: FlaskClient, database_file: Path) -> None:
    execute(database_file, "CREATE INDEX of_the_operator ON events (actor)")

    assert client.get("/readyz").status_code == 200


def test_a_tail_that_does_not_read_the_log_is_noticed(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["wizard"].feed.start()
    monkeypatch.setattr("wizard_service.feed.tailer.Tailer.idle_s", 11.2)

    refused(client, "11 s")


def test_metrics_need_no_token_and_count(client: FlaskClient) -> None:
    client.get("/healthz")

    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert 'wizard_http_requests_total{method="GET",route="/healthz",status="200"}' in answer.text
    assert "wizard_feed_tail_lag 0.0" in answer.text


def test_a_stored_write_is_acknowledged_although_it_cannot_be_counted(database_file: Path, tmp_path: Path) -> None:
    counters = tmp_path / "counters"
    counters.mkdir()
    settings = {"DATABASE_URL": f"sqlite:///{database_file}", "PROMETHEUS_MULTIPROC_DIR": str(counters)}

    status = output_of(str(PROGRAMS / "server" / "write_without_counters.py"), cwd=tmp_path, **settings)

    assert status == "201"


def test_damaged_rows_that_retention_has_found_are_counted(
    client: FlaskClient, app: Flask, database_file: Path
) -> None:
    store = app.extensions["wizard"].store
    app.extensions["wizard"].feed.start()
    execute(database_file, "UPDATE schema_migrations SET applied_at = '2026'")
    for _ in check_sample(store):
        pass

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["damaged_rows"] == len(available_migrations())
