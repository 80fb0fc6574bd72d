"""A mounted service shares nothing with its host or with other services."""

import pytest
from flask import Flask, url_for
from flask_smorest import Api as Smorest
from flask_smorest import Blueprint

from tests.support.api.client import BASE, ApiFor, Document, Embed, document, event, problem
from tests.support.api.host_application import host_application
from wizard_service.config import Config, DatabaseSettings, ServerSettings
from wizard_service.store.sqlite.connection import database_path
from wizard_service.store.sqlite.migrations import migrate
from wizard_service.web.middleware import ForwardedPrefix


def test_service_works_the_same_inside_a_host(embed: Embed, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=embed(host_application()))

    investigation_id = api.running(settings)
    api.report(investigation_id, event("progress_updated", percent_complete=1))

    assert api.state(investigation_id)["version"] == 2
    assert document(api.poll(investigation_id))["state"]["progress"]["overall_progress"] == 1


def test_a_host_can_build_the_urls_of_the_service(service: Flask) -> None:
    with service.test_request_context():
        url = url_for("wizard_polling.poll", investigation_id="a/ü", wait=1)

    assert url == f"{BASE}/a/%C3%BC/poll?wait=1"


def test_base_path_is_a_setting(embed: Embed, api_for: ApiFor) -> None:
    host = embed(host_application(), server=ServerSettings(base_path="/tools/wizard"))
    api = api_for(app=host)

    response = api.create()

    location = response.headers["Location"]
    assert location.startswith("/tools/wizard/")
    assert host.test_client().get(location, headers={"Authorization": f"Bearer {api.token}"}).data == response.data
    outside = host.test_client().get(f"{BASE}/x/state")
    assert (outside.status_code, outside.headers["X-Page"]) == (404, "lost")


def test_location_includes_the_path_at_which_the_host_is_mounted(embed: Embed, api_for: ApiFor) -> None:
    api = api_for(app=embed(host_application()))

    response = api.call("POST", "/investigations", json={}, base_url="http://localhost/intranet")

    assert response.headers["Location"].startswith(f"/intranet{BASE}/")


@pytest.mark.sqlite
def test_two_services_on_two_databases_do_not_mix(embed: Embed, api_for: ApiFor, config: Config) -> None:
    path = database_path(config.database).with_suffix(".second")
    migrate(path)
    first = api_for(app=embed(host_application()))
    second = api_for(first.user_id, app=embed(host_application(), database=DatabaseSettings(f"sqlite:///{path}")))

    investigation_id = first.created(investigation_id="same")

    problem(second.get(investigation_id), 404, "not_found")
    assert second.created(investigation_id="same") == investigation_id
    second.changed(investigation_id, progress={"overall_progress": 1})
    assert (first.state(investigation_id)["version"], second.state(investigation_id)["version"]) == (1, 2)
    assert first.get(investigation_id).headers["ETag"] != second.get(investigation_id).headers["ETag"]
    problem(second.poll(investigation_id, after=first.cursor(investigation_id)), 410, "cursor_expired")


def smorest_host() -> Flask:
    app = Flask("smorest", static_folder=None)
    app.config |= {"API_TITLE": "Things", "API_VERSION": "7", "OPENAPI_VERSION": "3.0.3", "OPENAPI_URL_PREFIX": "/docs"}
    things = Blueprint("state", "things", url_prefix="/things")

    @things.route("/")
    @things.response(200)
    def thing() -> dict[str, int]:
        return {"a": 1}

    Smorest(app).register_blueprint(things)
    return app


@pytest.mark.parametrize("path", ["/things/", "/nothing", "/docs/openapi.json"])
def test_host_that_uses_flask_smorest_itself_keeps_its_own_api(embed: Embed, path: str) -> None:
    alone, hosting = smorest_host(), embed(smorest_host())

    answers = [app.test_client().get(path) for app in (alone, hosting)]

    assert answers[0].data == answers[1].data
    assert list(answers[0].headers) == list(answers[1].headers)
    problem(hosting.test_client().get(f"{BASE}/x/state"), 401, "unauthorized")


@pytest.mark.parametrize(
    ("client", "prefix", "expected"),
    [
        ("10.1.2.3", "/wiz", "/wiz"),
        ("10.1.2.3", "/a/b/", "/a/b"),
        ("10.1.2.3", "//evil.example", ""),
        ("10.1.2.3", "/a;b", ""),
        ("10.1.2.3", "/a/../x", ""),
        ("10.1.2.3", "/.wiz", "/.wiz"),
        ("192.0.2.1", "/wiz", ""),
    ],
)
def test_only_a_trusted_proxy_names_the_prefix(client: str, prefix: str, expected: str) -> None:
    names: list[str] = []

    def view(environ: dict[str, object], _: object) -> list[bytes]:
        names.append(str(environ.get("SCRIPT_NAME", "")))
        return []

    ForwardedPrefix(view, ["10.0.0.0/8"])({"REMOTE_ADDR": client, "HTTP_X_FORWARDED_PREFIX": prefix}, print)

    assert names == [expected]
