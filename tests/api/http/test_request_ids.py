"""Every response carries X-Request-ID (contract section 1)."""

import uuid

import pytest
from flask import Flask

from tests.support.api.client import BASE, Api, Document, event


@pytest.mark.parametrize("sent", ["a", "7f3c-1", "req:2026/01/15=a+b@host_1.x", "x" * 128])
def test_a_valid_request_id_is_echoed(api: Api, sent: str) -> None:
    response = api.get("unknown", {"X-Request-ID": sent})

    assert response.headers["X-Request-ID"] == sent
    assert response.json is not None
    assert response.json["request_id"] == sent


@pytest.mark.parametrize("sent", ["", " ", "two words", "x" * 129, "é", "<script>", 'quote"', "a;b", "\x7f", "a,b"])
def test_an_invalid_request_id_is_replaced(api: Api, sent: str) -> None:
    response = api.get("unknown", {"X-Request-ID": sent})

    assert str(uuid.UUID(response.headers["X-Request-ID"])) == response.headers["X-Request-ID"]


def test_every_kind_of_response_has_a_request_id(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    etag = api.get(investigation_id).headers["ETag"]

    responses = [
        api.create(),
        api.get(investigation_id),
        api.get(investigation_id, {"If-None-Match": etag}),
        api.poll(investigation_id),
        api.call("OPTIONS", f"/{investigation_id}/state"),
        api.call("HEAD", f"/{investigation_id}/state"),
        api.call("GET", "/no/such/route"),
        api.call("GET", "/healthz"),
        api.delete(investigation_id, {"If-Match": etag}),
    ]

    assert [response.status_code for response in responses] == [201, 200, 304, 200, 200, 200, 404, 200, 204]
    ids = [response.headers["X-Request-ID"] for response in responses]
    assert len(set(ids)) == len(responses)


def test_the_request_id_of_a_write_is_in_its_events(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)

    response = api.report(investigation_id, event("progress_updated", percent_complete=1), {"X-Request-ID": "write-7"})

    assert response.json is not None
    assert [envelope["request_id"] for envelope in response.json["events"]] == ["write-7"]


def test_responses_outside_the_api_have_a_request_id(service: Flask) -> None:
    client = service.test_client()

    assert all(client.get(path).headers["X-Request-ID"] for path in ("/healthz", "/nothing", f"{BASE}/nothing"))
