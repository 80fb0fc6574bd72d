"""Browsers authenticate with a session cookie (contract section 2)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.api.client import BASE, Api, document, problem
from wizard_service.web.session_cookie import cookie_name

OWN_ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def browser(service: Flask, api: Api) -> FlaskClient:
    """Return a client that has the user's session cookie and sends no Authorization header."""
    client = service.test_client()
    response = client.post(f"{BASE}/session", headers={"Authorization": f"Bearer {api.token}"})
    assert response.status_code == 204
    return client


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

    change = {"version": 1, "progress": {"overall_progress": 1}}
    response = browser.put(f"{BASE}/{investigation_id}/state", headers=OWN_ORIGIN, json=change)

    assert document(response)["version"] == 2


@pytest.mark.parametrize("scheme", ["Basic dXNlcjpwYXNz", "Digest username=x", "Negotiate YII=", "Bearer", "Bearer "])
def test_credentials_of_a_proxy_do_not_hide_the_cookie(browser: FlaskClient, api: Api, scheme: str) -> None:
    investigation_id, credentials = api.created(), {"Authorization": scheme}
    tag = browser.get(f"{BASE}/{investigation_id}/poll", headers=credentials).headers["ETag"]

    unchanged = browser.get(f"{BASE}/{investigation_id}/poll", headers=credentials | {"If-None-Match": tag})
    with browser.get(f"{BASE}/{investigation_id}/stream", headers=credentials) as stream:
        assert (stream.status_code, unchanged.status_code) == (200, 304)
    assert browser.get(f"{BASE}/{investigation_id}/state", headers=credentials).status_code == 200


def test_credentials_of_a_proxy_alone_are_unauthorized(api: Api) -> None:
    answer = api.call("GET", "/active", {"Authorization": "Basic dXNlcjpwYXNz"})

    problem(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_session_begins_with_a_token_in_the_body(service: Flask, api: Api) -> None:
    client = service.test_client()
    headers = {"Authorization": "Basic dXNlcjpwYXNz"} | OWN_ORIGIN

    assert client.post(f"{BASE}/session", headers=headers, json={"token": api.token}).status_code == 204

    assert client.get(f"{BASE}/{api.created()}/state").status_code == 200


@pytest.mark.parametrize("body", [{}, {"token": ""}, {"token": "nonsense"}])
def test_session_does_not_begin_without_a_valid_token(service: Flask, body: dict[str, str]) -> None:
    problem(service.test_client().post(f"{BASE}/session", json=body), 401, "unauthorized")


def test_a_foreign_page_cannot_begin_a_session(service: Flask, api: Api) -> None:
    answer = service.test_client().post(
        f"{BASE}/session", headers={"Origin": "https://evil.example"}, json={"token": api.token}
    )

    problem(answer, 403, "origin_refused")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["nonsense", "", None])
def test_session_ends_whatever_its_cookie_holds(service: Flask, cookie: str | None) -> None:
    client, name = service.test_client(), cookie_name(service.extensions["wizard"].config, "localhost")
    if cookie is not None:
        client.set_cookie(name, cookie)

    answer = client.delete(f"{BASE}/session")

    assert answer.status_code == 204
    assert answer.headers["Set-Cookie"].startswith(f"{name}=;")
    assert client.get_cookie(name) is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["state", "poll", "stream"])
def test_session_cookie_reads_nothing_for_a_page_of_another_site(
    browser: FlaskClient, api: Api, path: str, site: str
) -> None:
    answer = browser.get(f"{BASE}/{api.created()}/{path}", headers={"Sec-Fetch-Site": site})

    problem(answer, 403, "origin_refused")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_session_cookie_reads_for_own_pages(browser: FlaskClient, api: Api, site: str) -> None:
    assert browser.get(f"{BASE}/{api.created()}/state", headers={"Sec-Fetch-Site": site}).status_code == 200


def test_the_origin_of_the_service_is_compared_without_case(browser: FlaskClient, api: Api) -> None:
    headers = {"Origin": "HTTP://LocalHost", "Host": "LOCALHOST"}

    answer = browser.patch(f"{BASE}/{api.created()}/state", headers=headers, json={"version": 1})

    assert answer.status_code == 200


def test_session_cookie_creates_no_new_session(browser: FlaskClient) -> None:
    problem(browser.post(f"{BASE}/session", headers=OWN_ORIGIN), 401, "unauthorized")


def test_ended_session_is_unauthorized(browser: FlaskClient, api: Api) -> None:
    investigation_id = api.created()

    assert browser.delete(f"{BASE}/session", headers=OWN_ORIGIN).status_code == 204

    problem(browser.get(f"{BASE}/{investigation_id}/state"), 401, "unauthorized")


def test_an_invalid_session_cookie_is_unauthorized(service: Flask) -> None:
    client = service.test_client()
    client.set_cookie(cookie_name(service.extensions["wizard"].config, "localhost"), "nonsense")

    response = client.get(f"{BASE}/x/state")

    problem(response, 401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
