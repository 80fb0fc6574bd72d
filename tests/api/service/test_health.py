"""`/health` reports the status of the service and the recommended poll intervals (contract section 6)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.support.api.client import BASE, ApiFor, Document, document
from wizard_service.feed.limits import load
from wizard_service.process.shared_memory import own_slot


@pytest.fixture
def loaded(app: Flask) -> Iterator[Flask]:
    """Return a service whose processor has been nearly saturated for a while."""
    for _ in range(100):
        app.extensions["wizard"].feed.load.sample(elapsed_s=1.0, processor_s=0.9, lag_s=0.0)
    yield app
    load.clear_slot(own_slot())


def health(app: Flask, path: str = f"{BASE}/health", status: int = 200) -> Document:
    return document(app.test_client().get(path), status)


def test_health_of_an_idle_service_is_healthy_with_the_configured_intervals(app: Flask) -> None:
    report = health(app)

    assert report.keys() == {"status", "server_time", "recommended_intervals", "server_load"}
    assert report["status"] == "healthy"
    assert report["recommended_intervals"] == {"fast_ms": 500, "normal_ms": 2000, "slow_ms": 5000}
    assert report["server_load"] == {
        "scope": "host",
        "active_connections": 0,
        "max_connections": 1600,
        "load_percentage": 0,
    }
    assert datetime.fromisoformat(report["server_time"]).utcoffset() is not None
    assert report["server_time"].endswith("Z")


def test_health_is_also_served_next_to_the_other_probes(app: Flask) -> None:
    assert health(app, "/health")["status"] == "healthy"


def test_health_under_load_is_degraded_and_recommends_longer_intervals(loaded: Flask) -> None:
    report = health(loaded)

    assert (report["status"], report["server_load"]["load_percentage"]) == ("degraded", 90)
    assert report["recommended_intervals"] == {"fast_ms": 2000, "normal_ms": 8000, "slow_ms": 20_000}
    assert report["message"]


def test_polls_under_load_recommend_longer_intervals_with_and_without_news(loaded: Flask, api_for: ApiFor) -> None:
    api = api_for(app=loaded)
    investigation_id = api.created()

    full = api.poll(investigation_id)
    unchanged = api.poll(investigation_id, {"If-None-Match": full.headers["ETag"]})

    assert 7200 <= document(full)["next_poll_interval"] <= 8800
    assert unchanged.status_code == 304
    assert 7200 <= int(unchanged.headers["X-Recommended-Interval"]) <= 8800


def test_a_service_that_cannot_store_changes_is_degraded(app: Flask) -> None:
    app.extensions["wizard"].store.degraded.set()

    report = health(app)

    assert (report["status"], report["recommended_intervals"]["fast_ms"]) == ("degraded", 500)
    assert "stored" in report["message"]


def test_a_service_that_stops_is_unavailable(app: Flask) -> None:
    app.extensions["wizard"].feed.end_streams()

    report = health(app, status=503)

    assert report["status"] == "unavailable"
    assert report["message"]
    assert report["recommended_intervals"]["fast_ms"] == 500


def test_a_service_without_its_database_is_unavailable(app: Flask, database_file: Path) -> None:
    app.extensions["wizard"].store.database.close()
    database_file.rename(database_file.with_suffix(".away"))

    assert health(app, status=503)["status"] == "unavailable"
