"""Pages of WIZARD_ALLOWED_ORIGINS call the API from a browser, others do not (CORS: Fetch standard, section 3.3)."""

import pytest
from flask import Flask

from tests.support.api.client import BASE, Api, ApiFor, Embed, ServiceWith, document, problem
from tests.support.api.polling.fast_path import entries
from wizard_service.config import ServerSettings

ALLOWED, FOREIGN = "https://console.example", "https://elsewhere.example"
# The header names the origin whose pages may read the response.
OPEN = "Access-Control-Allow-Origin"
SERVER = ServerSettings(allowed_origins=(ALLOWED,))


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with(server=SERVER)


@pytest.fixture
def api(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


def preflight(app: Flask, path: str, origin: str, method: str = "PATCH") -> dict[str, str]:
    """Return the status and headers of a preflight request, which browsers send without a token."""
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    answer = app.test_client().options(path, headers=headers | {"Access-Control-Request-Headers": "authorization"})
    return {"status": str(answer.status_code)} | dict(answer.headers)


def listed(text: str) -> set[str]:
    return {name.strip().lower() for name in text.split(",")}


def test_a_preflight_of_an_allowed_page_needs_no_token(app: Flask) -> None:
    headers = preflight(app, f"{BASE}/inv_1/state", ALLOWED)

    assert (headers["status"], headers[OPEN]) == ("204", ALLOWED)
    assert {"get", "post", "put", "patch", "delete"} <= listed(headers["Access-Control-Allow-Methods"])
    sent = {"authorization", "content-type", "if-match", "if-none-match", "idempotency-key", "last-event-id"}
    assert sent <= listed(headers["Access-Control-Allow-Headers"])
    assert "Content-Type" not in headers


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
