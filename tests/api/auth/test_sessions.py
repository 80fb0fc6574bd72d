"""Browsers authenticate with a session cookie or a one-time ticket (contract section 2)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.api.client import BASE, Api, ApiFor, document, problem

OWN_ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def browser(service: Flask, api: Api) -> FlaskClient:
    """Return a client that has the user's session cookie and sends no Authorization header."""
    client = service.test_client()
    response = client.post(f"{BASE}/session", headers={"Authorization": f"Bearer {api.token}"})
    assert response.status_code == 204
    return client


def ticket_of(api: Api) -> str:
    response = api.call("POST", "/tickets")
    return str(document(response, 201)["ticket"])


def stream(api: Api, investigation_id: str, ticket: str) -> TestResponse:
    """Open a stream with a ticket as the only credential, and close it."""
    response = api.client.get(f"{api.base}/{investigation_id}/stream", query_string={"ticket": ticket})
    response.close()
    return response


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(api: Api) -> None:
    response = api.call("POST", "/session")

    (cookie,) = response.headers.getlist("Set-Cookie")
    members = [member.strip().partition("=") for member in cookie.split(";")]
    attributes = {name.lower(): value for name, _, value in members}
    assert "httponly" in attributes
    assert attributes["samesite"] == "Strict"
    assert 0 < int(attributes["max-age"]) <= 600


def test_session_is_secure_over_https(api: Api) -> None:
    response = api.call("POST", "/session", base_url="https://localhost")

    assert "Secure" in response.headers["Set-Cookie"]


def test_session_cookie_allows_reading(browser: FlaskClient, api: Api) -> None:
    investigation_id = api.created()

    assert browser.get(f"{BASE}/{investigation_id}/state").data == api.get(investigation_id).data


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "origin", [None, "https://localhost", "http://localhost:8080", "http://evil.example", "null", "", "http://["]
)
def test_session_cookie_allows_no_changes_from_other_origins(
    browser: FlaskClient, api: Api, method: str, origin: str | None
) -> None:
    investigation_id = api.created()
    path = f"{BASE}/investigations" if method == "POST" else f"{BASE}/{investigation_id}/state"
    headers = {"If-Match": "*"} | ({} if origin is None else {"Origin": origin})

    problem(browser.open(path, method=method, headers=headers, json={}), 403, "origin_refused")
    assert api.state(investigation_id)["version"] == 1


def test_session_cookie_allows_changes_from_the_same_origin(browser: FlaskClient, api: Api) -> None:
    investigation_id = api.created()

    response = browser.put(f"{BASE}/{investigation_id}/state", headers=OWN_ORIGIN, json={"version": 1})

    assert document(response)["version"] == 2


def test_session_cookie_creates_no_new_session(browser: FlaskClient) -> None:
    problem(browser.post(f"{BASE}/session", headers=OWN_ORIGIN), 401, "unauthorized")


def test_ended_session_is_unauthorized(browser: FlaskClient, api: Api) -> None:
    investigation_id = api.created()

    assert browser.delete(f"{BASE}/session", headers=OWN_ORIGIN).status_code == 204

    problem(browser.get(f"{BASE}/{investigation_id}/state"), 401, "unauthorized")


def test_session_cookie_of_nonsense_is_unauthorized(service: Flask) -> None:
    client = service.test_client()
    client.set_cookie("wizard_session", "nonsense")

    response = client.get(f"{BASE}/x/state")

    problem(response, 401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_ticket_expires_within_30_seconds(api: Api) -> None:
    response = api.call("POST", "/tickets")

    body = document(response, response.status_code)
    assert body.keys() == {"ticket", "expires_in"}
    assert 0 < body["expires_in"] <= 30


def test_ticket_opens_a_stream_once(api: Api) -> None:
    investigation_id, ticket = api.created(), ticket_of(api)

    first, second = stream(api, investigation_id, ticket), stream(api, investigation_id, ticket)

    assert (first.status_code, first.mimetype) == (200, "text/event-stream")
    problem(second, 401, "unauthorized")


def test_ticket_grants_only_the_access_of_its_user(api: Api, api_for: ApiFor) -> None:
    problem(stream(api, api.created(), ticket_of(api_for())), 404, "not_found")


def test_malformed_ticket_is_unauthorized(api: Api) -> None:
    for ticket in ("nonsense", "\u0000", "x" * 10_000, api.token):
        problem(stream(api, api.created(), ticket), 401, "unauthorized")


@pytest.mark.parametrize("path", ["state", "poll"])
def test_ticket_is_valid_for_streams_only(api: Api, path: str) -> None:
    investigation_id, ticket = api.created(), ticket_of(api)

    response = api.client.get(f"{api.base}/{investigation_id}/{path}", query_string={"ticket": ticket})

    problem(response, 401, "unauthorized")
    assert stream(api, investigation_id, ticket).status_code == 200


def test_tickets_differ(api: Api) -> None:
    assert len({ticket_of(api) for _ in range(20)}) == 20
