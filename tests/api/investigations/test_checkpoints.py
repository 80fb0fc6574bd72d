"""Checkpoints: the step to resume and the allowed actions (contract section 3)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, problem
from wizard_service.config import FeatureFlags


def test_checkpoint_of_a_new_investigation(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    state = api.state(investigation_id)

    checkpoint = api.checkpoint(investigation_id)

    assert checkpoint == {
        "investigation_id": investigation_id,
        "wizard_step": "SETTINGS",
        "status": "IN_PROGRESS",
        "version": 1,
        "cursor": api.cursor(investigation_id),
        "resume_step": "SETTINGS",
        "navigation": {"entries": ["SETTINGS"], "position": 0},
        "stale": False,
        "role": "owner",
        "actions": ["resume", "cancel"],
        "last_accessed": state["created_at"],
        "updated_at": state["updated_at"],
    }


@pytest.mark.parametrize(
    ("status", "resume_step", "actions"),
    [
        ("IN_PROGRESS", "PROGRESS", ["resume", "cancel"]),
        ("ERROR", "PROGRESS", ["retry", "cancel", "archive", "start_fresh"]),
        ("COMPLETED", "RESULTS", ["view_results", "archive", "start_fresh"]),
        ("CANCELLED", "PROGRESS", ["archive", "start_fresh"]),
    ],
)
def test_checkpoint_shows_the_step_to_resume_and_the_allowed_actions(
    api: Api, investigation_id: str, status: str, resume_step: str, actions: list[str]
) -> None:
    api.changed(investigation_id, status=status)

    checkpoint = api.checkpoint(investigation_id)

    assert (checkpoint["wizard_step"], checkpoint["resume_step"], checkpoint["actions"]) == (
        "PROGRESS",
        resume_step,
        actions,
    )


def test_viewer_may_only_watch(api: Api, api_for: ApiFor, investigation_id: str, results: Document) -> None:
    viewer = api_for()
    api.share(investigation_id, viewer.user_id, "viewer")
    checkpoint = viewer.checkpoint(investigation_id)
    assert (checkpoint["role"], checkpoint["actions"]) == ("viewer", ["resume"])

    api.changed(investigation_id, status="COMPLETED", results=results)
    assert viewer.checkpoint(investigation_id)["actions"] == ["view_results"]


def test_access_by_a_scope_is_no_role(api_for: ApiFor, investigation_id: str) -> None:
    assert api_for(None, "wizard:read", "wizard:run").checkpoint(investigation_id)["role"] is None


def test_read_only_token_of_the_owner_is_offered_and_allowed_no_changes(
    api: Api, api_for: ApiFor, investigation_id: str
) -> None:
    reader = api_for(api.user_id, "wizard:read")

    assert reader.checkpoint(investigation_id)["actions"] == ["resume"]
    problem(reader.call("POST", f"/{investigation_id}/cancel"), 403, "forbidden")


def test_checkpoints_and_navigation_can_be_disabled(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    api = api_for(app=service_with(features=FeatureFlags(state_recovery=False)))
    investigation_id = api.running(settings)

    problem(api.call("GET", f"/{investigation_id}/checkpoint"), 404, "feature_disabled")
    problem(api.navigate(investigation_id, step="SETTINGS"), 404, "feature_disabled")
    assert api.call("POST", f"/{investigation_id}/cancel").status_code == 200
