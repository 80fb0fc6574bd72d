"""Login links work once and only on the loopback interface."""

import time

import pytest
from flask import Flask

from tests.support.api.client import ServiceWith
from wizard_service.config import AuthSettings, Config, DatabaseSettings, ServerSettings
from wizard_service.domain.identity.principal import Principal
from wizard_service.domain.identity.tickets import LOGIN, issue_ticket
from wizard_service.errors import ConfigError

PATH = "/api/v1/wizard/session/login"
SCOPES = frozenset({"wizard:read", "wizard:write"})


@pytest.fixture
def app_with_links(service_with: ServiceWith) -> Flask:
    return service_with(server=ServerSettings(login_links=True))


def ticket_of(app: Flask, *purpose: str) -> str:
    return issue_ticket(app.extensions["wizard"].store, Principal("ana", SCOPES, time.time() + 600), 60, *purpose)


def test_a_login_ticket_gives_a_session_of_its_user_once(app_with_links: Flask) -> None:
    browser, ticket = app_with_links.test_client(), ticket_of(app_with_links, LOGIN)

    assert browser.post(PATH, json={"ticket": ticket}).status_code == 204
    created = browser.post("/api/v1/wizard/investigations", json={}, headers={"Origin": "http://localhost"})
    again = app_with_links.test_client().post(PATH, json={"ticket": ticket})

    assert created.get_json()["user_id"] == "ana"
    assert (again.status_code, again.get_json()["code"]) == (401, "unauthorized")


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(app_with_links: Flask) -> None:
    answer = app_with_links.test_client().post(PATH, json={"ticket": ticket_of(app_with_links, LOGIN)})

    assert {"HttpOnly", "SameSite=Strict"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_ticket_is_valid_for_one_purpose_only(app_with_links: Flask) -> None:
    browser = app_with_links.test_client()
    login, stream = ticket_of(app_with_links, LOGIN), ticket_of(app_with_links)

    assert browser.post(PATH, json={"ticket": stream}).status_code == 401
    assert browser.get(f"/api/v1/wizard/stream?ticket={login}").status_code == 401


@pytest.mark.parametrize(
    "environment",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_HOST": "rebound.example"},
        {"HTTP_HOST": "192.0.2.7:8000"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_PREFIX": "/wiz"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
        {"HTTP_X_REAL_IP": "192.0.2.7"},
        {"HTTP_VIA": "1.1 proxy"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
    ],
)
def test_login_from_another_machine_host_name_or_proxy_is_answered_as_disabled(
    app_with_links: Flask, environment: dict[str, str]
) -> None:
    ticket = ticket_of(app_with_links, LOGIN)

    answer = app_with_links.test_client().post(PATH, json={"ticket": ticket}, environ_overrides=environment)

    assert (answer.status_code, answer.get_json()["code"]) == (404, "feature_disabled")


def test_a_page_of_another_origin_cannot_log_in(app_with_links: Flask) -> None:
    ticket = ticket_of(app_with_links, LOGIN)

    answer = app_with_links.test_client().post(PATH, json={"ticket": ticket}, headers={"Origin": "http://evil.example"})

    assert answer.get_json()["code"] == "origin_refused"


def test_login_links_are_disabled_by_default(service: Flask) -> None:
    answer = service.test_client().post(PATH, json={"ticket": ticket_of(service, LOGIN)})

    assert answer.get_json()["code"] == "feature_disabled"


@pytest.mark.parametrize("bind", ["0.0.0.0:8000", "192.168.1.4:8000", "unix:/run/wizard.sock", "127.0.0.1.example:80"])
def test_login_links_require_a_loopback_address(bind: str) -> None:
    with pytest.raises(ConfigError, match="loopback"):
        Config(AuthSettings(secret="s" * 40), DatabaseSettings(), server=ServerSettings(bind=bind, login_links=True))
