"""Retry and cancel (contract section 3)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, version_of

FAILED = event("error_occurred", error_message="m")


def by_name(state: Document, tool_name: str) -> Document:
    tools: list[Document] = state["progress"]["tools_executed"]
    return next(tool for tool in tools if tool["tool_name"] == tool_name)


@pytest.fixture
def failed(api: Api, investigation_id: str) -> str:
    """Return an investigation in ERROR with tools and phases in every status."""
    api.reported(
        investigation_id,
        event("phase_changed", from_phase="planning", to_phase="execution"),
        event("tool_execution_started", tool_name="done"),
        event("tool_execution_completed", tool_name="done", findings_count=2),
        event("tool_execution_error", tool_name="broken", error_message="m", retryable=True),
        event("tool_execution_error", tool_name="silent", error_message="m"),
        event("tool_execution_error", tool_name="hopeless", error_message="m", retryable=False),
        event("tool_execution_started", tool_name="cut off"),
        event("log_appended", lines=[{"message": "line"}]),
        FAILED,
    )
    return investigation_id


def test_retry_resumes_an_investigation_in_error_and_makes_failed_work_pending(api: Api, failed: str) -> None:
    before, cursor = api.state(failed), api.cursor(failed)

    answer = api.call("POST", f"/{failed}/retry")

    state = document(answer)
    assert (state["status"], state["version"]) == ("IN_PROGRESS", before["version"] + 1)
    assert version_of(answer.headers["ETag"]) == state["version"]
    assert state == api.state(failed)
    tools = {tool["tool_name"]: tool for tool in state["progress"]["tools_executed"]}
    assert {name: tool["status"] for name, tool in tools.items()} == {
        "done": "COMPLETED",
        "broken": "PENDING",
        "silent": "PENDING",
        "hopeless": "ERROR",
        "cut off": "PENDING",
    }
    failed_run = {name: value for name, value in by_name(before, "broken").items() if name != "tool_name"}
    assert tools["broken"] == {"tool_name": "broken", "status": "PENDING", "percent_complete": 0} | {
        "runs": [failed_run]
    }
    assert "runs" not in tools["done"]
    phases = {phase["phase_name"]: phase["status"] for phase in state["progress"]["phases"]}
    assert phases == {"planning": "completed", "execution": "pending"}
    assert state["progress"]["logs"] == ["line"]
    events = api.events(failed, after=cursor)
    assert [envelope["event_type"] for envelope in events] == ["state_updated", "status_changed"]
    assert events[1]["data"] == {"from_status": "ERROR", "to_status": "IN_PROGRESS", "final": False}


def test_retry_from_results_returns_to_progress(api: Api, failed: str) -> None:
    api.changed(failed, wizard_step="RESULTS")
    cursor = api.cursor(failed)

    state = document(api.call("POST", f"/{failed}/retry"))

    assert (state["wizard_step"], state["status"]) == ("PROGRESS", "IN_PROGRESS")
    assert api.checkpoint(failed)["resume_step"] == "PROGRESS"
    events = [envelope["event_type"] for envelope in api.events(failed, after=cursor)]
    assert events == ["state_updated", "step_changed", "status_changed"]


def test_executor_continues_after_a_retry(api: Api, api_for: ApiFor, failed: str) -> None:
    executor = api_for(None, "wizard:run")
    document(executor.call("POST", f"/{failed}/retry"))

    state = executor.reported(failed, event("tool_execution_started", tool_name="broken"))

    broken = by_name(state, "broken")
    assert (broken["status"], [run["status"] for run in broken["runs"]]) == ("IN_PROGRESS", ["ERROR"])
    written = api.changed(failed, progress=state["progress"])
    assert written["progress"] == state["progress"]


def test_cancel_ends_an_investigation_and_keeps_its_progress(api: Api, investigation_id: str) -> None:
    before, cursor = (
        api.reported(investigation_id, event("progress_updated", percent_complete=40)),
        api.cursor(investigation_id),
    )

    state = document(api.call("POST", f"/{investigation_id}/cancel"))

    assert (state["status"], state["progress"]) == ("CANCELLED", before["progress"])
    events = api.events(investigation_id, after=cursor)
    assert [envelope["event_type"] for envelope in events] == ["state_updated", "status_changed"]
    assert events[1]["data"]["final"] is True


def test_error_is_cancelled_and_its_reason_stays_in_the_state(api: Api, investigation_id: str) -> None:
    details = {"error_message": "m", "error_type": "timeout_error", "error_code": "E1", "recovery_action": "Wait."}
    at = "2026-01-15T10:00:00.000Z"
    failed = api.reported(investigation_id, event("error_occurred", timestamp=at, **details))
    assert failed["progress"]["error"] == details | {"occurred_at": at}
    cursor = api.cursor(investigation_id)

    state = document(api.call("POST", f"/{investigation_id}/cancel"))

    assert (state["status"], state["progress"]) == ("CANCELLED", failed["progress"])
    events = api.events(investigation_id, after=cursor)
    assert [envelope["event_type"] for envelope in events] == ["state_updated", "status_changed"]
    assert events[1]["data"] == {"from_status": "ERROR", "to_status": "CANCELLED", "final": True}


def test_executor_that_failed_may_be_retried_by_status(api: Api, api_for: ApiFor, settings: Document) -> None:
    investigation_id, executor = api.running(settings), api_for(None, "wizard:run")
    failure = event("error_occurred", error_message="m", error_type="system_error", recoverable=False)
    executor.reported(investigation_id, failure)

    assert api.changed(investigation_id, status="IN_PROGRESS")["status"] == "IN_PROGRESS"


def test_reason_of_an_error_is_gone_once_the_investigation_runs_again(api: Api, settings: Document) -> None:
    retried, patched, replaced = (api.running(settings) for _ in range(3))
    for investigation_id in (retried, patched, replaced):
        assert "error" in api.reported(investigation_id, FAILED)["progress"]

    document(api.call("POST", f"/{retried}/retry"))
    api.changed(patched, status="IN_PROGRESS")
    api.put(replaced, {"status": "IN_PROGRESS"}, {"If-Match": "*"})

    for investigation_id in (retried, patched, replaced):
        state = api.state(investigation_id)
        assert (state["status"], "error" in state["progress"]) == ("IN_PROGRESS", False)


def test_archived_investigation_in_error_offers_neither_retry_nor_cancel(api: Api, failed: str) -> None:
    assert api.checkpoint(failed)["actions"] == ["retry", "cancel", "archive", "start_fresh"]

    document(api.call("POST", f"/history/{failed}/archive"))

    assert api.checkpoint(failed)["actions"] == ["start_fresh"]
    assert document(api.call("GET", f"/history/{failed}"))["actions"] == ["start_fresh", "restore"]


@pytest.mark.parametrize(
    ("action", "status", "to", "allowed"),
    [
        ("retry", "IN_PROGRESS", "IN_PROGRESS", ["COMPLETED", "ERROR", "CANCELLED"]),
        ("retry", "COMPLETED", "IN_PROGRESS", []),
        ("retry", "CANCELLED", "IN_PROGRESS", []),
        ("cancel", "COMPLETED", "CANCELLED", []),
        ("cancel", "CANCELLED", "CANCELLED", []),
    ],
)
def test_command_from_another_status_names_both_ends(
    api: Api, investigation_id: str, action: str, status: str, to: str, allowed: list[str]
) -> None:
    version = api.changed(investigation_id, status=status)["version"]

    details = problem(api.call("POST", f"/{investigation_id}/{action}"), 409, "invalid_transition")

    assert (details["field"], details["from_value"], details["to_value"], details["allowed"]) == (
        "status",
        status,
        to,
        allowed,
    )
    assert api.state(investigation_id)["version"] == version


@pytest.mark.parametrize(("action", "status"), [("retry", "ERROR"), ("cancel", "IN_PROGRESS")])
def test_a_command_sent_again_under_its_key_gets_the_same_answer(
    api: Api, investigation_id: str, action: str, status: str
) -> None:
    api.changed(investigation_id, status=status)
    key = {"Idempotency-Key": f"{action}-{investigation_id}"}

    first, second = (api.call("POST", f"/{investigation_id}/{action}", key) for _ in range(2))

    assert (second.status_code, second.data, second.headers["ETag"]) == (200, first.data, first.headers["ETag"])
    assert api.state(investigation_id)["version"] == version_of(first.headers["ETag"])


@pytest.mark.parametrize("target", [("retry", None), ("cancel", None), ("navigation", {"step": "SETTINGS"})])
def test_commands_are_for_editors_and_not_for_viewers(
    api: Api, api_for: ApiFor, investigation_id: str, target: tuple[str, Document | None]
) -> None:
    viewer, editor = api_for(), api_for()
    api.share(investigation_id, viewer.user_id, "viewer")
    api.share(investigation_id, editor.user_id, "editor")
    action, body = target
    if action == "retry":
        api.changed(investigation_id, status="ERROR")
    sent = {"json": body} if body else {}

    problem(viewer.call("POST", f"/{investigation_id}/{action}", **sent), 403, "forbidden")
    assert editor.call("POST", f"/{investigation_id}/{action}", **sent).status_code == 200
