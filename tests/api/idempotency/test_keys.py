"""Which keys there are, whose they are and what they are good for (contract section 3)."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import MERGE_PATCH, Api, ApiFor, Document, document, event, problem
from tests.support.api.idempotency import KEY, REPORT, same

Other = Callable[[Api, str], TestResponse]
OTHERS: dict[str, Other] = {
    "other data": lambda api, mine: api.report(mine, event("progress_updated", percent_complete=11), KEY),
    "a list of the same": lambda api, mine: api.report(mine, [REPORT], KEY),
    "another investigation": lambda api, _: api.report(api.created(), REPORT, KEY),
    "a put": lambda api, mine: api.put(mine, {"status": "ERROR"}, KEY | {"If-Match": "*"}),
    "a patch": lambda api, mine: api.patch(mine, {"status": "ERROR"}, KEY | {"If-Match": "*"}),
    "a creation": lambda api, _: api.call("POST", "/investigations", KEY, json={}),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_key_of_one_request_is_refused_for_another(api: Api, settings: Document, other: Other) -> None:
    mine = api.running(settings)
    api.report(mine, REPORT, KEY)

    problem(other(api, mine), 409, "idempotency_mismatch")
    assert api.state(mine)["version"] == 2


def test_key_belongs_to_its_user(api: Api, api_for: ApiFor, settings: Document) -> None:
    mine, executor = api.running(settings), api_for(None, "wizard:run")

    answers = [document(each.report(mine, REPORT, KEY)) for each in (api, executor)]

    assert [each["version"] for each in answers] == [2, 3]
    assert [each["events"][0]["actor"] for each in answers] == [api.user_id, executor.user_id]


def test_refused_request_leaves_its_key_unused(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    problem(api.put(mine, {"progress": {"overall_progress": 1}, "version": 7}, KEY), 409, "version_conflict")

    assert document(api.put(mine, {"progress": {"overall_progress": 1}, "version": 1}, KEY))["version"] == 2


@pytest.mark.parametrize("key", ["", " ", "\t", "x" * 256, "a\x00b", "a\x7fb"])
def test_key_that_is_empty_too_long_or_unprintable_is_a_bad_request(api: Api, settings: Document, key: str) -> None:
    mine = api.running(settings)

    for method, path, body in (
        ("POST", "/investigations", {}),
        ("PUT", f"/{mine}/state", {"version": 1}),
        ("PATCH", f"/{mine}/state", {"version": 1}),
        ("POST", f"/{mine}/events", REPORT),
    ):
        sent = {"Idempotency-Key": key, "Content-Type": MERGE_PATCH}
        problem(api.call(method, path, sent, json=body), 400, "bad_request")
    assert api.state(mine)["version"] == 1


@pytest.mark.parametrize("key", ["a", "x" * 255, "4b6f-1 2:3", '"quoted"', "é"])
def test_any_printable_key_of_up_to_255_characters_works(api: Api, settings: Document, key: str) -> None:
    mine = api.running(settings)

    answers = [api.report(mine, REPORT, {"Idempotency-Key": key}) for _ in range(2)]

    assert same(*answers)
    assert document(answers[0])["version"] == 2
