"""Refused attempts to change an investigation are noted, bounded, and in nobody's way (contract section 9)."""

from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, document, event, problem
from wizard_service.domain.audit import denied_attempts


def settle(app: Flask) -> None:
    """Wait for the writes that nobody waits for: one that is handed over later is done later."""
    app.extensions["wizard"].store.write(lambda _: None)


def noted(api: Api, investigation_id: str, **query: Any) -> list[Document]:
    settle(api.client.application)
    found: list[Document] = []
    while True:
        told = document(api.audit(investigation_id, "/refused", **query))
        found += told["items"]
        if told["next_cursor"] is None:
            return found
        query["cursor"] = told["next_cursor"]


@pytest.fixture
def mine(api: Api, settings: Document) -> str:
    return api.created(settings=settings)


def test_refused_attempts_are_told_to_the_owner_newest_first(api: Api, api_for: ApiFor, mine: str) -> None:
    viewer = api_for()
    api.share(mine, viewer.user_id, "viewer")
    refused = viewer.report(mine, event("progress_updated", percent_complete=1), {"X-Request-ID": "viewer-1"})
    problem(refused, 403, "forbidden")
    problem(viewer.call("DELETE", f"/{mine}/access/{viewer.user_id}"), 403, "forbidden")
    problem(api.put(mine, {"version": 1}), 409, "version_conflict")
    problem(api.patch(mine, {}, {"If-Match": '"other.1"'}), 412, "precondition_failed")
    problem(api.call("POST", f"/{mine}/retry"), 409, "invalid_transition")
    problem(api.delete(mine, {"If-Match": '"other.1"'}), 412, "precondition_failed")

    told = noted(api, mine)

    assert [(each["attempted"], each["code"]) for each in told] == [
        ("DELETE state", "precondition_failed"),
        ("POST retry", "invalid_transition"),
        ("PATCH state", "precondition_failed"),
        ("PUT state", "version_conflict"),
        ("DELETE access/<user_id>", "forbidden"),
        ("POST events", "forbidden"),
    ]
    assert {(each["investigation_id"], each["source"], each["version"]) for each in told} == {(mine, "USER", 2)}
    assert told[-1]["actor"] == viewer.user_id
    assert told[-1]["request_id"] == "viewer-1"
    assert noted(api, mine, limit=2) == told
    assert noted(api, mine, actor=viewer.user_id) == told[-2:]


def test_other_errors_and_reads_are_no_refused_attempts(api: Api, api_for: ApiFor, mine: str) -> None:
    nobody = api_for(None, "openid")
    problem(nobody.get(mine), 403, "forbidden")
    problem(api.put(mine, {}), 428, "precondition_required")
    problem(api_for().put(mine, {}, {"If-Match": "*"}), 404, "not_found")
    api.put(mine, {"unknown": 1, "version": 1})
    problem(api.create(investigation_id=mine), 409, "already_exists")

    assert noted(api, mine) == []


def test_attempt_of_a_token_without_a_scope_is_noted_and_it_learns_nothing(
    api: Api, api_for: ApiFor, mine: str
) -> None:
    nobody = api_for(None, "openid")
    there, nowhere = (nobody.put(each, {}, {"If-Match": "*", "X-Request-ID": "r"}) for each in (mine, "nowhere"))

    assert (there.status_code, there.text) == (403, nowhere.text)
    assert [each["actor"] for each in noted(api, mine)] == [nobody.user_id]


def test_refused_attempts_are_the_owners_of_their_time(api: Api, api_for: ApiFor, mine: str) -> None:
    api.call("POST", f"/{mine}/retry")
    settle(api.client.application)
    api.delete(mine, {"If-Match": "*"})
    other = api_for()
    other.create(investigation_id=mine)

    assert noted(other, mine) == []
    assert [each["attempted"] for each in noted(api, mine)] == ["POST retry"]


def test_newest_refused_attempts_are_kept(
    api: Api, mine: str, settings: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(denied_attempts, "MAX_PER_INVESTIGATION", 5)
    beside = api.created(settings=settings)
    api.call("POST", f"/{beside}/retry")
    for number in range(12):
        api.call("POST", f"/{mine}/retry", {"X-Request-ID": f"r{number}"})
        settle(api.client.application)

    assert [each["request_id"] for each in noted(api, mine)] == ["r11", "r10", "r9", "r8", "r7"]
    assert len(noted(api, beside)) == 1


def test_refused_attempts_are_bounded_altogether(
    api: Api, mine: str, settings: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.call("POST", f"/{mine}/retry")
    assert len(noted(api, mine)) == 1
    monkeypatch.setattr(denied_attempts, "MAX_ALL", 3)

    beside = api.created(settings=settings)
    for _ in range(5):
        api.call("POST", f"/{beside}/retry")

    assert (len(noted(api, beside)), len(noted(api, mine))) == (3, 0)


def test_mismatched_key_is_a_refused_attempt(api: Api, mine: str) -> None:
    for _ in range(2):
        answer = api.put(mine, {"version": 1}, {"Idempotency-Key": "k"})
    api.put(mine, {"version": 1, "wizard_step": "SETTINGS"}, {"Idempotency-Key": "k"})

    assert answer.status_code == 200
    assert [each["code"] for each in noted(api, mine)] == ["idempotency_mismatch"]
