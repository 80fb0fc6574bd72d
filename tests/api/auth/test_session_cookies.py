"""The name and path of the session cookie belong to one installation (contract section 2)."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.support.api.client import BASE, Api, ApiFor, ServiceWith
from wizard_service.config import DatabaseSettings, ServerSettings
from wizard_service.web.session_cookie import cookie_name


def test_two_services_on_one_host_have_different_cookies(service: Flask, service_with: ServiceWith) -> None:
    names = [cookie_name(app.extensions["wizard"].config, "localhost") for app in (service, service_with())]

    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("postgresql:///wizard?host=/run/one", "postgresql:///wizard?host=/run/two"),
        ("postgresql://wizard:secret@/?dbname=one", "postgresql://wizard:secret@/?dbname=two"),
        ("postgresql://db/wizard?port=5432", "postgresql://db/wizard?port=5433"),
        ("postgresql:///?service=one", "postgresql:///?service=two"),
    ],
)
def test_databases_at_different_places_have_different_cookies(service: Flask, one: str, other: str) -> None:
    config = service.extensions["wizard"].config

    names = {cookie_name(replace(config, database=DatabaseSettings(url=url)), "localhost") for url in (one, other)}

    assert len(names) == 2


def test_how_a_service_connects_does_not_change_its_cookie(service: Flask) -> None:
    config = service.extensions["wizard"].config
    urls = ["postgresql://db/wizard", "postgresql://wizard:secret@db/wizard?sslmode=require&password=other"]

    assert len({cookie_name(replace(config, database=DatabaseSettings(url=url)), "localhost") for url in urls}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Two containers: each has its file at the same path, and another published port.
        pytest.param(
            {"base_url": "http://localhost:8001"}, {"base_url": "http://localhost:8002"}, marks=pytest.mark.sqlite
        ),
        ({"base_url": "http://localhost/one"}, {"base_url": "http://localhost/two"}),
        ({"base_url": "http://localhost/one"}, {"base_url": "http://localhost"}),
    ],
    ids=["ports", "prefixes", "prefix and root"],
)
def test_logging_out_at_one_address_of_a_host_leaves_the_session_at_another(
    one: dict[str, str], other: dict[str, str], service: Flask, api_for: ApiFor
) -> None:
    browser, tokens = service.test_client(), [api_for().token for _ in (one, other)]
    for address, token in zip((one, other), tokens, strict=True):
        assert (
            browser.post(f"{BASE}/session", headers={"Authorization": f"Bearer {token}"}, **address).status_code == 204
        )

    origin = {"Origin": "/".join(one["base_url"].split("/")[:3])}
    assert browser.delete(f"{BASE}/session", headers=origin, **one).status_code == 204

    assert browser.get(f"{BASE}/active", **one).status_code == 401
    assert browser.get(f"{BASE}/active", **other).status_code == 200


def test_the_documents_name_the_cookie_of_their_address(service: Flask, api: Api) -> None:
    for address in ("http://localhost", "http://localhost:8002", "http://localhost/wiz"):
        headers = {"Authorization": f"Bearer {api.token}"}
        answer = service.test_client().post(f"{BASE}/session", headers=headers, base_url=address)
        name = answer.headers["Set-Cookie"].partition("=")[0]
        for document_name in ("openapi", "asyncapi"):
            described = service.test_client().get(f"{BASE}/{document_name}.json", base_url=address).get_json()
            assert described["components"]["securitySchemes"]["cookie"]["name"] == name


def test_workers_of_one_service_agree_on_the_cookie(service: Flask) -> None:
    config = service.extensions["wizard"].config

    assert cookie_name(config, "localhost") == cookie_name(replace(config), "localhost")


def test_cookie_can_be_named_by_the_operator(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(server=ServerSettings(cookie_name="investigations")))

    assert api.call("POST", "/session").headers["Set-Cookie"].startswith("investigations=")
