"""The type and the fields of each change (contract section 3)."""

from collections.abc import Callable

import pytest

from tests.support.api.changes import changes_since
from tests.support.api.client import Api, Document, event

Change = Callable[[Api, str], object]
FINALIZED = ("completed_at", "entity_summaries", "findings", "risk_score", "visualizations")
STARTED = ("agents", "overall_progress", "phases", "started_at", "tools_executed")
CHANGES: dict[str, tuple[Change, str, list[str]]] = {
    "name": (
        lambda api, investigation_id: api.changed(investigation_id, settings={"name": "new"}),
        "SETTINGS_MODIFIED",
        ["settings.name"],
    ),
    "start": (
        lambda api, investigation_id: api.changed(investigation_id, wizard_step="PROGRESS", progress=None),
        "STEP_CHANGE",
        [*(f"progress.{name}" for name in STARTED), "wizard_step"],
    ),
    "progress": (
        lambda api, investigation_id: api.reported(
            investigation_id, event("progress_updated", percent_complete=1, current_phase="a")
        ),
        "PROGRESS_UPDATE",
        ["progress.current_phase", "progress.overall_progress", "progress.phases"],
    ),
    "tool": (
        lambda api, investigation_id: api.reported(investigation_id, event("tool_execution_started", tool_name="t")),
        "TOOL_EXECUTION_UPDATE",
        ["progress.tools_executed"],
    ),
    "tool and progress": (
        lambda api, investigation_id: api.reported(
            investigation_id,
            event("tool_execution_progress", tool_name="t", percent_complete=5),
            event("progress_updated", percent_complete=2),
        ),
        "TOOL_EXECUTION_UPDATE",
        ["progress.overall_progress", "progress.tools_executed"],
    ),
    "log lines": (
        lambda api, investigation_id: api.reported(investigation_id, event("log_appended", lines=[{"message": "m"}])),
        "PROGRESS_UPDATE",
        ["progress.logs"],
    ),
    "results": (
        lambda api, investigation_id: api.changed(investigation_id, results=RESULTS),
        "RESULTS_FINALIZED",
        [f"results.{name}" for name in FINALIZED],
    ),
    "status": (
        lambda api, investigation_id: api.changed(investigation_id, status="COMPLETED"),
        "STATUS_CHANGE",
        ["status"],
    ),
    "sharing": (
        lambda api, investigation_id: api.invite(investigation_id, "someone", "viewer"),
        "SETTINGS_MODIFIED",
        ["access"],
    ),
    "archive": (
        lambda api, investigation_id: api.call("POST", f"/history/{investigation_id}/archive"),
        "STATUS_CHANGE",
        ["archived_at"],
    ),
}
RESULTS: Document = {
    "findings": [{"title": "t", "description": "d", "severity": "high", "confidence": 0.9, "evidence": []}],
    "risk_score": {"overall_score": 72.5, "category_scores": {"a.b": 70}, "risk_level": "high"},
    "completed_at": "2026-01-02T00:00:00Z",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_has_a_type_and_the_fields_that_it_touched(api: Api, settings: Document, name: str) -> None:
    change, change_type, fields = CHANGES[name]
    in_settings = name in ("name", "start")
    investigation_id = api.created(settings=settings) if in_settings else api.running(settings)
    before = api.state(investigation_id)["version"]

    change(api, investigation_id)

    (only,) = changes_since(api, investigation_id, before)
    assert (only["change_type"], only["fields_changed"]) == (change_type, fields)


def test_the_creation_is_a_change(api: Api, settings: Document) -> None:
    (only,) = changes_since(api, api.created(settings=settings), 0)

    assert (only["version"], only["change_type"]) == (1, "STEP_CHANGE")
    assert {"settings.name", "wizard_step", "status"} <= set(only["fields_changed"])
