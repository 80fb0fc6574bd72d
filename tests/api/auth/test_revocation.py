"""A token can be refused before it expires: at logout, by its `jti`, and all of a user's (contract section 2)."""

import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.api.client import BASE, Api, ApiFor, problem
from tests.support.api.forged_tokens import claims, signed
from wizard_service.domain.identity.revocations import revoke
from wizard_service.web.session_cookie import cookie_name

OWN_ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def browser(service: Flask, api: Api) -> FlaskClient:
    """Return a client that has the user's session cookie and sends no Authorization header."""
    client = service.test_client()
    assert client.post(f"{BASE}/session", headers={"Authorization": f"Bearer {api.token}"}).status_code == 204
    return client


def cookie_of(browser: FlaskClient, service: Flask) -> str:
    cookie = browser.get_cookie(cookie_name(service.extensions["wizard"].config, "localhost"))
    assert cookie is not None
    return str(cookie.value)


def bearer(service: Flask, **changes: Any) -> dict[str, str]:
    key = service.extensions["wizard"].config.auth.secret
    return {"Authorization": f"Bearer {signed(key, claims(**changes))}"}


def test_cookie_is_refused_after_logout(browser: FlaskClient, service: Flask) -> None:
    kept = cookie_of(browser, service)
    assert browser.delete(f"{BASE}/session", headers=OWN_ORIGIN).status_code == 204

    browser.set_cookie(cookie_name(service.extensions["wizard"].config, "localhost"), kept)

    problem(browser.get(f"{BASE}/session"), 401, "unauthorized")


def test_token_of_a_cookie_is_refused_after_logout_wherever_it_is_used(
    browser: FlaskClient, api: Api, api_for: ApiFor
) -> None:
    other = api_for(api.user_id, "wizard:read")

    browser.delete(f"{BASE}/session", headers=OWN_ORIGIN)

    problem(api.call("GET", "/session"), 401, "unauthorized")
    problem(api.call("POST", "/session"), 401, "unauthorized")
    problem(api.call("GET", "/poll", {"If-None-Match": '"a"'}), 401, "unauthorized")
    assert other.call("GET", "/session").status_code == 200


def test_logging_out_everywhere_refuses_every_token_of_the_user_and_no_other(
    browser: FlaskClient, service: Flask, api: Api, api_for: ApiFor
) -> None:
    friend = api_for("friend", "wizard:read")
    ticket = api.call("POST", "/tickets").get_json()["ticket"]

    answer = browser.delete(f"{BASE}/session?everywhere=true", headers=OWN_ORIGIN)

    cookie = browser.get_cookie(cookie_name(service.extensions["wizard"].config, "localhost"))
    assert (answer.status_code, cookie) == (204, None)
    problem(api.call("GET", "/session"), 401, "unauthorized")
    problem(service.test_client().get(f"{BASE}/stream?ticket={ticket}"), 401, "unauthorized")
    assert friend.call("GET", "/session").status_code == 200


def test_logging_out_everywhere_needs_a_valid_token_that_may_write(service: Flask, api: Api, api_for: ApiFor) -> None:
    reader = api_for(api.user_id, "wizard:read")

    problem(service.test_client().delete(f"{BASE}/session?everywhere=true"), 401, "unauthorized")
    problem(reader.call("DELETE", "/session?everywhere=true"), 403, "forbidden")

    assert api.call("GET", "/session").status_code == 200


def test_another_signature_of_a_revoked_token_is_refused_as_well(
    browser: FlaskClient, service: Flask, api: Api
) -> None:
    browser.delete(f"{BASE}/session", headers=OWN_ORIGIN)
    # The last of 43 characters carries two bits that base64 ignores.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    rewritten = api.token[:-1] + alphabet[alphabet.index(api.token[-1]) ^ 1]

    response = service.test_client().get(f"{BASE}/session", headers={"Authorization": f"Bearer {rewritten}"})

    problem(response, 401, "unauthorized")


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_page_of_another_origin_cannot_revoke_a_token(browser: FlaskClient, api: Api, headers: dict[str, str]) -> None:
    assert browser.delete(f"{BASE}/session", headers=headers).status_code == 204

    assert api.call("GET", "/session").status_code == 200


def test_ticket_of_a_revoked_token_opens_nothing(browser: FlaskClient, service: Flask, api: Api) -> None:
    investigation_id = api.created()
    ticket = api.call("POST", "/tickets").get_json()["ticket"]
    browser.delete(f"{BASE}/session", headers=OWN_ORIGIN)

    response = service.test_client().get(f"{BASE}/{investigation_id}/stream?ticket={ticket}")

    problem(response, 401, "unauthorized")


def test_revoking_a_user_refuses_the_tokens_issued_until_then_and_no_others(service: Flask) -> None:
    store = service.extensions["wizard"].store
    before, other = bearer(service, sub="revoked-user"), bearer(service, sub="other-user")
    ticket = service.test_client().post(f"{BASE}/tickets", headers=before).get_json()["ticket"]

    revoke(store, user_id="revoked-user", jti=None)
    after = bearer(service, sub="revoked-user", iat=time.time() + 1)

    client = service.test_client()
    problem(client.get(f"{BASE}/session", headers=before), 401, "unauthorized")
    problem(client.get(f"{BASE}/stream?ticket={ticket}"), 401, "unauthorized")
    assert client.get(f"{BASE}/session", headers=after).status_code == 200
    assert client.get(f"{BASE}/session", headers=other).status_code == 200


def test_revoking_a_jti_refuses_the_tokens_that_have_it(service: Flask) -> None:
    store, client = service.extensions["wizard"].store, service.test_client()
    named, other, without = bearer(service, jti="lost"), bearer(service, jti="None"), bearer(service)

    revoke(store, user_id=None, jti="lost")

    problem(client.get(f"{BASE}/session", headers=named), 401, "unauthorized")
    assert client.get(f"{BASE}/session", headers=other).status_code == 200
    revoke(store, user_id=None, jti="None")
    assert client.get(f"{BASE}/session", headers=without).status_code == 200
