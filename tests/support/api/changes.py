"""The changes since a version, as the tests of this folder ask for them."""

from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document

ANY = {"If-Match": "*"}


def since(api: Api, mine: str, version: object, headers: dict[str, str] | None = None, **query: object) -> TestResponse:
    return api.call("GET", f"/{mine}/changes", headers, query_string={"since_version": version} | query)


def changes_since(api: Api, mine: str, version: int) -> list[Document]:
    return list(document(since(api, mine, version))["changes"])
