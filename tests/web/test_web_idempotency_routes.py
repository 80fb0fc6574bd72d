"""Every unsafe request is answered once under its Idempotency-Key, whichever route it takes (contract section 3)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from web_api import Api, ApiFor, Document, ServiceWith, document, event, problem, rules_under
from werkzeug.test import TestResponse

from wizard_service.store.database import database_path

Send = Callable[[Api, str, dict[str, str]], TestResponse]
KEY = {"Idempotency-Key": "once"}
REPORT = event("progress_updated", percent_complete=10)
VIEWER: Document = {"role": "viewer"}
# Of every unsafe route a request that changes something in a running investigation that is shared with `guest`;
# a new route goes here.
ROUTES: dict[tuple[str, str], Send] = {
    ("POST", "/investigations"): lambda api, _, key: api.call("POST", "/investigations", key, json={}),
    ("PUT", "/<investigation_id>/state"): lambda api, mine, key: api.put(mine, {"status": "ERROR", "version": 2}, key),
    ("PATCH", "/<investigation_id>/state"): lambda api, mine, key: api.patch(
        mine, {"status": "ERROR", "version": 2}, key
    ),
    ("DELETE", "/<investigation_id>/state"): lambda api, mine, key: api.delete(mine, key | {"If-Match": "*"}),
    ("POST", "/<investigation_id>/events"): lambda api, mine, key: api.report(mine, REPORT, key),
    ("PUT", "/<investigation_id>/access/<user_id>"): lambda api, mine, key: api.call(
        "PUT", f"/{mine}/access/another", key, json=VIEWER
    ),
    ("DELETE", "/<investigation_id>/access/<user_id>"): lambda api, mine, key: api.call(
        "DELETE", f"/{mine}/access/guest", key
    ),
}
# A ticket and a cookie are secrets: they are never stored, so they cannot be given again.
EXEMPT = {("POST", "/session"), ("DELETE", "/session"), ("POST", "/tickets")}
TOLD = ("ETag", "Location", "Content-Type", "Content-Length")

every_route = pytest.mark.parametrize("send", ROUTES.values(), ids=[" ".join(each) for each in ROUTES])


def prepared(api: Api, settings: Document) -> str:
    mine = api.running(settings)
    assert api.call("PUT", f"/{mine}/access/guest", json=VIEWER).status_code == 200
    return mine


def told(answer: TestResponse) -> tuple[int, bytes, list[str | None]]:
    assert answer.status_code < 300, answer.text
    return answer.status_code, answer.data, [answer.headers.get(name) for name in TOLD]


def grow_old(app: Flask, user_id: str, age: str) -> None:
    with closing(sqlite3.connect(database_path(app.extensions["wizard"].config.database))) as connection:
        older = "UPDATE idempotency_keys SET created_at = strftime('%Y-%m-%dT%H:%M:%fZ', created_at, ?)"
        connection.execute(f"{older} WHERE user_id = ?", (age, user_id))
        connection.commit()


def test_every_unsafe_route_is_tested_here_or_exempt(service: Flask, api: Api) -> None:
    rules = {(method, rule.rule.removeprefix(api.base)) for method, rule in rules_under(service, api.base)}

    assert {each for each in rules if each[0] not in ("GET", "HEAD")} == ROUTES.keys() | EXEMPT


@every_route
def test_repeated_request_is_answered_as_the_first_and_changes_nothing(
    api: Api, settings: Document, send: Send
) -> None:
    mine, other = prepared(api, settings), api.created()
    cursor = api.cursor(other)
    first = told(send(api, mine, KEY))
    active = api.call("GET", "/active").get_json()["investigations"]
    events = api.events(other, after=cursor)

    assert told(send(api, mine, KEY)) == first
    assert api.call("GET", "/active").get_json()["investigations"] == active
    assert api.events(other, after=cursor) == events


@every_route
def test_key_of_another_request_is_refused(api: Api, settings: Document, send: Send) -> None:
    mine = prepared(api, settings)
    api.report(mine, event("progress_updated", percent_complete=11), KEY)
    version = api.state(mine)["version"]

    problem(send(api, mine, KEY), 409, "idempotency_mismatch")
    assert api.state(mine)["version"] == version


@every_route
def test_repeated_request_is_answered_as_the_first_by_a_service_that_never_saw_it(
    service_with: ServiceWith, api_for: ApiFor, settings: Document, send: Send
) -> None:
    app = service_with()
    api = api_for(app=app)
    mine = prepared(api, settings)
    first = told(send(api, mine, KEY))

    again = api_for(api.user_id, app=service_with(auth=app.extensions["wizard"].config.auth))

    assert told(send(again, mine, KEY)) == first


@every_route
def test_bad_key_is_refused_before_anything_is_done(api: Api, settings: Document, send: Send) -> None:
    mine = prepared(api, settings)

    problem(send(api, mine, {"Idempotency-Key": "x" * 256}), 400, "bad_request")
    assert api.state(mine)["version"] == 2


@pytest.mark.parametrize(("age", "version"), [("-23 hours, -59 minutes", 2), ("-24 hours, -1 minutes", 3)])
def test_key_is_good_for_24_hours(service: Flask, api: Api, settings: Document, age: str, version: int) -> None:
    mine = api.running(settings)
    api.report(mine, REPORT, KEY)
    for each in age.split(", "):
        grow_old(service, api.user_id, each)

    assert document(api.report(mine, REPORT, KEY))["version"] == version
    assert document(api.report(mine, REPORT, KEY))["version"] == version


def test_key_is_free_for_another_request_after_24_hours(service: Flask, api: Api, settings: Document) -> None:
    mine = api.running(settings)
    api.report(mine, REPORT, KEY)
    grow_old(service, api.user_id, "-25 hours")

    other = [api.patch(mine, {"status": "ERROR", "version": 2}, KEY) for _ in range(2)]

    assert told(other[0]) == told(other[1])
    assert api.state(mine)["version"] == 3


@pytest.mark.parametrize(("method", "path"), EXEMPT)
def test_exempt_route_takes_no_notice_of_a_key(api: Api, method: str, path: str) -> None:
    answers = [api.call(method, path, KEY | {"Origin": "http://localhost"}) for _ in range(2)]

    assert all(each.status_code < 300 for each in answers)
    assert path != "/tickets" or answers[0].data != answers[1].data
