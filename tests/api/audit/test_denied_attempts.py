"""Denied attempts to change an investigation are recorded, and bounded in number (contract section 9)."""

from typing import Any

import pytest

from tests.support.api.audit import settle
from tests.support.api.client import Api, ApiFor, Document, document, event, problem
from wizard_service.domain.audit import denied_attempts


def denied(api: Api, investigation_id: str, **query: Any) -> list[Document]:
    """Return the recorded attempts of all pages."""
    settle(api.client.application)
    attempts: list[Document] = []
    while True:
        page = document(api.audit(investigation_id, "/refused", **query))
        attempts += page["items"]
        if page["next_cursor"] is None:
            return attempts
        query["cursor"] = page["next_cursor"]


@pytest.fixture
def investigation_id(api: Api, settings: Document) -> str:
    return api.created(settings=settings)


def test_the_owner_reads_denied_attempts_newest_first(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    viewer = api_for()
    api.share(investigation_id, viewer.user_id, "viewer")
    refused = viewer.report(
        investigation_id, event("progress_updated", percent_complete=1), {"X-Request-ID": "viewer-1"}
    )
    problem(refused, 403, "forbidden")
    problem(viewer.call("DELETE", f"/{investigation_id}/access/{api.user_id}"), 403, "forbidden")
    problem(api.put(investigation_id, {"version": 1}), 409, "version_conflict")
    problem(api.patch(investigation_id, {}, {"If-Match": '"other.1"'}), 412, "precondition_failed")
    problem(api.call("POST", f"/{investigation_id}/retry"), 409, "invalid_transition")
    problem(api.delete(investigation_id, {"If-Match": '"other.1"'}), 412, "precondition_failed")

    attempts = denied(api, investigation_id)

    assert [(attempt["attempted"], attempt["code"]) for attempt in attempts] == [
        ("DELETE state", "precondition_failed"),
        ("POST retry", "invalid_transition"),
        ("PATCH state", "precondition_failed"),
        ("PUT state", "version_conflict"),
        ("DELETE access/<user_id>", "forbidden"),
        ("POST events", "forbidden"),
    ]
    assert {(a["investigation_id"], a["source"], a["version"]) for a in attempts} == {(investigation_id, "USER", 3)}
    assert attempts[-1]["actor"] == viewer.user_id
    assert attempts[-1]["request_id"] == "viewer-1"
    assert denied(api, investigation_id, limit=2) == attempts
    assert denied(api, investigation_id, actor=viewer.user_id) == attempts[-2:]


def test_other_errors_and_reads_are_not_recorded(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    unscoped = api_for(None, "openid")
    problem(unscoped.get(investigation_id), 403, "forbidden")
    problem(api.put(investigation_id, {}), 428, "precondition_required")
    problem(api_for().put(investigation_id, {}, {"If-Match": "*"}), 404, "not_found")
    api.put(investigation_id, {"unknown": 1, "version": 1})
    problem(api.create(investigation_id=investigation_id), 409, "already_exists")

    assert denied(api, investigation_id) == []


def test_an_attempt_without_a_scope_is_recorded_if_the_caller_can_see_the_investigation(
    api: Api, api_for: ApiFor, investigation_id: str
) -> None:
    unscoped, stranger = api_for(api.user_id, "openid"), api_for(None, "openid")
    headers = {"If-Match": "*", "X-Request-ID": "r"}
    existing, missing = unscoped.put(investigation_id, {}, headers), unscoped.put("missing", {}, headers)

    problem(stranger.put(investigation_id, {}, headers), 403, "forbidden")

    assert (existing.status_code, existing.text) == (403, missing.text)
    assert [attempt["actor"] for attempt in denied(api, investigation_id)] == [unscoped.user_id]


def test_denied_attempts_stay_with_the_owner_of_a_deleted_investigation(
    api: Api, api_for: ApiFor, investigation_id: str
) -> None:
    api.call("POST", f"/{investigation_id}/retry")
    settle(api.client.application)
    api.delete(investigation_id, {"If-Match": "*"})
    other = api_for()
    problem(other.create(investigation_id=investigation_id), 409, "already_exists")

    problem(other.audit(investigation_id, "/refused"), 404, "not_found")
    assert [attempt["attempted"] for attempt in denied(api, investigation_id)] == ["POST retry"]


def test_the_newest_attempts_of_an_investigation_are_kept(
    api: Api, investigation_id: str, settings: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(denied_attempts, "MAX_PER_INVESTIGATION", 5)
    other = api.created(settings=settings)
    api.call("POST", f"/{other}/retry")
    for number in range(12):
        api.call("POST", f"/{investigation_id}/retry", {"X-Request-ID": f"r{number}"})
        settle(api.client.application)

    assert [attempt["request_id"] for attempt in denied(api, investigation_id)] == ["r11", "r10", "r9", "r8", "r7"]
    assert len(denied(api, other)) == 1


def test_the_newest_attempts_of_an_actor_are_kept(
    api: Api, investigation_id: str, settings: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.call("POST", f"/{investigation_id}/retry")
    assert len(denied(api, investigation_id)) == 1
    monkeypatch.setattr(denied_attempts, "MAX_PER_ACTOR", 3)

    other = api.created(settings=settings)
    for _ in range(5):
        api.call("POST", f"/{other}/retry")

    assert (len(denied(api, other)), len(denied(api, investigation_id))) == (3, 0)


def test_attempts_of_others_never_delete_those_of_an_actor(
    api: Api, api_for: ApiFor, investigation_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, stranger = api_for(), api_for(None, "wizard:read")
    api.share(investigation_id, viewer.user_id, "viewer")
    problem(viewer.report(investigation_id, event("progress_updated", percent_complete=1)), 403, "forbidden")
    monkeypatch.setattr(denied_attempts, "MAX_PER_INVESTIGATION", 3)
    monkeypatch.setattr(denied_attempts, "MAX_PER_ACTOR", 3)

    for _ in range(6):
        problem(stranger.put(investigation_id, {}, {"If-Match": "*"}), 403, "forbidden")
        problem(api.call("POST", f"/{investigation_id}/retry"), 409, "invalid_transition")

    actors = [attempt["actor"] for attempt in denied(api, investigation_id)]
    assert actors == [api.user_id] * 3 + [viewer.user_id]


def test_a_mismatched_idempotency_key_is_a_denied_attempt(api: Api, investigation_id: str) -> None:
    for _ in range(2):
        answer = api.put(investigation_id, {"version": 1}, {"Idempotency-Key": "k"})
    api.put(investigation_id, {"version": 1, "wizard_step": "SETTINGS"}, {"Idempotency-Key": "k"})

    assert answer.status_code == 200
    assert [attempt["code"] for attempt in denied(api, investigation_id)] == ["idempotency_mismatch"]
