"""Retry and cancel, checkpoints and the history of steps (contract section 3)."""

import pytest
from web_api import Api, ApiFor, Document, ServiceWith, document, event, problem, version_of, wrong_fields

from wizard_service.config import FeatureFlags

FAILED = event("error_occurred", error_message="m")


@pytest.fixture
def running(api: Api, settings: Document) -> str:
    return api.running(settings)


@pytest.fixture
def failed(api: Api, running: str) -> str:
    """Return an investigation in ERROR with tools and phases in every status."""
    api.reported(
        running,
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
    return running


def test_retry_takes_an_error_up_again_and_leaves_what_failed_to_be_run(api: Api, failed: str) -> None:
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
    assert tools["broken"] == {"tool_name": "broken", "status": "PENDING", "percent_complete": 0.0}
    phases = {phase["phase_name"]: phase["status"] for phase in state["progress"]["phases"]}
    assert phases == {"planning": "completed", "execution": "pending"}
    assert state["progress"]["logs"] == ["line"]
    told = api.events(failed, after=cursor)
    assert [each["event_type"] for each in told] == ["state_updated", "status_changed"]
    assert told[1]["data"] == {"from_status": "ERROR", "to_status": "IN_PROGRESS", "final": False}


def test_retry_from_results_leads_back_to_where_it_goes_on(api: Api, failed: str) -> None:
    api.changed(failed, wizard_step="RESULTS")
    cursor = api.cursor(failed)

    state = document(api.call("POST", f"/{failed}/retry"))

    assert (state["wizard_step"], state["status"]) == ("PROGRESS", "IN_PROGRESS")
    assert api.checkpoint(failed)["resume_step"] == "PROGRESS"
    told = [each["event_type"] for each in api.events(failed, after=cursor)]
    assert told == ["state_updated", "step_changed", "status_changed"]


def test_executor_goes_on_after_a_retry(api: Api, api_for: ApiFor, failed: str) -> None:
    executor = api_for(None, "wizard:run")
    document(executor.call("POST", f"/{failed}/retry"))

    state = executor.reported(failed, event("tool_execution_started", tool_name="broken"))

    assert [tool["status"] for tool in state["progress"]["tools_executed"] if tool["tool_name"] == "broken"] == [
        "IN_PROGRESS"
    ]


def test_cancel_ends_an_investigation_and_keeps_its_progress(api: Api, running: str) -> None:
    before, cursor = api.reported(running, event("progress_updated", percent_complete=40)), api.cursor(running)

    state = document(api.call("POST", f"/{running}/cancel"))

    assert (state["status"], state["progress"]) == ("CANCELLED", before["progress"])
    told = api.events(running, after=cursor)
    assert [each["event_type"] for each in told] == ["state_updated", "status_changed"]
    assert told[1]["data"]["final"] is True


@pytest.mark.parametrize(
    ("action", "status", "to", "allowed"),
    [
        ("retry", "IN_PROGRESS", "IN_PROGRESS", ["COMPLETED", "ERROR", "CANCELLED"]),
        ("retry", "COMPLETED", "IN_PROGRESS", []),
        ("retry", "CANCELLED", "IN_PROGRESS", []),
        ("cancel", "ERROR", "CANCELLED", ["IN_PROGRESS"]),
        ("cancel", "COMPLETED", "CANCELLED", []),
        ("cancel", "CANCELLED", "CANCELLED", []),
    ],
)
def test_command_from_another_status_names_both_ends(
    api: Api, running: str, action: str, status: str, to: str, allowed: list[str]
) -> None:
    version = api.changed(running, status=status)["version"]

    told = problem(api.call("POST", f"/{running}/{action}"), 409, "invalid_transition")

    assert (told["field"], told["from_value"], told["to_value"], told["allowed"]) == ("status", status, to, allowed)
    assert api.state(running)["version"] == version


@pytest.mark.parametrize(("action", "status"), [("retry", "ERROR"), ("cancel", "IN_PROGRESS")])
def test_command_sent_again_under_its_key_is_answered_again(api: Api, running: str, action: str, status: str) -> None:
    api.changed(running, status=status)
    key = {"Idempotency-Key": f"{action}-{running}"}

    first, second = (api.call("POST", f"/{running}/{action}", key) for _ in range(2))

    assert (second.status_code, second.data, second.headers["ETag"]) == (200, first.data, first.headers["ETag"])
    assert api.state(running)["version"] == version_of(first.headers["ETag"])


@pytest.mark.parametrize("target", [("retry", None), ("cancel", None), ("navigation", {"step": "SETTINGS"})])
def test_commands_are_for_editors_and_not_for_viewers(
    api: Api, api_for: ApiFor, running: str, target: tuple[str, Document | None]
) -> None:
    viewer, editor = api_for(), api_for()
    api.share(running, viewer.user_id, "viewer")
    api.share(running, editor.user_id, "editor")
    action, body = target
    if action == "retry":
        api.changed(running, status="ERROR")
    sent = {"json": body} if body else {}

    problem(viewer.call("POST", f"/{running}/{action}", **sent), 403, "forbidden")
    assert editor.call("POST", f"/{running}/{action}", **sent).status_code == 200


def test_checkpoint_of_a_new_investigation(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)
    state = api.state(mine)

    told = api.checkpoint(mine)

    assert told == {
        "investigation_id": mine,
        "wizard_step": "SETTINGS",
        "status": "IN_PROGRESS",
        "version": 1,
        "cursor": api.cursor(mine),
        "resume_step": "SETTINGS",
        "navigation": {"entries": ["SETTINGS"], "position": 0},
        "stale": False,
        "actions": ["resume", "cancel"],
        "last_accessed": state["created_at"],
        "updated_at": state["updated_at"],
    }


@pytest.mark.parametrize(
    ("status", "resume_step", "actions"),
    [
        ("IN_PROGRESS", "PROGRESS", ["resume", "cancel"]),
        ("ERROR", "PROGRESS", ["retry", "archive", "start_fresh"]),
        ("COMPLETED", "RESULTS", ["view_results", "archive", "start_fresh"]),
        ("CANCELLED", "PROGRESS", ["archive", "start_fresh"]),
    ],
)
def test_checkpoint_says_where_to_go_on_and_what_can_be_done(
    api: Api, running: str, status: str, resume_step: str, actions: list[str]
) -> None:
    api.changed(running, status=status)

    told = api.checkpoint(running)

    assert (told["wizard_step"], told["resume_step"], told["actions"]) == ("PROGRESS", resume_step, actions)


def test_viewer_may_look_on_only(api: Api, api_for: ApiFor, running: str, results: Document) -> None:
    viewer = api_for()
    api.share(running, viewer.user_id, "viewer")
    assert viewer.checkpoint(running)["actions"] == ["resume"]

    api.changed(running, status="COMPLETED", results=results)
    assert viewer.checkpoint(running)["actions"] == ["view_results"]


def test_reading_token_of_the_owner_changes_nothing(api: Api, api_for: ApiFor, running: str) -> None:
    reader = api_for(api.user_id, "wizard:read")

    assert reader.checkpoint(running)["actions"] == ["resume"]
    problem(reader.call("POST", f"/{running}/cancel"), 403, "forbidden")


def test_history_of_steps_grows_whoever_moves(api: Api, api_for: ApiFor, settings: Document) -> None:
    mine, executor = api.created(settings=settings), api_for(None, "wizard:run")
    document(api.navigate(mine, step="PROGRESS"))
    executor.changed(mine, status="COMPLETED", wizard_step="RESULTS")
    version = api.state(mine)["version"]
    document(api.put(mine, {"wizard_step": "SETTINGS", "version": version}))

    assert api.checkpoint(mine)["navigation"] == {
        "entries": ["SETTINGS", "PROGRESS", "RESULTS", "SETTINGS"],
        "position": 3,
    }


def test_back_and_forward_move_in_the_history_by_the_rules_of_a_patch(api: Api, running: str) -> None:
    document(api.navigate(running, step="SETTINGS"))
    document(api.navigate(running, step="PROGRESS"))
    api.reported(running, event("progress_updated", percent_complete=40))
    cursor = api.cursor(running)

    back = document(api.navigate(running, direction="back"))
    assert (back["wizard_step"], back["status"], back["progress"]) == ("SETTINGS", "IN_PROGRESS", None)
    assert api.checkpoint(running)["navigation"] == {"entries": ["PROGRESS", "SETTINGS", "PROGRESS"], "position": 1}

    forward = document(api.navigate(running, direction="forward"))
    assert (forward["wizard_step"], forward["version"]) == ("PROGRESS", back["version"] + 1)
    assert api.checkpoint(running)["navigation"]["position"] == 2
    told = api.events(running, after=cursor)
    steps = [each["data"] for each in told if each["event_type"] == "step_changed"]
    assert [(each["from_step"], each["to_step"], each["triggered_by"]) for each in steps] == [
        ("PROGRESS", "SETTINGS", "user_navigation"),
        ("SETTINGS", "PROGRESS", "investigation_started"),
    ]


def test_new_step_forgets_what_lay_ahead(api: Api, running: str) -> None:
    api.navigate(running, step="SETTINGS")
    api.navigate(running, step="PROGRESS")
    api.navigate(running, direction="back")

    api.changed(running, wizard_step="PROGRESS")

    assert api.checkpoint(running)["navigation"] == {"entries": ["PROGRESS", "SETTINGS", "PROGRESS"], "position": 2}
    problem(api.navigate(running, direction="forward"), 409, "invalid_transition")


def test_history_of_steps_is_bounded_and_keeps_the_newest(api: Api, running: str) -> None:
    for _ in range(30):
        document(api.navigate(running, step="SETTINGS"))
        document(api.navigate(running, step="PROGRESS"))

    told = api.checkpoint(running)["navigation"]

    assert told == {"entries": ["SETTINGS", "PROGRESS"] * 25, "position": 49}


@pytest.mark.parametrize("direction", ["back", "forward"])
def test_past_the_ends_of_the_history_there_is_nothing(api: Api, running: str, direction: str) -> None:
    told = problem(api.navigate(running, direction=direction), 409, "invalid_transition")

    assert (told["from_value"], told["to_value"], told["allowed"]) == ("PROGRESS", direction, [])
    assert api.state(running)["version"] == 1


@pytest.mark.parametrize("step", ["PROGRESS", "RESULTS"])
def test_step_that_a_patch_could_not_reach_is_refused(api: Api, step: str) -> None:
    mine = api.created()

    told = problem(api.navigate(mine, step=step), 409, "invalid_transition")

    assert (told["field"], told["from_value"], told["to_value"]) == ("wizard_step", "SETTINGS", step)
    assert api.checkpoint(mine)["navigation"] == {"entries": ["SETTINGS"], "position": 0}


def test_back_from_results_to_progress_is_refused_as_a_patch_is(api: Api, running: str) -> None:
    api.changed(running, status="COMPLETED", wizard_step="RESULTS")

    problem(api.navigate(running, direction="back"), 409, "invalid_transition")
    assert api.checkpoint(running)["navigation"]["position"] == 1


def test_executor_does_not_begin_somebody_elses_investigation_anew(api: Api, api_for: ApiFor, running: str) -> None:
    problem(api_for(None, "wizard:run").navigate(running, step="SETTINGS"), 403, "forbidden")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "step"),
        ({"step": "SETTINGS", "direction": "back"}, "step"),
        ({"step": "NOWHERE"}, "step"),
        ({"direction": "up"}, "direction"),
        ({"step": None}, "step"),
        ({"steps": "SETTINGS"}, "steps"),
    ],
)
def test_target_must_be_one_step_or_one_direction(api: Api, running: str, body: Document, field: str) -> None:
    assert field in wrong_fields(api.call("POST", f"/{running}/navigation", json=body))


def test_checkpoints_and_navigation_can_be_switched_off(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    api = api_for(app=service_with(features=FeatureFlags(state_recovery=False)))
    mine = api.running(settings)

    problem(api.call("GET", f"/{mine}/checkpoint"), 404, "feature_disabled")
    problem(api.navigate(mine, step="SETTINGS"), 404, "feature_disabled")
    assert api.call("POST", f"/{mine}/cancel").status_code == 200
