"""Every error under the base path is a problem document with a stable code (contract section 1)."""

import sqlite3
from collections.abc import Callable

import jwt
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import BASE, JSON, Api, ApiFor, Document, ServiceWith, event, problem
from wizard_service.config import FeatureFlags
from wizard_service.store.sqlite.connection import database_path

Cause = Callable[[Api, str], TestResponse]
STALE = '"none.1"'


def _create_twice(api: Api, investigation_id: str) -> TestResponse:
    return api.create(investigation_id=investigation_id)


def _mismatch(api: Api, investigation_id: str) -> TestResponse:
    key = {"Idempotency-Key": "once"}
    api.report(investigation_id, event("progress_updated", percent_complete=1), key)
    return api.report(investigation_id, event("progress_updated", percent_complete=2), key)


def _future(api: Api, investigation_id: str) -> TestResponse:
    epoch = api.cursor(investigation_id).rpartition("-")[0]
    return api.poll(investigation_id, after=f"{epoch}-999999")


CAUSES: list[tuple[int, str, Cause]] = [
    (400, "bad_request", lambda api, _: api.call("POST", "/investigations", data="{", content_type=JSON)),
    (
        400,
        "bad_request",
        lambda api, investigation_id: api.put(investigation_id, {}, {"If-Match": "*", "Idempotency-Key": " "}),
    ),
    (400, "bad_cursor", lambda api, investigation_id: api.poll(investigation_id, after="yesterday")),
    (401, "unauthorized", lambda api, investigation_id: api.get(investigation_id, {"Authorization": ""})),
    (404, "not_found", lambda api, _: api.get("unknown")),
    (404, "not_found", lambda api, _: api.call("GET", "/no/such/route")),
    (404, "not_found", lambda api, _: api.call("GET", "/no/such/route", {"Authorization": ""})),
    (405, "method_not_allowed", lambda api, investigation_id: api.call("POST", f"/{investigation_id}/state")),
    (405, "method_not_allowed", lambda api, investigation_id: api.call("TRACE", f"/{investigation_id}/state")),
    (409, "already_exists", _create_twice),
    (409, "version_conflict", lambda api, investigation_id: api.put(investigation_id, {"version": 99})),
    (409, "invalid_transition", lambda api, investigation_id: api.change(investigation_id, wizard_step="RESULTS")),
    (409, "idempotency_mismatch", _mismatch),
    (410, "cursor_expired", _future),
    (410, "cursor_expired", lambda api, investigation_id: api.poll(investigation_id, after="other-0")),
    (412, "precondition_failed", lambda api, investigation_id: api.put(investigation_id, {}, {"If-Match": STALE})),
    (
        413,
        "too_large",
        lambda api, investigation_id: api.call(
            "PUT", f"/{investigation_id}/state", data=b" " * 9_000_000, content_type=JSON
        ),
    ),
    (415, "unsupported_media_type", lambda api, _: api.call("POST", "/investigations", data="a=b")),
    (422, "validation_error", lambda api, _: api.create(nonsense=1)),
    (428, "precondition_required", lambda api, investigation_id: api.put(investigation_id, {})),
    (428, "precondition_required", lambda api, investigation_id: api.patch(investigation_id, {})),
    (428, "precondition_required", lambda api, investigation_id: api.delete(investigation_id)),
]


@pytest.mark.parametrize(("status", "code", "cause"), CAUSES, ids=[code for _, code, _ in CAUSES])
def test_every_code_comes_with_its_status_in_a_problem_document(
    api: Api, settings: Document, status: int, code: str, cause: Cause
) -> None:
    investigation_id = api.created(settings=settings)

    response = cause(api, investigation_id)

    problem(response, status, code)


def test_forbidden_is_a_problem_document(api_for: ApiFor) -> None:
    problem(api_for(None, "wizard:read").create(), 403, "forbidden")


def test_expired_token_is_a_problem_document_with_its_own_code(service: Flask, api: Api) -> None:
    claims = {"sub": "u", "aud": "wizard", "iat": 1, "exp": 2}
    token = jwt.encode(claims, service.extensions["wizard"].config.auth.secret)

    response = api.call("GET", "/x/state", {"Authorization": f"Bearer {token}"})

    problem(response, 401, "token_expired")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_only_routes_without_a_token_are_served_without_persistence(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(features=FeatureFlags(sqlite_persistence=False)))

    for path in ("/x/state", "/x/poll", "/x/stream", "/stream", "/active", "/history", "/templates", "/x/audit"):
        problem(api.call("GET", path), 404, "feature_disabled")
    problem(api.create(), 404, "feature_disabled")
    problem(api.call("POST", "/tickets"), 404, "feature_disabled")
    for path in ("/health", "/healthz", "/readyz", "/openapi.json"):
        assert api.call("GET", path).status_code == 200


def test_feature_that_is_off_answers_feature_disabled(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(features=FeatureFlags(polling=False)))

    problem(api.poll(api.created()), 404, "feature_disabled")


@pytest.mark.parametrize("debug", [False, True], ids=["production", "debug"])
def test_500_contains_the_request_id_and_no_internals(
    service_with: ServiceWith, caplog: pytest.LogCaptureFixture, debug: bool
) -> None:
    app = service_with()
    app.debug = app.testing = debug

    def fail() -> None:
        raise RuntimeError("password=hunter2")

    app.add_url_rule(f"{BASE}/failing", view_func=fail)

    response = app.test_client().get(f"{BASE}/failing", headers={"X-Request-ID": "find-me"})

    details = problem(response, 500, "internal")
    assert details["request_id"] == "find-me"
    assert not any(word in response.text for word in ("hunter2", "RuntimeError", "Traceback", ".py"))
    assert "find-me" in caplog.text
    assert "hunter2" in caplog.text


@pytest.mark.sqlite
def test_busy_database_answers_503_with_retry_after_and_stores_nothing(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    app = service_with(storage={"retry_attempts": 1, "retry_delay_ms": 100, "write_timeout_ms": 100})
    api = api_for(app=app)
    investigation_id = api.created()
    before = api.get(investigation_id)
    other_program = sqlite3.connect(database_path(app.extensions["wizard"].config.database))
    other_program.execute("BEGIN IMMEDIATE")

    refused = api.patch(investigation_id, {"progress": {"overall_progress": 5}, "version": 1})

    problem(refused, 503, "storage_unavailable")
    assert int(refused.headers["Retry-After"]) >= 1
    assert api.get(investigation_id).data == before.data
    other_program.rollback()
    other_program.close()
    assert api.get(investigation_id).data == before.data
    assert api.changed(investigation_id, progress={"overall_progress": 5})["version"] == 2


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/investigations", {"POST"}),
        ("POST", "/x/state", {"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
        ("GET", "/x/events", {"POST"}),
        ("POST", "/x/poll", {"GET", "HEAD"}),
    ],
)
def test_405_names_the_allowed_methods(api: Api, method: str, path: str, allowed: set[str]) -> None:
    response = api.call(method, path)

    problem(response, 405, "method_not_allowed")
    assert set(response.headers["Allow"].split(", ")) == allowed | {"OPTIONS"}


@pytest.mark.parametrize("host", ["a..b", "x" * 300])
def test_unusable_host_header_is_a_bad_request(service: Flask, host: str) -> None:
    problem(service.test_client().get(f"{BASE}/healthz", headers={"Host": host}), 400, "bad_request")


@pytest.mark.parametrize("path", ["/x//state", f"{BASE}//x/state", f"{BASE}/x//state"])
def test_path_with_two_slashes_is_another_path_and_not_found(service: Flask, path: str) -> None:
    problem(service.test_client().get(path), 404, "not_found")
