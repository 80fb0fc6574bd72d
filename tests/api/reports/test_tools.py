"""The service folds reports of tools into the state (contract section 4)."""

from typing import Any

import pytest

from tests.support.api.client import Api, Document, document, event
from tests.support.api.reports import AT_10, AT_11, AT_12, progress_after


def test_started_tool_appears_among_the_tools_executed(api: Api, investigation_id: str) -> None:
    started = event("tool_execution_started", AT_10, tool_name="t", tool_config={"a": 1}, estimated_duration_ms=5)

    (tool,) = progress_after(api, investigation_id, started)["tools_executed"]

    assert tool == {"tool_name": "t", "status": "IN_PROGRESS", "percent_complete": 0, "started_at": AT_10}


TOOL_COURSES: list[tuple[list[Document], dict[str, Any]]] = [
    (
        [event("tool_execution_progress", AT_11, tool_name="t", percent_complete=40, message="m")],
        {"status": "IN_PROGRESS", "percent_complete": 40},
    ),
    (
        [
            event("tool_execution_progress", AT_11, tool_name="t", percent_complete=40),
            event(
                "tool_execution_completed",
                AT_12,
                tool_name="t",
                status="COMPLETED",
                duration_ms=7_200_000,
                result_summary="found two",
                findings_count=2,
            ),
        ],
        {
            "status": "COMPLETED",
            "percent_complete": 100,
            "completed_at": AT_12,
            "duration_ms": 7_200_000,
            "result_summary": "found two",
            "findings_count": 2,
        },
    ),
    (
        [event("tool_execution_completed", AT_12, tool_name="t", status="SKIPPED", duration_ms=0)],
        {"status": "SKIPPED", "percent_complete": 100, "completed_at": AT_12, "duration_ms": 0},
    ),
    (
        [
            event(
                "tool_execution_error", AT_12, tool_name="t", error_message="no route", error_code="E1", retryable=True
            )
        ],
        {
            "status": "ERROR",
            "percent_complete": 0,
            "completed_at": AT_12,
            "error_message": "no route",
            "error_code": "E1",
            "retryable": True,
        },
    ),
]


@pytest.mark.parametrize(("course", "expected"), TOOL_COURSES)
def test_tool_shows_its_progress_and_its_outcome(
    api: Api, investigation_id: str, course: list[Document], expected: Document
) -> None:
    started = event("tool_execution_started", AT_10, tool_name="t")

    (tool,) = progress_after(api, investigation_id, started, *course)["tools_executed"]

    assert tool == {"tool_name": "t", "started_at": AT_10} | expected


def test_tool_that_runs_again_starts_empty_and_keeps_its_earlier_run(api: Api, investigation_id: str) -> None:
    progress = progress_after(
        api,
        investigation_id,
        event("tool_execution_started", AT_10, tool_name="t"),
        event("tool_execution_error", AT_11, tool_name="t", error_message="m"),
        event("tool_execution_started", AT_12, tool_name="t"),
    )

    failed = {"status": "ERROR", "percent_complete": 0, "started_at": AT_10, "completed_at": AT_11}
    assert progress["tools_executed"] == [
        {"tool_name": "t", "status": "IN_PROGRESS", "percent_complete": 0, "started_at": AT_12}
        | {"runs": [failed | {"error_message": "m"}]}
    ]


def test_tool_without_a_start_report_is_shown(api: Api, investigation_id: str) -> None:
    (tool,) = progress_after(api, investigation_id, event("tool_execution_error", tool_name="t", error_message="m"))[
        "tools_executed"
    ]

    assert (tool["tool_name"], tool["status"], tool["error_message"]) == ("t", "ERROR", "m")


@pytest.mark.parametrize(("given", "duration"), [({}, None), ({"duration_ms": 5}, 5)])
def test_a_tool_that_starts_and_ends_in_one_request_has_the_duration_that_is_reported(
    given: Document, duration: int | None, api: Api, investigation_id: str
) -> None:
    started = event("tool_execution_started", AT_10, tool_name="t")
    stored = document(
        api.report(investigation_id, [started, event("tool_execution_completed", AT_11, tool_name="t", **given)])
    )

    assert stored["events"][1]["data"].get("duration_ms") == duration
    assert api.state(investigation_id)["progress"]["tools_executed"][0].get("duration_ms") == duration
