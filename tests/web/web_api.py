"""The API as one of its users calls it, and what every error document must be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BASE = "/api/v1/wizard"
MERGE_PATCH = "application/merge-patch+json"
PROBLEM = "application/problem+json"

Document = dict[str, Any]
ApiFor = Callable[..., "Api"]


@dataclass(frozen=True)
class Api:
    """One caller with its token; paths are below the base path."""

    client: FlaskClient
    user_id: str
    token: str
    base: str = BASE

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.client.open(self.base + path, method=method, headers=sent, **options)

    def create(self, **members: Any) -> TestResponse:
        return self.call("POST", "/investigations", json=members)

    def created(self, **members: Any) -> Document:
        """Return the state of a new investigation."""
        response = self.create(**members)
        assert response.status_code == 201, response.text
        return document(response)

    def get(self, investigation_id: str, headers: dict[str, str] | None = None) -> TestResponse:
        return self.call("GET", f"/{investigation_id}/state", headers)

    def state(self, investigation_id: str) -> Document:
        response = self.get(investigation_id)
        assert response.status_code == 200, response.text
        return document(response)

    def put(self, investigation_id: str, body: Any, headers: dict[str, str] | None = None) -> TestResponse:
        return self.call("PUT", f"/{investigation_id}/state", headers, json=body)

    def patch(self, investigation_id: str, body: Any, headers: dict[str, str] | None = None) -> TestResponse:
        sent = {"Content-Type": MERGE_PATCH, **(headers or {})}
        return self.call("PATCH", f"/{investigation_id}/state", sent, json=body)

    def patched(self, investigation_id: str, **members: Any) -> Document:
        """Return the state after a patch of whatever version is current."""
        response = self.patch(investigation_id, members | {"version": self.state(investigation_id)["version"]})
        assert response.status_code == 200, response.text
        return document(response)

    def delete(self, investigation_id: str, headers: dict[str, str] | None = None) -> TestResponse:
        return self.call("DELETE", f"/{investigation_id}/state", headers)

    def report(self, investigation_id: str, body: Any, headers: dict[str, str] | None = None) -> TestResponse:
        return self.call("POST", f"/{investigation_id}/events", headers, json=body)

    def reported(self, investigation_id: str, event_type: str, **data: Any) -> Document:
        """Return the state after one reported event."""
        response = self.report(investigation_id, {"event_type": event_type, "data": data})
        assert response.status_code == 200, response.text
        return self.state(investigation_id)

    def poll(self, investigation_id: str, headers: dict[str, str] | None = None, **query: Any) -> TestResponse:
        return self.call("GET", f"/{investigation_id}/poll", headers, query_string=query)

    def cursor(self, investigation_id: str) -> str:
        """Return the cursor that a poll without one is given."""
        return str(document(self.poll(investigation_id))["cursor"])

    def events(self, investigation_id: str, after: str) -> list[Document]:
        response = self.poll(investigation_id, after=after)
        assert response.status_code == 200, response.text
        return list(document(response)["events"])


def document(response: TestResponse) -> Document:
    """Return the JSON object of a response, whatever its media type."""
    body = response.get_json(force=True)
    assert isinstance(body, dict)
    return body


def problem(response: TestResponse, status: int, code: str) -> Document:
    """Check that a response is a problem document in every respect (contract section 1) and return it."""
    assert (response.status_code, response.mimetype) == (status, PROBLEM), response.text
    told = document(response)
    assert {"type", "title", "status", "detail", "code", "request_id"} <= told.keys()
    assert all(isinstance(told[name], str) and told[name] for name in ("type", "title", "detail"))
    assert (told["status"], told["code"]) == (status, code)
    assert told["request_id"] == response.headers["X-Request-ID"]
    return told


def fields_of(response: TestResponse) -> set[str]:
    """Return the field paths of a validation error."""
    errors = problem(response, 422, "validation_error")["errors"]
    assert errors
    assert all(each.keys() == {"field", "message"} and each["message"] for each in errors)
    return {each["field"] for each in errors}


def version_of(etag: str) -> int:
    return int(etag.strip('"').rpartition(".")[2])
