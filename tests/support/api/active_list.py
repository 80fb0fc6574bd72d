"""The list of active investigations, as the tests of this folder ask for it."""

from werkzeug.test import TestResponse

from tests.support.api.client import Api, document


def active(api: Api, etag: str | None = None, **query: object) -> TestResponse:
    return api.call("GET", "/active", {"If-None-Match": etag} if etag else None, query_string=query)


def listed(api: Api, **query: object) -> list[str]:
    return [row["investigation_id"] for row in document(active(api, **query))["investigations"]]


def share(api: Api, mine: str, other: Api, role: str) -> TestResponse:
    return api.call("PUT", f"/{mine}/access/{other.user_id}", json={"role": role})
