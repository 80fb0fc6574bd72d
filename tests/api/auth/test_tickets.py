"""Browsers open streams and sockets with a one-time ticket (contract section 2)."""

import base64
from contextlib import closing

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, ServiceWith, document, problem
from wizard_service.store.sqlite.lock_file import LockFile


def ticket_of(api: Api) -> str:
    response = api.call("POST", "/tickets")
    return str(document(response, 201)["ticket"])


def stream(api: Api, investigation_id: str, ticket: str) -> TestResponse:
    """Open a stream with a ticket as the only credential, and close it."""
    response = api.client.get(f"{api.base}/{investigation_id}/stream", query_string={"ticket": ticket})
    response.close()
    return response


def test_ticket_expires_within_30_seconds(api: Api) -> None:
    response = api.call("POST", "/tickets")

    body = document(response, response.status_code)
    assert body.keys() == {"ticket", "expires_in"}
    assert 0 < body["expires_in"] <= 30


def test_ticket_opens_a_stream_once(api: Api) -> None:
    investigation_id, ticket = api.created(), ticket_of(api)

    first, second = stream(api, investigation_id, ticket), stream(api, investigation_id, ticket)

    assert (first.status_code, first.mimetype) == (200, "text/event-stream")
    problem(second, 401, "unauthorized")


def test_ticket_grants_only_the_access_of_its_user(api: Api, api_for: ApiFor) -> None:
    problem(stream(api, api.created(), ticket_of(api_for())), 404, "not_found")


def test_malformed_ticket_is_unauthorized(api: Api) -> None:
    for ticket in ("nonsense", "\u0000", "x" * 10_000, api.token):
        problem(stream(api, api.created(), ticket), 401, "unauthorized")


@pytest.mark.sqlite
def test_a_ticket_that_does_not_exist_is_refused_without_a_transaction(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    app = service_with(storage={"write_timeout_ms": 100, "retry_attempts": 1})
    api = api_for(app=app)
    investigation_id, ticket = api.created(), ticket_of(api)

    # While another process holds the writers' lock, a transaction ends in 503.
    with closing(LockFile(app.extensions["wizard"].config.database.file)) as lock, lock.held():
        problem(stream(api, investigation_id, "nonsense"), 401, "unauthorized")
        problem(stream(api, investigation_id, ticket), 503, "storage_unavailable")


@pytest.mark.parametrize("path", ["state", "poll"])
def test_ticket_is_valid_for_streams_only(api: Api, path: str) -> None:
    investigation_id, ticket = api.created(), ticket_of(api)

    response = api.client.get(f"{api.base}/{investigation_id}/{path}", query_string={"ticket": ticket})

    problem(response, 401, "unauthorized")
    assert stream(api, investigation_id, ticket).status_code == 200


def test_tickets_differ_in_at_least_128_bits(api: Api) -> None:
    secrets = [base64.urlsafe_b64decode(ticket_of(api) + "==") for _ in range(20)]

    assert len(set(secrets)) == 20
    assert min(map(len, secrets)) >= 16
