"""A request is refused for the rights of its caller before its body is looked at (contract section 1)."""

import pytest

from tests.support.api.client import JSON, Api, ApiFor, Document, document, problem, rules_under
from tests.support.api.templates import kept

# These need no right beyond a valid token, or take the token from the body.
WITHOUT_RIGHTS = {"begin_session", "end_session", "log_in", "create_ticket"}
# A view that reads it answers 400.
MALFORMED = b"[" * 10_000


def writes(api: Api) -> list[tuple[str, str]]:
    """Return method and path of every route that changes something an investigation or a template belongs to."""
    rules = rules_under(api.client.application, api.base)
    return [
        (method, rule.rule.removeprefix(api.base).replace("<path:user_id>", "friend"))
        for method, rule in rules
        if method in ("POST", "PUT", "PATCH", "DELETE") and rule.endpoint.rpartition(".")[2] not in WITHOUT_RIGHTS
    ]


def send(api: Api, method: str, path: str, investigation_id: str, template_id: str) -> Document:
    path = path.replace("<investigation_id>", investigation_id).replace("<template_id>", template_id)
    response = api.call(method, path, {"If-Match": "*", "Content-Type": JSON}, data=MALFORMED)
    return document(response, response.status_code) | {"path": f"{method} {path}"}


def test_no_route_looks_at_the_body_of_a_token_that_may_only_read(
    api: Api, api_for: ApiFor, settings: Document
) -> None:
    ids = api.running(settings), kept(api, settings)["template_id"]
    reader = api_for(api.user_id, "wizard:read")

    answers = [send(reader, *route, *ids) for route in writes(api)]

    assert len(answers) > 15
    assert [answer["path"] for answer in answers if answer["code"] != "forbidden"] == []


def test_no_route_looks_at_the_body_for_something_that_is_not_the_callers(
    api: Api, api_for: ApiFor, settings: Document
) -> None:
    ids = api.running(settings), kept(api, settings)["template_id"]
    routes = [route for route in writes(api) if "_id>" in route[1]]

    foreign = [send(api_for(), *route, *ids) for route in routes]
    unknown = [send(api, *route, "unknown", "unknown") for route in routes]

    assert len(routes) > 12
    assert [answer["path"] for answer in foreign + unknown if answer["code"] != "not_found"] == []


def test_a_request_that_was_answered_is_answered_again_when_its_investigation_is_gone(api: Api) -> None:
    investigation_id = api.created()
    keyed = {"If-Match": "*", "Idempotency-Key": "once"}

    first = api.delete(investigation_id, keyed)
    again = api.delete(investigation_id, keyed)

    assert (first.status_code, again.status_code) == (204, 204)
    problem(api.delete(investigation_id, {"If-Match": "*"}), 404, "not_found")


@pytest.mark.parametrize("path", ["/session", "/session/login"])
def test_a_request_without_credentials_has_a_short_body(api: Api, path: str) -> None:
    response = api.client.post(f"{api.base}{path}", data=b'{"token":"%s"}' % (b"x" * 20_000), content_type=JSON)

    # Login links are disabled by default, which is found out first.
    assert problem(response, *((413, "too_large") if path == "/session" else (404, "feature_disabled")))
