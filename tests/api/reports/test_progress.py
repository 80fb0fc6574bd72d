"""The service folds each reported event into the state (contract section 4)."""

from tests.support.api.client import Api, Document, document, event
from tests.support.api.reports import AT_10, AT_11, AT_12, progress_after


def test_progress_sets_percent_phase_and_estimate(api: Api, investigation_id: str) -> None:
    progress = progress_after(
        api,
        investigation_id,
        event("progress_updated", percent_complete=42.5, current_phase="scan", estimated_completion=AT_12),
    )

    assert (progress["overall_progress"], progress["current_phase"]) == (42.5, "scan")
    assert progress["estimated_completion"] == AT_12


def test_progress_without_phase_and_estimate_leaves_them(api: Api, investigation_id: str) -> None:
    first = event("progress_updated", percent_complete=1, current_phase="scan", estimated_completion=AT_12)

    progress = progress_after(api, investigation_id, first, event("progress_updated", percent_complete=2))

    assert (progress["overall_progress"], progress["current_phase"]) == (2, "scan")
    assert progress["estimated_completion"] == AT_12


def test_phase_change_opens_the_new_phase_and_closes_the_old_one(api: Api, investigation_id: str) -> None:
    first = event("phase_changed", AT_10, from_phase=None, to_phase="a")
    second = event("phase_changed", AT_11, from_phase="a", to_phase="b", from_phase_duration_ms=3_600_000)

    progress = progress_after(api, investigation_id, first, second)

    closed, opened = progress["phases"]
    assert (closed["phase_name"], closed["status"], closed["progress"]) == ("a", "completed", 100)
    assert (closed["started_at"], closed["completed_at"]) == (AT_10, AT_11)
    assert (opened["phase_name"], opened["status"], opened["started_at"]) == ("b", "running", AT_11)
    assert "completed_at" not in opened
    assert progress["current_phase"] == "b"


def test_last_phase_is_closed_by_a_change_to_none(api: Api, investigation_id: str) -> None:
    progress = progress_after(
        api,
        investigation_id,
        event("phase_changed", to_phase="a"),
        event("phase_changed", from_phase="a", to_phase=None),
    )

    assert [(phase["phase_name"], phase["status"]) for phase in progress["phases"]] == [("a", "completed")]
    assert "current_phase" not in progress


def test_the_duration_that_is_reported_for_a_phase_is_kept(api: Api, investigation_id: str) -> None:
    api.reported(investigation_id, event("phase_changed", AT_10, to_phase="a"))

    ended = event("phase_changed", AT_11, from_phase="a", to_phase="b", from_phase_duration_ms=5)
    stored = document(api.report(investigation_id, ended))

    assert stored["events"][0]["data"]["from_phase_duration_ms"] == 5


def test_agent_appears_and_is_updated(api: Api, investigation_id: str) -> None:
    first = event("agent_updated", agent_name="x", status="busy", progress=10)

    before = progress_after(
        api, investigation_id, first, event("agent_updated", agent_name="y", status="idle", progress=0)
    )
    after = progress_after(api, investigation_id, event("agent_updated", agent_name="x", status="done", progress=100))

    assert before["agents"][0] == {"agent_name": "x", "status": "busy", "progress": 10, "logs": []}
    assert [(agent["agent_name"], agent["status"]) for agent in after["agents"]] == [("x", "done"), ("y", "idle")]


def test_error_ends_the_running_phase_in_error(api: Api, investigation_id: str) -> None:
    failed = event("error_occurred", error_message="m", error_type="execution_error", recoverable=False)

    progress = progress_after(api, investigation_id, event("phase_changed", to_phase="a"), failed)

    assert [(phase["phase_name"], phase["status"]) for phase in progress["phases"]] == [("a", "error")]


def test_reports_keep_members_they_do_not_mention(api: Api, investigation_id: str, results: Document) -> None:
    before = api.changed(investigation_id, results=results, progress={"overall_progress": 5})

    after = api.reported(investigation_id, event("agent_updated", agent_name="x", status="busy", progress=1))

    assert (after["results"], after["settings"]) == (before["results"], before["settings"])
    assert after["progress"] == before["progress"] | {"agents": after["progress"]["agents"]}
