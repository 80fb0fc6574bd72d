"""Requests to the routes of earlier versions."""

from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, Headers, without_lines

ANY = {"If-Match": "*"}


def restore(api: Api, investigation_id: str, version: object, headers: Headers | None = None) -> TestResponse:
    return api.call(
        "POST", f"/{investigation_id}/restore", ANY if headers is None else headers, json={"version": version}
    )


def fork(api: Api, source: str, headers: Headers | None = None, **members: object) -> TestResponse:
    return api.call("POST", f"/{source}/fork", headers, json=members)


def content(state: Document) -> Document:
    """Return what a version is made of, without log lines."""
    bare = without_lines(state)
    return {name: bare[name] for name in ("wizard_step", "status", "settings", "progress", "results") if name in bare}
