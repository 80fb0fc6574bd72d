"""A reported event and a whole report have limits in bytes, checked before their members (contract section 3)."""

from typing import Any

import orjson
import pytest

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem
from wizard_service.config import AuthSettings, StateSettings

LINE = event("log_appended", lines=[{"message": "line"}])
EVENT_KB, REPORT_KB = 2, 5


def sized(kb: float) -> dict[str, Any]:
    """Return a report whose JSON has exactly this many bytes."""
    report = event("tool_execution_started", tool_name="t", tool_config={"text": ""})
    report["data"]["tool_config"]["text"] = "x" * (int(kb * 1024) - len(orjson.dumps(report)))
    return report


@pytest.fixture
def running(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> tuple[Api, str]:
    limits = StateSettings(event_max_size_kb=EVENT_KB, report_max_size_kb=REPORT_KB)
    api = api_for(app=service_with(state=limits))
    return api, api.running(settings)


def test_an_event_may_have_exactly_the_bytes_of_its_limit(running: tuple[Api, str]) -> None:
    api, investigation_id = running
    too_large = sized(EVENT_KB)
    too_large["data"]["tool_config"]["text"] += "x"

    document(api.report(investigation_id, sized(EVENT_KB)))
    refusal = problem(api.report(investigation_id, [LINE, too_large]), 413, "too_large")

    assert refusal["field"] == "events.1"
    assert api.state(investigation_id)["version"] == 2


def test_the_events_of_a_report_have_a_limit_together(running: tuple[Api, str]) -> None:
    api, investigation_id = running

    document(api.report(investigation_id, [sized(2), sized(2), sized(1)]))
    refusal = problem(api.report(investigation_id, [sized(2), sized(2), sized(1.1)]), 413, "too_large")

    assert refusal["field"] == "events"


@pytest.mark.parametrize(
    "report",
    [
        event("log_appended", lines=[{"message": "x"}] * 1000),
        event("progress_updated", percent_complete=1, phase_details={"text": "x" * 3000}),
        event("tool_execution_started", tool_name="t", tool_config={"text": "ü" * 1500}),
        {"event_type": "log_appended", "data": {}, "unknown": "x" * 3000},
    ],
)
def test_a_large_event_is_refused_before_its_members_are_looked_at(
    running: tuple[Api, str], report: dict[str, Any]
) -> None:
    api, investigation_id = running

    problem(api.report(investigation_id, report), 413, "too_large")


def test_a_report_that_works_too_long_is_rolled_back_and_its_key_stays_free(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    auth = AuthSettings(secret="s" * 64)
    patient = api_for("u1", app=service_with(auth=auth))
    impatient = api_for("u1", app=service_with(auth=auth, storage={"change_time_ms": 10}))
    investigation_id = patient.running(settings)
    # Folding this report takes the time of the shortest limit several times.
    lines = [[{"message": "m", "agent_name": f"a{number}-{n}"} for n in range(900)] for number in range(5)]
    report = [event("log_appended", lines=some) for some in lines]
    key = {"Idempotency-Key": "key-1"}

    refusal = problem(impatient.report(investigation_id, report, key), 413, "too_large")

    assert "field" not in refusal
    assert patient.state(investigation_id)["version"] == 1
    assert document(patient.report(investigation_id, report, key))["version"] == 2
