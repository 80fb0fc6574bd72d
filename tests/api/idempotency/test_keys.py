"""Idempotency keys: their syntax, their user and the request they belong to (contract section 3)."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import MERGE_PATCH, Api, ApiFor, Document, document, event, problem
from tests.support.api.idempotency import KEY, REPORT, same

Other = Callable[[Api, str], TestResponse]
OTHERS: dict[str, Other] = {
    "other data": lambda api, investigation_id: api.report(
        investigation_id, event("progress_updated", percent_complete=11), KEY
    ),
    "a list of the same": lambda api, investigation_id: api.report(investigation_id, [REPORT], KEY),
    "another investigation": lambda api, _: api.report(api.created(), REPORT, KEY),
    "a put": lambda api, investigation_id: api.put(investigation_id, {"status": "ERROR"}, KEY | {"If-Match": "*"}),
    "a patch": lambda api, investigation_id: api.patch(investigation_id, {"status": "ERROR"}, KEY | {"If-Match": "*"}),
    "a creation": lambda api, _: api.call("POST", "/investigations", KEY, json={}),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_key_of_one_request_is_refused_for_another(api: Api, settings: Document, other: Other) -> None:
    investigation_id = api.running(settings)
    api.report(investigation_id, REPORT, KEY)

    problem(other(api, investigation_id), 409, "idempotency_mismatch")
    assert api.state(investigation_id)["version"] == 2


def test_key_belongs_to_its_user(api: Api, api_for: ApiFor, settings: Document) -> None:
    investigation_id, executor = api.running(settings), api_for(None, "wizard:run")

    answers = [document(caller.report(investigation_id, REPORT, KEY)) for caller in (api, executor)]

    assert [answer["version"] for answer in answers] == [2, 3]
    assert [answer["events"][0]["actor"] for answer in answers] == [api.user_id, executor.user_id]


def test_refused_request_leaves_its_key_unused(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    problem(
        api.put(investigation_id, {"progress": {"overall_progress": 1}, "version": 7}, KEY), 409, "version_conflict"
    )

    assert document(api.put(investigation_id, {"progress": {"overall_progress": 1}, "version": 1}, KEY))["version"] == 2


@pytest.mark.parametrize("key", ["", " ", "\t", "x" * 256, "a\x00b", "a\x7fb"])
def test_key_that_is_empty_too_long_or_unprintable_is_a_bad_request(api: Api, settings: Document, key: str) -> None:
    investigation_id = api.running(settings)

    for method, path, body in (
        ("POST", "/investigations", {}),
        ("PUT", f"/{investigation_id}/state", {"version": 1}),
        ("PATCH", f"/{investigation_id}/state", {"version": 1}),
        ("POST", f"/{investigation_id}/events", REPORT),
    ):
        sent = {"Idempotency-Key": key, "Content-Type": MERGE_PATCH}
        problem(api.call(method, path, sent, json=body), 400, "bad_request")
    assert api.state(investigation_id)["version"] == 1


@pytest.mark.parametrize("key", ["a", "x" * 255, "4b6f-1 2:3", '"quoted"', "é"])
def test_any_printable_key_of_up_to_255_characters_works(api: Api, settings: Document, key: str) -> None:
    investigation_id = api.running(settings)

    answers = [api.report(investigation_id, REPORT, {"Idempotency-Key": key}) for _ in range(2)]

    assert same(*answers)
    assert document(answers[0])["version"] == 2
