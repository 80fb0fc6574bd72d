"""The fast path answers renewals exactly as the view does, and leaves every refusal to Flask."""

import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Headers, ServiceWith, document, problem
from tests.support.api.executors.leases import LeaseHolder, holder
from tests.support.api.polling.fast_path import by_view, comparable, entries
from wizard_service.config import ServerSettings
from wizard_service.feed.limits.rate_limiter import WRITES, RateLimiter
from wizard_service.store.sqlite.connection import database_path

Before = Callable[[LeaseHolder], None]


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with(server=ServerSettings(allowed_origins=("https://console.example",)))


@pytest.fixture
def api(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


@pytest.fixture
def worker(api: Api) -> LeaseHolder:
    return holder(api, api.created())


def nothing(_: LeaseHolder) -> None:
    """The lease lives."""


def cancelled(worker: LeaseHolder) -> None:
    document(worker.api.call("POST", f"/{worker.investigation_id}/cancel"))


def failed(worker: LeaseHolder) -> None:
    worker.api.changed(worker.investigation_id, status="ERROR")


def deleted(worker: LeaseHolder) -> None:
    worker.api.delete(worker.investigation_id, {"If-Match": "*"})


def released(worker: LeaseHolder) -> None:
    worker.release()


PATHS = pytest.mark.parametrize("before", [nothing, cancelled, failed, deleted, released])
HEADERS: list[Headers] = [
    {},
    {"Wizard-Transport": "polling", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"},
    {"X-Request-ID": "own"},
    {"Idempotency-Key": "k"},
    {"Origin": "https://console.example"},
]


@PATHS
def test_every_renewal_gets_the_same_response_as_from_the_view(worker: LeaseHolder, app: Flask, before: Before) -> None:
    before(worker)

    assert comparable(worker.renew()) == comparable(by_view(app, worker.api, worker.path, worker.headers, "PUT"))


@pytest.mark.parametrize("headers", HEADERS)
def test_headers_have_the_same_effect_as_in_the_view(worker: LeaseHolder, app: Flask, headers: Headers) -> None:
    sent = worker.headers | headers

    renewed = worker.api.call("PUT", worker.path, sent)

    assert comparable(renewed) == comparable(by_view(app, worker.api, worker.path, sent, "PUT"))


@pytest.mark.parametrize(("before", "entered"), [(nothing, []), (cancelled, []), (deleted, []), (released, ["PUT"])])
def test_flask_is_entered_for_refusals_alone(
    worker: LeaseHolder, app: Flask, before: Before, entered: list[str]
) -> None:
    before(worker)

    with entries(app) as methods:
        worker.renew()
    assert methods == entered


@pytest.mark.parametrize("query_and_body", [("?x=1", None), ("", b'{"x":1}')])
def test_what_a_renewal_does_not_take_is_refused(worker: LeaseHolder, query_and_body: tuple[str, bytes | None]) -> None:
    query, body = query_and_body
    typed = {"Content-Type": "application/json"} if body else {}

    answer = worker.api.call("PUT", worker.path + query, worker.headers | typed, data=body)

    problem(answer, 422, "validation_error")


def test_a_stranger_learns_nothing_of_a_lease(worker: LeaseHolder, app: Flask, api_for: ApiFor) -> None:
    stranger, reader = api_for(app=app), api_for(worker.api.user_id, "wizard:read", app=app)

    problem(stranger.call("PUT", worker.path, worker.headers), 404, "not_found")
    problem(reader.call("PUT", worker.path, worker.headers), 403, "forbidden")


def test_a_refused_renewal_counts_once_as_a_write(worker: LeaseHolder, app: Flask) -> None:
    released(worker)
    app.extensions["wizard"].write_limiter = RateLimiter(2, clock_ns=lambda: 10**18, table=WRITES)

    for _ in range(2):
        problem(worker.renew(), 409, "lease_lost")
    problem(worker.renew(), 429, "rate_limited")


@pytest.mark.sqlite
def test_a_renewal_that_cannot_be_stored_is_503(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(storage={"retry_attempts": 1, "retry_delay_ms": 100, "write_timeout_ms": 100})
    api = api_for(app=app)
    worker = holder(api, api.created())
    other_program = sqlite3.connect(database_path(app.extensions["wizard"].config.database))
    other_program.execute("BEGIN IMMEDIATE")

    with entries(app) as entered:
        refused = worker.renew()

    assert entered == []
    problem(refused, 503, "storage_unavailable")
    assert comparable(refused) == comparable(by_view(app, api, worker.path, worker.headers, "PUT"))
    other_program.rollback()
    other_program.close()
