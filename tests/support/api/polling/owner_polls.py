"""Polls of everything that the caller owns."""

from werkzeug.test import TestResponse

from tests.support.api.client import Api, document, event

REPORT = event("progress_updated", percent_complete=10)


def poll(api: Api, headers: dict[str, str] | None = None, **query: str) -> TestResponse:
    return api.call("GET", "/poll", headers, query_string=query)


def cursor_of(api: Api) -> str:
    return str(document(poll(api))["cursor"])
