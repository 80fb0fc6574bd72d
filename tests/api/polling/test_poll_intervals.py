"""The recommended interval of a poll (contract section 6)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document
from wizard_service.config import PollingSettings


@pytest.mark.parametrize(
    ("step", "status", "low", "high"),
    [
        ("SETTINGS", "IN_PROGRESS", 1800, 2200),
        ("PROGRESS", "IN_PROGRESS", 450, 550),
        ("PROGRESS", "COMPLETED", 4500, 5500),
        ("PROGRESS", "ERROR", 4500, 5500),
        ("PROGRESS", "CANCELLED", 4500, 5500),
    ],
)
def test_recommended_interval_follows_step_and_status_and_is_in_the_header(
    api: Api, settings: Document, step: str, status: str, low: int, high: int
) -> None:
    investigation_id = api.created(settings=settings)
    if step != "SETTINGS":
        api.changed(investigation_id, wizard_step=step)
    if status != "IN_PROGRESS":
        api.changed(investigation_id, status=status)

    response = api.poll(investigation_id)

    interval_ms = document(response)["next_poll_interval"]
    assert low <= interval_ms <= high
    assert response.headers["X-Recommended-Interval"] == str(interval_ms)


def later(app: Flask, seconds: float) -> None:
    """Advance the clock of the service."""
    store = app.extensions["wizard"].store
    clock = store.clock

    def ahead() -> datetime:
        return clock() + timedelta(seconds=seconds)

    store.clock = ahead


def test_recommended_interval_grows_while_an_investigation_is_idle(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    app = service_with(
        polling=PollingSettings(
            fast_interval_ms=100, normal_interval_ms=1500, slow_interval_ms=9000, rate_limit_per_s=0
        )
    )
    api = api_for(app=app)
    investigation_id = api.running(settings)

    intervals_ms = []
    for seconds in (0, 60, 240):
        later(app, seconds)
        intervals_ms.append(document(api.poll(investigation_id))["next_poll_interval"])

    fast_ms, normal_ms, slow_ms = intervals_ms
    assert 90 <= fast_ms <= 110
    assert 1350 <= normal_ms <= 1650
    assert 8100 <= slow_ms <= 9900


def test_recommended_interval_is_jittered(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)

    assert len({document(api.poll(investigation_id))["next_poll_interval"] for _ in range(30)}) > 5
