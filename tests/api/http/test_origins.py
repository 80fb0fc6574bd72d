"""Pages of allowed origins call the API from a browser, others do not; foreign host names are refused."""

import pytest
from flask import Flask

from tests.support.api.client import BASE, Api, ApiFor, Embed, ServiceWith, document, problem
from tests.support.api.polling.fast_path import entries
from wizard_service.config import ServerSettings

ALLOWED, FOREIGN = "https://console.example", "https://elsewhere.example"
# The header names the origin whose pages may read the response.
OPEN = "Access-Control-Allow-Origin"
SERVER = ServerSettings(allowed_origins=(ALLOWED,))
HOSTS = ServerSettings(allowed_hosts=("console.example", ".wizard.example"))


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with(server=SERVER)


@pytest.fixture
def api(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


def preflight(
    app: Flask, path: str, origin: str, method: str = "PATCH", requested: str = "authorization"
) -> dict[str, str]:
    """Return the status and headers of a preflight request, which browsers send without a token."""
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    answer = app.test_client().options(path, headers=headers | {"Access-Control-Request-Headers": requested})
    return {"status": str(answer.status_code)} | dict(answer.headers)


def listed(text: str) -> set[str]:
    return {name.strip().lower() for name in text.split(",")}


def test_a_preflight_of_an_allowed_page_needs_no_token(app: Flask) -> None:
    headers = preflight(app, f"{BASE}/inv_1/state", ALLOWED)

    assert (headers["status"], headers[OPEN]) == ("204", ALLOWED)
    assert {"get", "post", "put", "patch", "delete"} <= listed(headers["Access-Control-Allow-Methods"])
    assert "Content-Type" not in headers


@pytest.mark.parametrize("requested", ["traceparent, sentry-trace, baggage", "x-requested-with", "authorization"])
def test_a_preflight_allows_every_header_that_it_asks_for(app: Flask, requested: str) -> None:
    headers = preflight(app, f"{BASE}/inv_1/state", ALLOWED, requested=requested)

    assert headers["Access-Control-Allow-Headers"] == requested
    assert "access-control-request-headers" in listed(headers["Vary"])


def test_a_preflight_that_asks_for_no_header_lists_those_of_the_api(app: Flask) -> None:
    headers = preflight(app, f"{BASE}/inv_1/state", ALLOWED, requested="")

    sent = {"authorization", "content-type", "if-match", "if-none-match", "idempotency-key", "last-event-id"}
    assert sent <= listed(headers["Access-Control-Allow-Headers"])


def test_an_origin_is_compared_without_case(app: Flask) -> None:
    assert preflight(app, f"{BASE}/inv_1/state", "https://CONSOLE.example")["status"] == "204"


def test_a_preflight_of_any_other_page_allows_nothing(app: Flask, service: Flask) -> None:
    for headers in (preflight(app, f"{BASE}/inv_1/state", FOREIGN), preflight(service, f"{BASE}/inv_1/state", ALLOWED)):
        assert not [name for name in headers if name.startswith("Access-Control-")]


def test_an_allowed_page_reads_answers_and_their_headers(api: Api) -> None:
    investigation_id = api.created()

    answer = api.call("GET", f"/{investigation_id}/poll", {"Origin": ALLOWED})

    assert (document(answer)["version"], answer.headers[OPEN]) == (1, ALLOWED)
    exposed = {"etag", "location", "retry-after", "ratelimit", "x-recommended-interval", "x-request-id"}
    assert exposed <= listed(answer.headers["Access-Control-Expose-Headers"])


def test_an_allowed_page_can_read_error_responses(api: Api) -> None:
    answer = api.call("GET", "/nowhere/state", {"Origin": ALLOWED})

    problem(answer, 404, "not_found")
    assert answer.headers[OPEN] == ALLOWED


def test_an_allowed_page_receives_304(api: Api, app: Flask) -> None:
    investigation_id = api.created()
    conditions = {"If-None-Match": api.poll(investigation_id).headers["ETag"], "Origin": ALLOWED}

    answer = api.poll(investigation_id, conditions)

    assert (answer.status_code, answer.headers[OPEN]) == (304, ALLOWED)
    with entries(app) as entered:
        api.poll(investigation_id, {"If-None-Match": conditions["If-None-Match"]})
    assert entered == []


@pytest.mark.parametrize("headers", [{}, {"Origin": FOREIGN}, {"Origin": "null"}])
def test_no_other_page_reads_anything(headers: dict[str, str], api: Api) -> None:
    answer = api.call("GET", f"/{api.created()}/state", headers)

    assert answer.status_code == 200
    assert OPEN not in answer.headers


def test_caches_separate_responses_by_origin(api: Api) -> None:
    investigation_id = api.created()
    tag = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}

    for answer in (
        api.get(investigation_id),
        api.poll(investigation_id),
        api.poll(investigation_id, tag),
        api.call("GET", "/active"),
    ):
        assert "origin" in listed(answer.headers["Vary"])


def test_pages_of_a_host_stay_as_they_are(embed: Embed) -> None:
    host = Flask("host")
    host.add_url_rule("/page", view_func=lambda: "page")
    embed(host, server=SERVER)

    page = host.test_client().get("/page", headers={"Origin": ALLOWED})
    answer_headers = preflight(host, "/page", ALLOWED, "GET")

    assert OPEN not in page.headers
    assert "Vary" not in page.headers
    assert OPEN not in answer_headers
    assert preflight(host, f"{BASE}/inv_1/state", ALLOWED)["status"] == "204"


@pytest.mark.parametrize("host", ["console.example", "console.example:8443", "CONSOLE.example", "a.wizard.example"])
def test_an_allowed_host_is_served(service_with: ServiceWith, api_for: ApiFor, host: str) -> None:
    api = api_for(app=service_with(server=HOSTS))

    assert api.call("GET", "/active", {"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "console.example.evil.example", "127.0.0.1:8000", "xwizard.example"])
def test_any_other_host_is_refused(service_with: ServiceWith, api_for: ApiFor, host: str) -> None:
    api = api_for(app=service_with(server=HOSTS))
    investigation_id = str(
        api.call("POST", "/investigations", {"Host": "console.example"}, json={}).get_json()["investigation_id"]
    )
    tag = api.call("GET", f"/{investigation_id}/poll", {"Host": "console.example"}).headers["ETag"]

    problem(api.call("GET", "/active", {"Host": host}), 400, "bad_request")
    problem(api.call("GET", f"/{investigation_id}/poll", {"Host": host, "If-None-Match": tag}), 400, "bad_request")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_may_use_an_address_as_host(service_with: ServiceWith, path: str) -> None:
    app = service_with(server=HOSTS)

    assert app.test_client().get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_answers_are_kept_from_pages_of_other_sites(api: Api) -> None:
    investigation_id = api.created()
    tag = {"If-None-Match": api.poll(investigation_id).headers["ETag"]}

    for answer in (api.get(investigation_id), api.poll(investigation_id, tag), api.call("GET", "/nowhere/state")):
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
