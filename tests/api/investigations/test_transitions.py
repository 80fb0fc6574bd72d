"""Steps and statuses change only as the contract allows (contract section 3)."""

from itertools import product

import pytest

from tests.support.api.client import Api, Document, problem

STEPS = ("SETTINGS", "PROGRESS", "RESULTS")
STATUSES = ("IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED")
NEXT_STATUSES = {"IN_PROGRESS": ["COMPLETED", "ERROR", "CANCELLED"], "ERROR": ["IN_PROGRESS", "CANCELLED"]}
# Every step and status an investigation can have; results are shown once it is over.
REACHABLE = [
    (step, status) for step, status in product(STEPS, STATUSES) if step != "RESULTS" or status in ("COMPLETED", "ERROR")
]


def investigation_at(api: Api, settings: Document, step: str, status: str) -> str:
    """Return the id of a new investigation that was moved to this step and status."""
    investigation_id = api.created(settings=settings)
    if step != "SETTINGS":
        api.changed(investigation_id, wizard_step="PROGRESS")
    if status != "IN_PROGRESS":
        api.changed(investigation_id, status=status)
    if step == "RESULTS":
        api.changed(investigation_id, wizard_step="RESULTS")
    state = api.state(investigation_id)
    assert (state["wizard_step"], state["status"]) == (step, status)
    return investigation_id


def is_allowed(step: str, status: str, to: str) -> bool:
    if to in ("SETTINGS", step):
        return True
    return (step, to) == ("SETTINGS", "PROGRESS") or (
        (step, to) == ("PROGRESS", "RESULTS") and status in ("COMPLETED", "ERROR")
    )


@pytest.mark.parametrize(("step", "status"), REACHABLE)
@pytest.mark.parametrize("to", STEPS)
def test_step_changes_as_allowed_and_no_other_way(
    api: Api, settings: Document, step: str, status: str, to: str
) -> None:
    investigation_id = investigation_at(api, settings, step, status)
    version = api.state(investigation_id)["version"]

    response = api.change(investigation_id, wizard_step=to)

    if is_allowed(step, status, to):
        assert response.status_code == 200
        assert api.state(investigation_id)["wizard_step"] == to
        return
    details = problem(response, 409, "invalid_transition")
    assert (details["from_value"], details["to_value"]) == (step, to)
    assert to not in details["allowed"]
    assert all(end in details["detail"] for end in (step, to))
    assert api.state(investigation_id)["version"] == version


@pytest.mark.parametrize(("step", "status"), [pair for pair in REACHABLE if pair[0] == "PROGRESS"])
@pytest.mark.parametrize("to", STATUSES)
def test_status_changes_as_allowed_and_no_other_way(
    api: Api, settings: Document, step: str, status: str, to: str
) -> None:
    investigation_id = investigation_at(api, settings, step, status)

    response = api.change(investigation_id, status=to)

    allowed = NEXT_STATUSES.get(status, [])
    if to == status or to in allowed:
        assert response.status_code == 200
        assert api.state(investigation_id)["status"] == to
        return
    details = problem(response, 409, "invalid_transition")
    assert (details["from_value"], details["to_value"], details["allowed"]) == (status, to, allowed)
    assert all(end in details["detail"] for end in (status, to))
    assert api.state(investigation_id)["status"] == status


@pytest.mark.parametrize(("step", "status"), [pair for pair in REACHABLE if pair[0] != "SETTINGS"])
def test_return_to_settings_drops_progress_and_results(
    api: Api, settings: Document, results: Document, step: str, status: str
) -> None:
    investigation_id = investigation_at(api, settings, step, status)
    api.changed(investigation_id, progress={"overall_progress": 50}, results=results)

    state = api.changed(investigation_id, wizard_step="SETTINGS")

    assert (state["wizard_step"], state["progress"], state["results"]) == ("SETTINGS", None, None)
    assert state["settings"]["name"] == settings["name"]
    assert api.changed(investigation_id, settings={"name": "new"})["settings"]["name"] == "new"
    assert api.changed(investigation_id, wizard_step="PROGRESS")["status"] == "IN_PROGRESS"


@pytest.mark.parametrize(("step", "status"), [pair for pair in REACHABLE if pair[0] != "SETTINGS"])
@pytest.mark.parametrize("change", [{"name": "new"}, None])
def test_settings_do_not_change_outside_their_step(
    api: Api, settings: Document, step: str, status: str, change: Document | None
) -> None:
    investigation_id = investigation_at(api, settings, step, status)

    details = problem(api.change(investigation_id, settings=change), 409, "invalid_transition")

    assert details["allowed"] == ["SETTINGS"]
    assert api.state(investigation_id)["settings"]["name"] == settings["name"]


def test_same_settings_may_be_sent_outside_their_step(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)

    assert api.change(investigation_id, settings=settings, progress={"overall_progress": 1}).status_code == 200


@pytest.mark.parametrize(
    ("tools", "field"), [(None, "settings"), ([{"tool_name": "t", "enabled": False}], "settings.tools")]
)
def test_progress_needs_settings_with_an_enabled_tool_and_names_the_field(
    api: Api, settings: Document, tools: list[Document] | None, field: str
) -> None:
    given = {"settings": settings | {"tools": tools}} if tools else {}
    investigation_id = api.created(**given)

    details = problem(api.change(investigation_id, wizard_step="PROGRESS"), 409, "invalid_transition")

    assert (details["from_value"], details["to_value"]) == ("SETTINGS", "PROGRESS")
    navigated = problem(api.navigate(investigation_id, step="PROGRESS"), 409, "invalid_transition")
    created = problem(api.create(wizard_step="PROGRESS", **given), 409, "invalid_transition")
    for refusal in (details, navigated, created):
        assert [error["field"] for error in refusal["errors"]] == [field]


def test_settings_and_step_may_change_in_one_write(api: Api, settings: Document) -> None:
    investigation_id = api.created()

    state = api.changed(investigation_id, settings=settings, wizard_step="PROGRESS")

    assert (state["wizard_step"], state["version"]) == ("PROGRESS", 2)


def test_status_and_step_may_change_in_one_write(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings)

    state = api.changed(investigation_id, status="COMPLETED", wizard_step="RESULTS", results=results)

    assert (state["wizard_step"], state["status"], state["version"]) == ("RESULTS", "COMPLETED", 2)


@pytest.mark.parametrize(
    "members", [{"wizard_step": "RESULTS"}, {"status": "COMPLETED"}, {"status": "ERROR"}, {"status": "CANCELLED"}]
)
def test_investigation_is_not_created_in_results_or_ended(api: Api, settings: Document, members: Document) -> None:
    problem(api.create(settings=settings, **members), 409, "invalid_transition")


@pytest.mark.parametrize("status", ["COMPLETED", "ERROR", "CANCELLED"])
def test_investigation_is_not_created_in_progress_with_an_end_status(api: Api, settings: Document, status: str) -> None:
    problem(api.create(settings=settings, wizard_step="PROGRESS", status=status), 409, "invalid_transition")


def test_investigation_created_in_progress_has_started(api: Api, settings: Document) -> None:
    state = api.state(api.running(settings))

    assert state["progress"]["started_at"] == state["created_at"]


@pytest.mark.parametrize(
    ("step", "status", "change", "events"),
    [
        ("SETTINGS", "IN_PROGRESS", {"wizard_step": "PROGRESS"}, [("step_changed", "investigation_started")]),
        ("PROGRESS", "COMPLETED", {"wizard_step": "RESULTS"}, [("step_changed", "investigation_completed")]),
        (
            "RESULTS",
            "ERROR",
            {"wizard_step": "SETTINGS"},
            [("step_changed", "user_navigation"), ("status_changed", False)],
        ),
        ("PROGRESS", "IN_PROGRESS", {"status": "COMPLETED"}, [("status_changed", True)]),
        ("PROGRESS", "IN_PROGRESS", {"status": "CANCELLED"}, [("status_changed", True)]),
        ("PROGRESS", "IN_PROGRESS", {"status": "ERROR"}, [("status_changed", False)]),
        ("PROGRESS", "ERROR", {"status": "IN_PROGRESS"}, [("status_changed", False)]),
    ],
)
def test_transition_emits_an_event(
    api: Api, settings: Document, step: str, status: str, change: Document, events: list[tuple[str, object]]
) -> None:
    investigation_id = investigation_at(api, settings, step, status)
    cursor = api.cursor(investigation_id)

    api.changed(investigation_id, **change)

    update, *others = api.events(investigation_id, after=cursor)
    assert update["event_type"] == "state_updated"
    assert [(e["event_type"], e["data"].get("triggered_by", e["data"].get("final"))) for e in others] == events
    assert {envelope["version"] for envelope in others} == {update["version"]}
