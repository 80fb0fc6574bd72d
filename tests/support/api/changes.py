"""Requests for the changes since a version."""

from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document

ANY = {"If-Match": "*"}


def since(
    api: Api, investigation_id: str, version: object, headers: dict[str, str] | None = None, **query: object
) -> TestResponse:
    return api.call("GET", f"/{investigation_id}/changes", headers, query_string={"since_version": version} | query)


def changes_since(api: Api, investigation_id: str, version: int) -> list[Document]:
    return list(document(since(api, investigation_id, version))["changes"])
