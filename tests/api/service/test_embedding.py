"""In a host's application the service changes nothing outside its base path (contract section 1)."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import BASE, document, problem
from tests.support.api.host_application import host_application
from wizard_service.app import WizardService, close
from wizard_service.config import AuthSettings, Config, DatabaseSettings
from wizard_service.store.sqlite.migrations import migrate
from wizard_service.web.streaming.websocket import ReaderThread

OUTSIDE = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("OPTIONS", "/"),
    ("GET", "/json"),
    ("POST", "/form"),
    ("GET", "/divide"),
    ("GET", "/fail"),
    ("GET", "/away"),
    ("GET", "/nothing"),
    ("POST", "/json"),
    ("GET", "/json/"),
    ("GET", "//json"),
    ("GET", "/api/v1//wizardry"),
    ("GET", "/api/v1"),
    ("GET", "/api/v1/wizardry"),
    ("POST", "/api/v1/wizardry"),
    ("GET", "/api/v1/wizardry/state"),
    ("GET", "/api/v2/wizard/x/state"),
    ("GET", "/healthz"),
    ("GET", "/openapi.json"),
    ("GET", "/ws/investigations"),
    *(("GET", f"/abort/{status}") for status in (400, 401, 403, 404, 405, 409, 413, 415, 418, 422, 429, 500, 503)),
]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """Return the host without and with the service."""
    path = tmp_path_factory.mktemp("embedded") / "wizard.db"
    migrate(path)
    hosting = host_application()
    WizardService(hosting, Config(AuthSettings(secret="s" * 40), DatabaseSettings(f"sqlite:///{path}")))
    yield host_application(), hosting
    close(hosting)


def content(response: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    return response.status_code, list(response.headers), response.data


@pytest.mark.parametrize(("method", "path"), OUTSIDE)
def test_everything_outside_the_base_path_is_byte_identical(
    pair: tuple[Flask, Flask], caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    caplog.set_level(logging.CRITICAL)

    alone, hosting = (app.test_client().open(path, method=method, data={"a": "b"}) for app in pair)

    assert content(alone) == content(hosting)
    assert "X-Request-ID" not in hosting.headers


def test_host_keeps_its_own_config_json_provider_handlers_and_routes(pair: tuple[Flask, Flask]) -> None:
    alone, hosting = pair

    assert {**hosting.config, "SOCK_SERVER_OPTIONS": None} == {**alone.config, "SOCK_SERVER_OPTIONS": None}
    assert type(hosting.json) is type(alone.json)
    assert hosting.error_handler_spec[None].keys() == alone.error_handler_spec[None].keys()
    rules = {rule.rule for rule in hosting.url_map.iter_rules() if not rule.rule.startswith(f"{BASE}/")}
    assert rules == {rule.rule for rule in alone.url_map.iter_rules()}


@pytest.mark.parametrize(("own", "all_of_them"), [(["chat"], ["chat"]), ("chat", ["chat"]), (None, [])])
def test_host_keeps_its_own_options_of_sockets(
    own: list[str] | str | None, all_of_them: list[str], tmp_path: Path
) -> None:
    migrate(tmp_path / "w.db")
    host = host_application()
    host.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": 25, "subprotocols": own}

    WizardService(host, Config(AuthSettings(secret="s" * 40), DatabaseSettings(f"sqlite:///{tmp_path / 'w.db'}")))

    close(host)
    added = {"subprotocols": [*all_of_them, "wizard.v1"], "thread_class": ReaderThread}
    assert host.config["SOCK_SERVER_OPTIONS"] == {"ping_interval": 25} | added


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/nothing/", 404, "not_found"),
        ("POST", "/x/state", 405, "method_not_allowed"),
        ("GET", "/x/state", 401, "unauthorized"),
        ("GET", "/healthz?x=1", 422, "validation_error"),
    ],
)
def test_errors_inside_the_base_path_are_problems_in_spite_of_the_hosts_handlers(
    pair: tuple[Flask, Flask], method: str, path: str, status: int, code: str
) -> None:
    response = pair[1].test_client().open(BASE + path, method=method)

    problem(response, status, code)
    assert "X-Page" not in response.headers


def test_hosts_request_functions_run_once_for_the_service_too(pair: tuple[Flask, Flask]) -> None:
    response = pair[1].test_client().get(f"{BASE}/healthz")

    assert (response.status_code, response.headers["X-Host-Calls"]) == (200, "1")


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        (400, {"bad_request"}),
        (401, {"unauthorized"}),
        (403, {"forbidden"}),
        (404, {"not_found"}),
        (413, {"too_large"}),
        (429, {"rate_limited"}),
        (500, {"internal"}),
        (503, {"overloaded", "storage_unavailable"}),
    ],
)
def test_refusal_by_the_host_inside_the_base_path_has_the_code_of_its_status(
    pair: tuple[Flask, Flask], status: int, codes: set[str]
) -> None:
    response = pair[1].test_client().get(f"{BASE}/healthz", headers={"X-Refuse": str(status)})

    assert document(response, status)["code"] in codes
    assert response.mimetype == "application/problem+json"
