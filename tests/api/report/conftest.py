"""An investigation that was carried out."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, event


@pytest.fixture
def completed(api: Api, api_for: ApiFor, settings: Document, results: Document) -> str:
    """Return the id of a completed investigation that its owner started and an executor carried out."""
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, wizard_step="PROGRESS")
    executor = api_for("executor-7", "wizard:run")
    times = [f"2026-01-15T10:0{minute}:00.000Z" for minute in range(4)]
    executor.reported(investigation_id, event("phase_changed", times[0], to_phase="collection"))
    executor.reported(investigation_id, event("tool_execution_started", times[1], tool_name="grep"))
    executor.reported(
        investigation_id,
        event("tool_execution_completed", times[2], tool_name="grep", duration_ms=1500, result_summary="112 lines"),
        event("agent_updated", times[2], agent_name="reader", status="done", progress=100),
    )
    findings = [results["findings"][0] | {"evidence": [{"line": "Failed password", "count": 112}]}]
    executor.changed(investigation_id, results=results | {"findings": findings}, status="COMPLETED")
    return investigation_id
