"""Conditional writes to the letter of RFC 9110 section 13."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, document, problem

Method = Callable[[Api, str, dict[str, str]], TestResponse]
WRITES: dict[str, Method] = {
    "PUT": lambda api, mine, headers: api.put(mine, {}, headers),
    "PATCH": lambda api, mine, headers: api.patch(mine, {}, headers),
    "DELETE": lambda api, mine, headers: api.delete(mine, headers),
}
write = pytest.mark.parametrize("send", WRITES.values(), ids=WRITES)


@pytest.fixture
def mine(api: Api) -> str:
    return api.created()


@write
@pytest.mark.parametrize("header", ["*", '"%"', 'W/"%"', '"a", "%-gzip"'])
@pytest.mark.parametrize("seen", [{}, {"If-Match": "*"}, {"If-Match": "{etag}"}], ids=["alone", "any", "tag"])
def test_write_is_refused_when_if_none_match_names_the_state(
    api: Api, mine: str, send: Method, header: str, seen: dict[str, str]
) -> None:
    etag = api.get(mine).headers["ETag"]
    sent = {name: value.format(etag=etag) for name, value in seen.items()}

    answer = send(api, mine, sent | {"If-None-Match": header.replace("%", etag.strip('"'))})

    refused = problem(answer, 412, "precondition_failed")
    assert (refused["current_version"], refused["etag"], refused["state"]) == (1, etag, api.state(mine))


@pytest.mark.parametrize(("method", "status"), [("PUT", 200), ("PATCH", 200), ("DELETE", 204)])
def test_write_is_taken_when_if_none_match_names_something_else(api: Api, mine: str, method: str, status: int) -> None:
    assert WRITES[method](api, mine, {"If-Match": "*", "If-None-Match": '"a", junk'}).status_code == status


@write
def test_if_none_match_says_nothing_of_what_was_seen(api: Api, mine: str, send: Method) -> None:
    problem(send(api, mine, {"If-None-Match": '"a"'}), 428, "precondition_required")


@write
def test_condition_of_a_write_to_nothing_is_not_looked_at(api: Api, send: Method) -> None:
    for condition in ({"If-None-Match": "*"}, {"If-Match": "*"}, {"If-Match": '"a"'}):
        problem(send(api, "unknown", condition), 404, "not_found")


def test_repeated_write_is_answered_as_the_first_whatever_it_is_conditioned_on(api: Api, mine: str) -> None:
    etag = api.get(mine).headers["ETag"]
    sent = {"Idempotency-Key": "once", "If-Match": etag, "If-None-Match": '"other"'}

    first, again = (api.put(mine, {"progress": {"overall_progress": 1}}, sent) for _ in range(2))

    assert document(first) == document(again)
