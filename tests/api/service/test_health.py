"""`/health` tells pollers how the service is and how often to come (contract section 6)."""

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
    """Return a service whose processor has been as good as full for a while."""
    for _ in range(100):
        app.extensions["wizard"].feed.load.sample(elapsed_s=1.0, processor_s=0.9, lag_s=0.0)
    yield app
    load.clear_slot(own_slot())


def health(app: Flask, path: str = f"{BASE}/health", status: int = 200) -> Document:
    return document(app.test_client().get(path), status)


def test_a_service_at_rest_is_healthy_and_recommends_what_is_configured(app: Flask) -> None:
    told = health(app)

    assert told.keys() == {"status", "server_time", "recommended_intervals", "server_load"}
    assert told["status"] == "healthy"
    assert told["recommended_intervals"] == {"fast_ms": 500, "normal_ms": 2000, "slow_ms": 5000}
    assert told["server_load"] == {"active_connections": 0, "max_connections": 1600, "load_percentage": 0}
    assert datetime.fromisoformat(told["server_time"]).utcoffset() is not None
    assert told["server_time"].endswith("Z")


def test_it_is_found_beside_the_other_probes_too(app: Flask) -> None:
    assert health(app, "/health")["status"] == "healthy"


def test_under_load_it_is_degraded_and_recommends_to_come_less_often(loaded: Flask) -> None:
    told = health(loaded)

    assert (told["status"], told["server_load"]["load_percentage"]) == ("degraded", 90)
    assert told["recommended_intervals"] == {"fast_ms": 2000, "normal_ms": 8000, "slow_ms": 20_000}
    assert told["message"]


def test_under_load_polls_are_advised_to_come_less_often_with_and_without_news(loaded: Flask, api_for: ApiFor) -> None:
    api = api_for(app=loaded)
    mine = api.created()

    full = api.poll(mine)
    unchanged = api.poll(mine, {"If-None-Match": full.headers["ETag"]})

    assert 7200 <= document(full)["next_poll_interval"] <= 8800
    assert unchanged.status_code == 304
    assert 7200 <= int(unchanged.headers["X-Recommended-Interval"]) <= 8800


def test_a_service_that_cannot_store_changes_is_degraded(app: Flask) -> None:
    app.extensions["wizard"].store.degraded.set()

    told = health(app)

    assert (told["status"], told["recommended_intervals"]["fast_ms"]) == ("degraded", 500)
    assert "stored" in told["message"]


def test_a_service_that_stops_is_unavailable(app: Flask) -> None:
    app.extensions["wizard"].feed.end_streams()

    told = health(app, status=503)

    assert told["status"] == "unavailable"
    assert told["message"]
    assert told["recommended_intervals"]["fast_ms"] == 500


def test_a_service_without_its_database_is_unavailable(app: Flask, database_file: Path) -> None:
    app.extensions["wizard"].store.database.close()
    database_file.rename(database_file.with_suffix(".away"))

    assert health(app, status=503)["status"] == "unavailable"
