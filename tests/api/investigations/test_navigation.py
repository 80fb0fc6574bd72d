"""The step history, and moving back and forward in it (contract section 3)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, wrong_fields


def test_step_history_records_moves_of_every_actor(api: Api, api_for: ApiFor, settings: Document) -> None:
    investigation_id, executor = api.created(settings=settings), api_for(None, "wizard:run")
    document(api.navigate(investigation_id, step="PROGRESS"))
    executor.changed(investigation_id, status="COMPLETED", wizard_step="RESULTS")
    version = api.state(investigation_id)["version"]
    document(api.put(investigation_id, {"wizard_step": "SETTINGS", "version": version}))

    assert api.checkpoint(investigation_id)["navigation"] == {
        "entries": ["SETTINGS", "PROGRESS", "RESULTS", "SETTINGS"],
        "position": 3,
    }


def test_back_and_forward_move_in_the_history_by_the_rules_of_a_patch(api: Api, investigation_id: str) -> None:
    document(api.navigate(investigation_id, step="SETTINGS"))
    document(api.navigate(investigation_id, step="PROGRESS"))
    api.reported(investigation_id, event("progress_updated", percent_complete=40))
    cursor = api.cursor(investigation_id)

    back = document(api.navigate(investigation_id, direction="back"))
    assert (back["wizard_step"], back["status"], back["progress"]) == ("SETTINGS", "IN_PROGRESS", None)
    assert api.checkpoint(investigation_id)["navigation"] == {
        "entries": ["PROGRESS", "SETTINGS", "PROGRESS"],
        "position": 1,
    }

    forward = document(api.navigate(investigation_id, direction="forward"))
    assert (forward["wizard_step"], forward["version"]) == ("PROGRESS", back["version"] + 1)
    assert api.checkpoint(investigation_id)["navigation"]["position"] == 2
    events = api.events(investigation_id, after=cursor)
    steps = [envelope["data"] for envelope in events if envelope["event_type"] == "step_changed"]
    assert [(step["from_step"], step["to_step"], step["triggered_by"]) for step in steps] == [
        ("PROGRESS", "SETTINGS", "user_navigation"),
        ("SETTINGS", "PROGRESS", "investigation_started"),
    ]


def test_new_step_discards_the_forward_history(api: Api, investigation_id: str) -> None:
    api.navigate(investigation_id, step="SETTINGS")
    api.navigate(investigation_id, step="PROGRESS")
    api.navigate(investigation_id, direction="back")

    api.changed(investigation_id, wizard_step="PROGRESS")

    assert api.checkpoint(investigation_id)["navigation"] == {
        "entries": ["PROGRESS", "SETTINGS", "PROGRESS"],
        "position": 2,
    }
    problem(api.navigate(investigation_id, direction="forward"), 409, "invalid_transition")


def test_history_of_steps_is_bounded_and_keeps_the_newest(api: Api, investigation_id: str) -> None:
    for _ in range(30):
        document(api.navigate(investigation_id, step="SETTINGS"))
        document(api.navigate(investigation_id, step="PROGRESS"))

    navigation = api.checkpoint(investigation_id)["navigation"]

    assert navigation == {"entries": ["SETTINGS", "PROGRESS"] * 25, "position": 49}


@pytest.mark.parametrize("direction", ["back", "forward"])
def test_moving_past_either_end_of_the_step_history_is_refused(api: Api, investigation_id: str, direction: str) -> None:
    details = problem(api.navigate(investigation_id, direction=direction), 409, "invalid_transition")

    assert (details["from_value"], details["to_value"], details["allowed"]) == ("PROGRESS", direction, [])
    assert api.state(investigation_id)["version"] == 1


@pytest.mark.parametrize("step", ["PROGRESS", "RESULTS"])
def test_step_that_a_patch_could_not_reach_is_refused(api: Api, step: str) -> None:
    investigation_id = api.created()

    details = problem(api.navigate(investigation_id, step=step), 409, "invalid_transition")

    assert (details["field"], details["from_value"], details["to_value"]) == ("wizard_step", "SETTINGS", step)
    assert api.checkpoint(investigation_id)["navigation"] == {"entries": ["SETTINGS"], "position": 0}


def test_back_from_results_to_progress_is_refused_as_a_patch_is(api: Api, investigation_id: str) -> None:
    api.changed(investigation_id, status="COMPLETED", wizard_step="RESULTS")

    problem(api.navigate(investigation_id, direction="back"), 409, "invalid_transition")
    assert api.checkpoint(investigation_id)["navigation"]["position"] == 1


def test_executor_does_not_reset_another_users_investigation(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    problem(api_for(None, "wizard:run").navigate(investigation_id, step="SETTINGS"), 403, "forbidden")


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
def test_target_must_be_one_step_or_one_direction(api: Api, investigation_id: str, body: Document, field: str) -> None:
    assert field in wrong_fields(api.call("POST", f"/{investigation_id}/navigation", json=body))
