"""Conditional writes to the letter of RFC 9110 section 13."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, document, problem

Method = Callable[[Api, str, dict[str, str]], TestResponse]
WRITES: dict[str, Method] = {
    "PUT": lambda api, investigation_id, headers: api.put(investigation_id, {}, headers),
    "PATCH": lambda api, investigation_id, headers: api.patch(investigation_id, {}, headers),
    "DELETE": lambda api, investigation_id, headers: api.delete(investigation_id, headers),
}
write = pytest.mark.parametrize("send", WRITES.values(), ids=WRITES)


@pytest.fixture
def investigation_id(api: Api) -> str:
    return api.created()


@write
@pytest.mark.parametrize("header", ["*", '"%"', 'W/"%"', '"a", "%-gzip"'])
@pytest.mark.parametrize("seen", [{}, {"If-Match": "*"}, {"If-Match": "{etag}"}], ids=["alone", "any", "tag"])
def test_write_is_refused_when_if_none_match_names_the_state(
    api: Api, investigation_id: str, send: Method, header: str, seen: dict[str, str]
) -> None:
    etag = api.get(investigation_id).headers["ETag"]
    sent = {name: value.format(etag=etag) for name, value in seen.items()}

    answer = send(api, investigation_id, sent | {"If-None-Match": header.replace("%", etag.strip('"'))})

    refused = problem(answer, 412, "precondition_failed")
    assert (refused["current_version"], refused["etag"], refused["state"]) == (1, etag, api.state(investigation_id))


@pytest.mark.parametrize(("method", "status"), [("PUT", 200), ("PATCH", 200), ("DELETE", 204)])
def test_write_is_accepted_when_if_none_match_names_something_else(
    api: Api, investigation_id: str, method: str, status: int
) -> None:
    answer = WRITES[method](api, investigation_id, {"If-Match": "*", "If-None-Match": '"a", junk'})

    assert answer.status_code == status


@write
def test_if_none_match_does_not_replace_the_required_precondition(
    api: Api, investigation_id: str, send: Method
) -> None:
    problem(send(api, investigation_id, {"If-None-Match": '"a"'}), 428, "precondition_required")


@write
def test_condition_of_a_write_to_a_missing_resource_is_not_evaluated(api: Api, send: Method) -> None:
    for condition in ({"If-None-Match": "*"}, {"If-Match": "*"}, {"If-Match": '"a"'}):
        problem(send(api, "unknown", condition), 404, "not_found")


def test_repeated_write_is_answered_as_the_first_despite_its_outdated_conditions(
    api: Api, investigation_id: str
) -> None:
    etag = api.get(investigation_id).headers["ETag"]
    sent = {"Idempotency-Key": "once", "If-Match": etag, "If-None-Match": '"other"'}

    first, again = (api.put(investigation_id, {"progress": {"overall_progress": 1}}, sent) for _ in range(2))

    assert document(first) == document(again)
