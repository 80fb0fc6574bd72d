"""The history of steps, back and forward in it (contract section 3)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, wrong_fields


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


def test_back_and_forward_move_in_the_history_by_the_rules_of_a_patch(api: Api, mine: str) -> None:
    document(api.navigate(mine, step="SETTINGS"))
    document(api.navigate(mine, step="PROGRESS"))
    api.reported(mine, event("progress_updated", percent_complete=40))
    cursor = api.cursor(mine)

    back = document(api.navigate(mine, direction="back"))
    assert (back["wizard_step"], back["status"], back["progress"]) == ("SETTINGS", "IN_PROGRESS", None)
    assert api.checkpoint(mine)["navigation"] == {"entries": ["PROGRESS", "SETTINGS", "PROGRESS"], "position": 1}

    forward = document(api.navigate(mine, direction="forward"))
    assert (forward["wizard_step"], forward["version"]) == ("PROGRESS", back["version"] + 1)
    assert api.checkpoint(mine)["navigation"]["position"] == 2
    told = api.events(mine, after=cursor)
    steps = [each["data"] for each in told if each["event_type"] == "step_changed"]
    assert [(each["from_step"], each["to_step"], each["triggered_by"]) for each in steps] == [
        ("PROGRESS", "SETTINGS", "user_navigation"),
        ("SETTINGS", "PROGRESS", "investigation_started"),
    ]


def test_new_step_forgets_what_lay_ahead(api: Api, mine: str) -> None:
    api.navigate(mine, step="SETTINGS")
    api.navigate(mine, step="PROGRESS")
    api.navigate(mine, direction="back")

    api.changed(mine, wizard_step="PROGRESS")

    assert api.checkpoint(mine)["navigation"] == {"entries": ["PROGRESS", "SETTINGS", "PROGRESS"], "position": 2}
    problem(api.navigate(mine, direction="forward"), 409, "invalid_transition")


def test_history_of_steps_is_bounded_and_keeps_the_newest(api: Api, mine: str) -> None:
    for _ in range(30):
        document(api.navigate(mine, step="SETTINGS"))
        document(api.navigate(mine, step="PROGRESS"))

    told = api.checkpoint(mine)["navigation"]

    assert told == {"entries": ["SETTINGS", "PROGRESS"] * 25, "position": 49}


@pytest.mark.parametrize("direction", ["back", "forward"])
def test_past_the_ends_of_the_history_there_is_nothing(api: Api, mine: str, direction: str) -> None:
    told = problem(api.navigate(mine, direction=direction), 409, "invalid_transition")

    assert (told["from_value"], told["to_value"], told["allowed"]) == ("PROGRESS", direction, [])
    assert api.state(mine)["version"] == 1


@pytest.mark.parametrize("step", ["PROGRESS", "RESULTS"])
def test_step_that_a_patch_could_not_reach_is_refused(api: Api, step: str) -> None:
    mine = api.created()

    told = problem(api.navigate(mine, step=step), 409, "invalid_transition")

    assert (told["field"], told["from_value"], told["to_value"]) == ("wizard_step", "SETTINGS", step)
    assert api.checkpoint(mine)["navigation"] == {"entries": ["SETTINGS"], "position": 0}


def test_back_from_results_to_progress_is_refused_as_a_patch_is(api: Api, mine: str) -> None:
    api.changed(mine, status="COMPLETED", wizard_step="RESULTS")

    problem(api.navigate(mine, direction="back"), 409, "invalid_transition")
    assert api.checkpoint(mine)["navigation"]["position"] == 1


def test_executor_does_not_begin_somebody_elses_investigation_anew(api: Api, api_for: ApiFor, mine: str) -> None:
    problem(api_for(None, "wizard:run").navigate(mine, step="SETTINGS"), 403, "forbidden")


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
def test_target_must_be_one_step_or_one_direction(api: Api, mine: str, body: Document, field: str) -> None:
    assert field in wrong_fields(api.call("POST", f"/{mine}/navigation", json=body))
