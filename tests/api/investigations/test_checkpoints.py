"""Checkpoints: where to go on, and what can be done (contract section 3)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, problem
from wizard_service.config import FeatureFlags


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
    api: Api, mine: str, status: str, resume_step: str, actions: list[str]
) -> None:
    api.changed(mine, status=status)

    told = api.checkpoint(mine)

    assert (told["wizard_step"], told["resume_step"], told["actions"]) == ("PROGRESS", resume_step, actions)


def test_viewer_may_look_on_only(api: Api, api_for: ApiFor, mine: str, results: Document) -> None:
    viewer = api_for()
    api.share(mine, viewer.user_id, "viewer")
    assert viewer.checkpoint(mine)["actions"] == ["resume"]

    api.changed(mine, status="COMPLETED", results=results)
    assert viewer.checkpoint(mine)["actions"] == ["view_results"]


def test_reading_token_of_the_owner_changes_nothing(api: Api, api_for: ApiFor, mine: str) -> None:
    reader = api_for(api.user_id, "wizard:read")

    assert reader.checkpoint(mine)["actions"] == ["resume"]
    problem(reader.call("POST", f"/{mine}/cancel"), 403, "forbidden")


def test_checkpoints_and_navigation_can_be_switched_off(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    api = api_for(app=service_with(features=FeatureFlags(state_recovery=False)))
    mine = api.running(settings)

    problem(api.call("GET", f"/{mine}/checkpoint"), 404, "feature_disabled")
    problem(api.navigate(mine, step="SETTINGS"), 404, "feature_disabled")
    assert api.call("POST", f"/{mine}/cancel").status_code == 200
