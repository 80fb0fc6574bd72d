"""Each reported event is folded into the state: reporting is enough (contract section 4)."""

from typing import Any

import pytest
from web_api import Api, Document, document, event

AT_10 = "2026-01-15T10:00:00.000Z"
AT_11 = "2026-01-15T11:00:00.000Z"
AT_12 = "2026-01-15T12:00:00.000Z"


@pytest.fixture
def mine(api: Api, settings: Document) -> str:
    return api.running(settings)


def progress_after(api: Api, mine: str, *reports: Document) -> Document:
    progress: Document = api.reported(mine, *reports)["progress"]
    return progress


def test_progress_sets_percent_phase_and_estimate(api: Api, mine: str) -> None:
    progress = progress_after(
        api, mine, event("progress_updated", percent_complete=42.5, current_phase="scan", estimated_completion=AT_12)
    )

    assert (progress["overall_progress"], progress["current_phase"]) == (42.5, "scan")
    assert progress["estimated_completion"] == AT_12


def test_progress_without_phase_and_estimate_leaves_them(api: Api, mine: str) -> None:
    first = event("progress_updated", percent_complete=1, current_phase="scan", estimated_completion=AT_12)

    progress = progress_after(api, mine, first, event("progress_updated", percent_complete=2))

    assert (progress["overall_progress"], progress["current_phase"]) == (2, "scan")
    assert progress["estimated_completion"] == AT_12


def test_phase_change_opens_the_new_phase_and_closes_the_old_one(api: Api, mine: str) -> None:
    first = event("phase_changed", AT_10, from_phase=None, to_phase="a")
    second = event("phase_changed", AT_11, from_phase="a", to_phase="b", from_phase_duration_ms=3_600_000)

    progress = progress_after(api, mine, first, second)

    closed, opened = progress["phases"]
    assert (closed["phase_name"], closed["status"], closed["progress"]) == ("a", "completed", 100)
    assert (closed["started_at"], closed["completed_at"]) == (AT_10, AT_11)
    assert (opened["phase_name"], opened["status"], opened["started_at"]) == ("b", "running", AT_11)
    assert "completed_at" not in opened
    assert progress["current_phase"] == "b"


def test_last_phase_is_closed_by_a_change_to_none(api: Api, mine: str) -> None:
    progress = progress_after(
        api, mine, event("phase_changed", to_phase="a"), event("phase_changed", from_phase="a", to_phase=None)
    )

    assert [(each["phase_name"], each["status"]) for each in progress["phases"]] == [("a", "completed")]
    assert "current_phase" not in progress


def test_started_tool_appears_among_the_tools_executed(api: Api, mine: str) -> None:
    started = event("tool_execution_started", AT_10, tool_name="t", tool_config={"a": 1}, estimated_duration_ms=5)

    (tool,) = progress_after(api, mine, started)["tools_executed"]

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
            "retryable": True,
        },
    ),
]


@pytest.mark.parametrize(("course", "expected"), TOOL_COURSES)
def test_tool_shows_how_far_it_came_and_how_it_ended(
    api: Api, mine: str, course: list[Document], expected: Document
) -> None:
    started = event("tool_execution_started", AT_10, tool_name="t")

    (tool,) = progress_after(api, mine, started, *course)["tools_executed"]

    assert tool == {"tool_name": "t", "started_at": AT_10} | expected


def test_tool_that_runs_again_begins_anew(api: Api, mine: str) -> None:
    progress = progress_after(
        api,
        mine,
        event("tool_execution_started", AT_10, tool_name="t"),
        event("tool_execution_error", AT_11, tool_name="t", error_message="m"),
        event("tool_execution_started", AT_12, tool_name="t"),
    )

    assert progress["tools_executed"] == [
        {"tool_name": "t", "status": "IN_PROGRESS", "percent_complete": 0, "started_at": AT_12}
    ]


def test_tool_that_was_never_started_is_shown_all_the_same(api: Api, mine: str) -> None:
    (tool,) = progress_after(api, mine, event("tool_execution_error", tool_name="t", error_message="m"))[
        "tools_executed"
    ]

    assert (tool["tool_name"], tool["status"], tool["error_message"]) == ("t", "ERROR", "m")


HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("begun", "ended", "told", "duration"),
    [
        (("tool_execution_started", AT_10), ("tool_execution_completed", AT_11), {}, HOUR_MS),
        (("tool_execution_started", AT_10), ("tool_execution_completed", AT_11), {"duration_ms": 5}, 5),
        (("tool_execution_started", AT_11), ("tool_execution_completed", AT_10), {}, 0),
        (("agent_updated", AT_10), ("tool_execution_completed", AT_11), {}, None),
    ],
)
def test_duration_of_a_tool_is_told_or_follows_from_its_beginning(
    begun: tuple[str, str], ended: tuple[str, str], told: Document, duration: int | None, api: Api, mine: str
) -> None:
    beginning = {"agent_name": "t", "status": "running"} if begun[0] == "agent_updated" else {"tool_name": "t"}

    stored = document(api.report(mine, [event(*begun, **beginning), event(*ended, tool_name="t", **told)]))

    assert stored["events"][1]["data"].get("duration_ms") == duration
    assert api.state(mine)["progress"]["tools_executed"][0].get("duration_ms") == duration


@pytest.mark.parametrize(("told", "duration"), [({}, HOUR_MS), ({"from_phase_duration_ms": 5}, 5)])
def test_duration_of_a_phase_is_told_or_follows_from_its_beginning(
    told: Document, duration: int, api: Api, mine: str
) -> None:
    api.reported(mine, event("phase_changed", AT_10, to_phase="a"))

    stored = document(api.report(mine, event("phase_changed", AT_11, from_phase="a", to_phase="b", **told)))

    assert stored["events"][0]["data"]["from_phase_duration_ms"] == duration


def test_agent_appears_and_is_updated(api: Api, mine: str) -> None:
    first = event("agent_updated", agent_name="x", status="busy", progress=10)

    before = progress_after(api, mine, first, event("agent_updated", agent_name="y", status="idle", progress=0))
    after = progress_after(api, mine, event("agent_updated", agent_name="x", status="done", progress=100))

    assert before["agents"][0] == {"agent_name": "x", "status": "busy", "progress": 10, "logs": []}
    assert [(each["agent_name"], each["status"]) for each in after["agents"]] == [("x", "done"), ("y", "idle")]


def test_error_ends_the_running_phase_in_error(api: Api, mine: str) -> None:
    failed = event("error_occurred", error_message="m", error_type="execution_error", recoverable=False)

    progress = progress_after(api, mine, event("phase_changed", to_phase="a"), failed)

    assert [(each["phase_name"], each["status"]) for each in progress["phases"]] == [("a", "error")]


def test_reports_keep_what_they_do_not_tell_of(api: Api, mine: str, results: Document) -> None:
    before = api.changed(mine, results=results, progress={"overall_progress": 5})

    after = api.reported(mine, event("agent_updated", agent_name="x", status="busy", progress=1))

    assert (after["results"], after["settings"]) == (before["results"], before["settings"])
    assert after["progress"] == before["progress"] | {"agents": after["progress"]["agents"]}
