"""Each reported event is folded into the state: reporting is enough (contract section 4)."""

import pytest

from tests.support.api.client import Api, Document, document, event
from tests.support.api.reports import AT_10, AT_11, AT_12, HOUR_MS, progress_after


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
