"""Every unsafe request is answered once under its Idempotency-Key, whichever route it takes (contract section 3)."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, rules_under
from tests.support.api.idempotency import EXECUTOR, KEY, LEASE_IDS, REPORT, ask, replayed_parts, take_lease

VIEWER: Document = {"role": "viewer"}
SETTINGS: Document = {
    "name": "kept",
    "entities": [{"entity_type": "ip_address", "entity_id": "10.0.0.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}
TEMPLATE: Document = {"name": "kept", "settings": SETTINGS}


def nothing(api: Api, investigation_id: str) -> None:
    """Prepare nothing: most requests need a running investigation only."""


def fail(api: Api, investigation_id: str) -> None:
    api.report(
        investigation_id, event("error_occurred", error_message="m", error_type="system_error", recoverable=False)
    )


def archive(api: Api, investigation_id: str) -> None:
    document(api.call("POST", f"/history/{investigation_id}/archive"))


def keep_template(api: Api, investigation_id: str) -> None:
    document(api.call("POST", "/templates", json=TEMPLATE | {"name": investigation_id}), 201)


def drop_template(api: Api, investigation_id: str) -> None:
    keep_template(api, investigation_id)
    api.call("DELETE", template_path(api, investigation_id))


def template_path(api: Api, name: str) -> str:
    """Return the path of a template; deleting the template does not change it."""
    if name not in TEMPLATE_PATHS:
        (template,) = document(api.call("GET", f"/templates?q={name}"))["items"]
        TEMPLATE_PATHS[name] = f"/templates/{template['template_id']}"
    return TEMPLATE_PATHS[name]


TEMPLATE_PATHS: dict[str, str] = {}


@dataclass(frozen=True)
class Send:
    """A request with the placeholders {} (investigation), and {template} and {lease} (created by `begin`)."""

    method: str
    path: str
    body: Document | None = None
    headers: tuple[tuple[str, str], ...] = ()
    begin: Callable[[Api, str], None] = nothing
    status: int = 200

    def __call__(self, api: Api, investigation_id: str, key: dict[str, str]) -> TestResponse:
        path = self.path.format(
            investigation_id, template=template_path(api, investigation_id) if "{template}" in self.path else ""
        )
        options = {} if self.body is None else {"json": self.body}
        lease = LEASE_IDS.get(investigation_id, "")
        headers = {name: value.format(lease=lease) for name, value in self.headers}
        return api.call(self.method, path, key | headers, **options)


ANY = (("If-Match", "*"),)
UNDER_LEASE = (("Wizard-Lease", "{lease}"),)
FAILED: Document = {"status": "ERROR", "version": 2}
# One request per unsafe route; each changes a running investigation that is shared with `guest`. A new route
# goes here.
UNKNOWN = {"investigation_ids": ["none"]}
ROUTES: dict[tuple[str, str], Send] = {
    ("POST", "/investigations"): Send("POST", "/investigations", {}, status=201),
    ("PUT", "/<investigation_id>/state"): Send("PUT", "/{}/state", FAILED),
    ("PATCH", "/<investigation_id>/state"): Send("PATCH", "/{}/state", FAILED),
    ("DELETE", "/<investigation_id>/state"): Send("DELETE", "/{}/state", headers=ANY, status=204),
    ("POST", "/<investigation_id>/events"): Send("POST", "/{}/events", REPORT),
    ("PUT", "/<investigation_id>/access/<path:user_id>"): Send("PUT", "/{}/access/another", VIEWER),
    ("DELETE", "/<investigation_id>/access/<path:user_id>"): Send("DELETE", "/{}/access/guest", status=204),
    ("POST", "/<investigation_id>/retry"): Send("POST", "/{}/retry", begin=fail),
    ("POST", "/<investigation_id>/cancel"): Send("POST", "/{}/cancel"),
    ("POST", "/<investigation_id>/navigation"): Send("POST", "/{}/navigation", {"step": "SETTINGS"}),
    ("POST", "/<investigation_id>/lease"): Send("POST", "/{}/lease", EXECUTOR, status=201),
    ("DELETE", "/<investigation_id>/lease"): Send("DELETE", "/{}/lease", None, UNDER_LEASE, take_lease, 204),
    ("POST", "/<investigation_id>/inputs/<request_id>"): Send("POST", "/{}/inputs/q", {"answer": True}, begin=ask),
    ("POST", "/<investigation_id>/restore"): Send("POST", "/{}/restore", {"version": 1}, ANY),
    ("POST", "/<investigation_id>/fork"): Send("POST", "/{}/fork", {}, status=201),
    ("POST", "/history/<investigation_id>/archive"): Send("POST", "/history/{}/archive"),
    ("POST", "/history/<investigation_id>/restore"): Send("POST", "/history/{}/restore", begin=archive),
    ("POST", "/history/archive"): Send("POST", "/history/archive", UNKNOWN),
    ("POST", "/history/bulk"): Send("POST", "/history/bulk", {"action": "cancel"} | UNKNOWN),
    ("POST", "/templates"): Send("POST", "/templates", TEMPLATE, status=201),
    ("PUT", "/templates/<template_id>"): Send("PUT", "{template}", TEMPLATE, begin=keep_template),
    ("DELETE", "/templates/<template_id>"): Send("DELETE", "{template}", begin=keep_template, status=204),
    ("POST", "/templates/<template_id>/apply"): Send(
        "POST", "{template}/apply", {"values": {}}, begin=keep_template, status=201
    ),
    ("POST", "/templates/<template_id>/restore"): Send("POST", "{template}/restore", begin=drop_template),
}
# A login has no authenticated caller yet to whom a key could belong; its ticket is valid once anyway.
WITHOUT_CALLER = {("POST", "/session/login")}
# The service never stores tickets and cookies, because they are secrets, so it cannot return them again.
EXEMPT = {("POST", "/session"): 204, ("DELETE", "/session"): 204, ("POST", "/tickets"): 201}
# A renewal changes nothing that a repetition could repeat, and a stored answer would hide that the work is over.
RENEWALS = {("PUT", "/<investigation_id>/lease")}
# Like tickets, these tokens are never stored. The example is off here; it runs once at a time.
EXECUTOR_STARTS = {
    ("POST", "/<investigation_id>/executor-token"),
    ("POST", "/<investigation_id>/example"),
}
# Only an invited user has something to answer; tests/api/auth/test_invitations.py sends the same answer twice.
BY_INVITED = {("POST", "/invitations/<investigation_id>/accept"), ("DELETE", "/invitations/<investigation_id>")}
every_route = pytest.mark.parametrize("send", ROUTES.values(), ids=[" ".join(route) for route in ROUTES])


def prepared(api: Api, settings: Document, send: Send) -> str:
    investigation_id = api.running(settings)
    assert api.call("PUT", f"/{investigation_id}/access/guest", json=VIEWER).status_code == 200
    send.begin(api, investigation_id)
    return investigation_id


def test_every_unsafe_route_is_tested_here_or_exempt(service: Flask, api: Api) -> None:
    rules = {(method, rule.rule.removeprefix(api.base)) for method, rule in rules_under(service, api.base)}

    assert {
        route for route in rules if route[0] not in ("GET", "HEAD")
    } == ROUTES.keys() | EXEMPT.keys() | WITHOUT_CALLER | BY_INVITED | RENEWALS | EXECUTOR_STARTS


@every_route
def test_repeated_request_is_answered_as_the_first_and_changes_nothing(
    api: Api, settings: Document, send: Send
) -> None:
    investigation_id, other = prepared(api, settings, send), api.created()
    cursor = api.cursor(other)
    first = replayed_parts(send(api, investigation_id, KEY), send.status)
    active = api.call("GET", "/active").get_json()["investigations"]
    events = api.events(other, after=cursor)

    assert replayed_parts(send(api, investigation_id, KEY), send.status) == first
    assert api.call("GET", "/active").get_json()["investigations"] == active
    assert api.events(other, after=cursor) == events


@every_route
def test_key_of_another_request_is_refused(api: Api, settings: Document, send: Send) -> None:
    investigation_id, other = prepared(api, settings, send), api.created()
    api.report(other, event("progress_updated", percent_complete=11), KEY)
    version = api.state(investigation_id)["version"]

    problem(send(api, investigation_id, KEY), 409, "idempotency_mismatch")
    assert api.state(investigation_id)["version"] == version


@every_route
def test_repeated_request_is_answered_as_the_first_by_a_service_that_never_saw_it(
    two_services: tuple[Flask, Flask], api_for: ApiFor, settings: Document, send: Send
) -> None:
    first_app, second_app = two_services
    api = api_for(app=first_app)
    investigation_id = prepared(api, settings, send)
    first = replayed_parts(send(api, investigation_id, KEY), send.status)

    again = api_for(api.user_id, app=second_app)

    assert replayed_parts(send(again, investigation_id, KEY), send.status) == first


@every_route
def test_bad_key_is_refused_before_anything_is_done(api: Api, settings: Document, send: Send) -> None:
    investigation_id = prepared(api, settings, send)
    version = api.state(investigation_id)["version"]

    problem(send(api, investigation_id, {"Idempotency-Key": "x" * 256}), 400, "bad_request")
    assert api.state(investigation_id)["version"] == version


@pytest.mark.parametrize(("method", "path", "status"), [(*route, status) for route, status in EXEMPT.items()])
def test_exempt_route_ignores_a_key(api: Api, method: str, path: str, status: int) -> None:
    answers = [api.call(method, path, KEY | {"Origin": "http://localhost"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert path != "/tickets" or answers[0].data != answers[1].data
