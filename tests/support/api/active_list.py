"""Requests for the list of active investigations."""

from werkzeug.test import TestResponse

from tests.support.api.client import Api, document


def active(api: Api, etag: str | None = None, **query: object) -> TestResponse:
    return api.call("GET", "/active", {"If-None-Match": etag} if etag else None, query_string=query)


def listed(api: Api, **query: object) -> list[str]:
    return [row["investigation_id"] for row in document(active(api, **query))["investigations"]]


def share(api: Api, investigation_id: str, other: Api, role: str) -> TestResponse:
    """Let another user view or edit, who accepts the invitation."""
    response = api.invite(investigation_id, other.user_id, role)
    assert other.accept(investigation_id).status_code == 204
    return response
