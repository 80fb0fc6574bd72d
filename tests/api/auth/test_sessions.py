"""What browsers use in place of a header: the session cookie and one-time tickets (contract section 2)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.api.client import BASE, Api, ApiFor, document, problem

OWN_ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def browser(service: Flask, api: Api) -> FlaskClient:
    """Return a client that has a session of the user's, and no header."""
    client = service.test_client()
    response = client.post(f"{BASE}/session", headers={"Authorization": f"Bearer {api.token}"})
    assert response.status_code == 204
    return client


def ticket_of(api: Api) -> str:
    response = api.call("POST", "/tickets")
    return str(document(response, 201)["ticket"])


def stream(api: Api, investigation_id: str, ticket: str) -> TestResponse:
    """Open a stream with nothing but a ticket, and leave."""
    response = api.client.get(f"{api.base}/{investigation_id}/stream", query_string={"ticket": ticket})
    response.close()
    return response


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(api: Api) -> None:
    response = api.call("POST", "/session")

    (cookie,) = response.headers.getlist("Set-Cookie")
    attributes = {each.strip().partition("=")[0].lower(): each.strip().partition("=")[2] for each in cookie.split(";")}
    assert "httponly" in attributes
    assert attributes["samesite"] == "Strict"
    assert 0 < int(attributes["max-age"]) <= 600


def test_session_is_secure_over_https(api: Api) -> None:
    response = api.call("POST", "/session", base_url="https://localhost")

    assert "Secure" in response.headers["Set-Cookie"]


def test_cookie_reads(browser: FlaskClient, api: Api) -> None:
    mine = api.created()

    assert browser.get(f"{BASE}/{mine}/state").data == api.get(mine).data


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "origin", [None, "https://localhost", "http://localhost:8080", "http://evil.example", "null", "", "http://["]
)
def test_cookie_changes_nothing_for_pages_from_elsewhere(
    browser: FlaskClient, api: Api, method: str, origin: str | None
) -> None:
    mine = api.created()
    path = f"{BASE}/investigations" if method == "POST" else f"{BASE}/{mine}/state"
    headers = {"If-Match": "*"} | ({} if origin is None else {"Origin": origin})

    problem(browser.open(path, method=method, headers=headers, json={}), 403, "origin_refused")
    assert api.state(mine)["version"] == 1


def test_cookie_changes_something_for_own_pages(browser: FlaskClient, api: Api) -> None:
    mine = api.created()

    response = browser.put(f"{BASE}/{mine}/state", headers=OWN_ORIGIN, json={"version": 1})

    assert document(response)["version"] == 2


def test_cookie_makes_no_new_session(browser: FlaskClient) -> None:
    problem(browser.post(f"{BASE}/session", headers=OWN_ORIGIN), 401, "unauthorized")


def test_ended_session_opens_nothing(browser: FlaskClient, api: Api) -> None:
    mine = api.created()

    assert browser.delete(f"{BASE}/session", headers=OWN_ORIGIN).status_code == 204

    problem(browser.get(f"{BASE}/{mine}/state"), 401, "unauthorized")


def test_session_cookie_of_nonsense_is_unauthorized(service: Flask) -> None:
    client = service.test_client()
    client.set_cookie("wizard_session", "nonsense")

    response = client.get(f"{BASE}/x/state")

    problem(response, 401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_ticket_lives_30_seconds_at_most(api: Api) -> None:
    response = api.call("POST", "/tickets")

    told = document(response, response.status_code)
    assert told.keys() == {"ticket", "expires_in"}
    assert 0 < told["expires_in"] <= 30


def test_ticket_opens_a_stream_once(api: Api) -> None:
    mine, ticket = api.created(), ticket_of(api)

    first, second = stream(api, mine, ticket), stream(api, mine, ticket)

    assert (first.status_code, first.mimetype) == (200, "text/event-stream")
    problem(second, 401, "unauthorized")


def test_ticket_is_its_users(api: Api, api_for: ApiFor) -> None:
    problem(stream(api, api.created(), ticket_of(api_for())), 404, "not_found")


def test_ticket_of_nonsense_opens_nothing(api: Api) -> None:
    for ticket in ("nonsense", "\u0000", "x" * 10_000, api.token):
        problem(stream(api, api.created(), ticket), 401, "unauthorized")


@pytest.mark.parametrize("path", ["state", "poll"])
def test_ticket_opens_nothing_but_streams(api: Api, path: str) -> None:
    mine, ticket = api.created(), ticket_of(api)

    response = api.client.get(f"{api.base}/{mine}/{path}", query_string={"ticket": ticket})

    problem(response, 401, "unauthorized")
    assert stream(api, mine, ticket).status_code == 200


def test_tickets_differ(api: Api) -> None:
    assert len({ticket_of(api) for _ in range(20)}) == 20
