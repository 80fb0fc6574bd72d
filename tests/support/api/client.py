"""The API as one of its users calls it, and what its documents must be."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from wizard_service.domain.identity.tokens import issue_token

BASE = "/api/v1/wizard"
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
PROBLEM = "application/problem+json"

# Blueprints that answer files, in no way as the API does.
PAGES = ("pages",)

Document = dict[str, Any]
Headers = dict[str, str]
ApiFor = Callable[..., "Api"]
ApiWith = Callable[..., "Api"]
ServiceWith = Callable[..., Flask]
Embed = Callable[..., Flask]


@dataclass(frozen=True)
class Api:
    """One caller with its token; paths are below the base path."""

    client: FlaskClient
    user_id: str
    token: str
    base: str = BASE

    def call(self, method: str, path: str, headers: Headers | None = None, **options: Any) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        if "json" in options:
            # Encoded here: the client would use the JSON provider of its application, which may be a host's.
            options["data"] = json.dumps(options.pop("json"))
            sent.setdefault("Content-Type", JSON)
        return self.client.open(self.base + path, method=method, headers=sent, **options)

    def create(self, **members: Any) -> TestResponse:
        return self.call("POST", "/investigations", json=members)

    def created(self, **members: Any) -> str:
        """Return the id of a new investigation."""
        return str(document(self.create(**members), 201)["investigation_id"])

    def running(self, settings: Document, **members: Any) -> str:
        """Return the id of a new investigation in PROGRESS."""
        return self.created(settings=settings, wizard_step="PROGRESS", **members)

    def get(self, investigation_id: str, headers: Headers | None = None) -> TestResponse:
        return self.call("GET", f"/{investigation_id}/state", headers)

    def state(self, investigation_id: str) -> Document:
        return document(self.get(investigation_id))

    def put(self, investigation_id: str, body: Any, headers: Headers | None = None) -> TestResponse:
        return self.call("PUT", f"/{investigation_id}/state", headers, json=body)

    def patch(self, investigation_id: str, body: Any, headers: Headers | None = None) -> TestResponse:
        sent = {"Content-Type": MERGE_PATCH, **(headers or {})}
        return self.call("PATCH", f"/{investigation_id}/state", sent, json=body)

    def change(self, investigation_id: str, **members: Any) -> TestResponse:
        """Patch whatever version is current."""
        return self.patch(investigation_id, members | {"version": self.state(investigation_id)["version"]})

    def changed(self, investigation_id: str, **members: Any) -> Document:
        return document(self.change(investigation_id, **members))

    def delete(self, investigation_id: str, headers: Headers | None = None) -> TestResponse:
        return self.call("DELETE", f"/{investigation_id}/state", headers)

    def report(self, investigation_id: str, body: Any, headers: Headers | None = None) -> TestResponse:
        return self.call("POST", f"/{investigation_id}/events", headers, json=body)

    def reported(self, investigation_id: str, *reports: Document) -> Document:
        """Return the state after reports that are accepted."""
        document(self.report(investigation_id, list(reports)))
        return self.state(investigation_id)

    def share(self, investigation_id: str, user_id: str, role: str) -> None:
        """Let another user view or edit, who accepts the invitation."""
        document(self.invite(investigation_id, user_id, role))
        self.accept_as(user_id, investigation_id)

    def invite(self, investigation_id: str, user_id: str, role: str) -> TestResponse:
        return self.call("PUT", f"/{investigation_id}/access/{user_id}", json={"role": role})

    def accept(self, investigation_id: str) -> TestResponse:
        return self.call("POST", f"/invitations/{investigation_id}/accept")

    def accept_as(self, user_id: str, investigation_id: str) -> None:
        """Have another user of the same service accept its invitation."""
        config = self.client.application.extensions["wizard"].config
        token = issue_token(config.auth, user_id, (), 600)
        assert replace(self, user_id=user_id, token=token).accept(investigation_id).status_code == 204

    def checkpoint(self, investigation_id: str) -> Document:
        return document(self.call("GET", f"/{investigation_id}/checkpoint"))

    def audit(self, investigation_id: str, part: str = "", **query: Any) -> TestResponse:
        return self.call("GET", f"/{investigation_id}/audit{part}", query_string=query)

    def navigate(self, investigation_id: str, **target: str) -> TestResponse:
        return self.call("POST", f"/{investigation_id}/navigation", json=target)

    def poll(self, investigation_id: str, headers: Headers | None = None, **query: Any) -> TestResponse:
        return self.call("GET", f"/{investigation_id}/poll", headers, query_string=query)

    def cursor(self, investigation_id: str) -> str:
        """Return the cursor that a poll without one is given."""
        return str(document(self.poll(investigation_id))["cursor"])

    def events(self, investigation_id: str, after: str) -> list[Document]:
        return list(document(self.poll(investigation_id, after=after))["events"])


def event(event_type: str, timestamp: str | None = None, **data: Any) -> Document:
    """Return a report; `timestamp` is left out unless given."""
    return {"event_type": event_type, "data": data} | ({"timestamp": timestamp} if timestamp else {})


def document(response: TestResponse, status: int = 200) -> Document:
    """Return the JSON object of a response that must have this status."""
    assert response.status_code == status, response.text
    body = response.get_json(force=True)
    assert isinstance(body, dict)
    return body


def problem(response: TestResponse, status: int, code: str) -> Document:
    """Check that a response is a problem document in every respect (contract section 1) and return it."""
    assert response.mimetype == PROBLEM, response.text
    problem = document(response, status)
    assert {"type", "title", "status", "detail", "code", "request_id"} <= problem.keys()
    assert all(isinstance(problem[name], str) and problem[name] for name in ("type", "title", "detail"))
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == response.headers["X-Request-ID"]
    return problem


def wrong_fields(response: TestResponse) -> set[str]:
    """Return the field paths of a validation error."""
    errors = problem(response, 422, "validation_error")["errors"]
    assert all(error.keys() == {"field", "message"} and error["message"] for error in errors)
    return {error["field"] for error in errors}


def version_of(etag: str) -> int:
    """Return the version in a strong entity tag."""
    assert etag.startswith('"')
    assert etag.endswith('"')
    return int(etag[1:-1].rpartition(".")[2])


def merged(target: Any, patch: Any) -> Any:
    """Apply a merge patch, written after the pseudocode of RFC 7396 section 2."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def without_lines(state: Document) -> Document:
    """Return a state as merge patches express it: no log lines, and null members absent."""
    members = {name: value for name, value in state.items() if value is not None}
    if "progress" in members:
        agents = [{name: agent[name] for name in agent if name != "logs"} for agent in members["progress"]["agents"]]
        bare = {name: value for name, value in members["progress"].items() if name != "logs"}
        members["progress"] = bare | {"agents": agents}
    return members


def rules_under(app: Flask, prefix: str) -> list[tuple[str, Rule]]:
    """Return (method, rule) of every call under a prefix; sockets and pages have separate tests."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(prefix) and not rule.websocket]
    rules = [rule for rule in rules if rule.endpoint.partition(".")[0].rpartition("_")[2] not in PAGES]
    return [(method, rule) for rule in rules for method in sorted(rule.methods or ()) if method != "OPTIONS"]
