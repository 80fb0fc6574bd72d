"""Requests to the template routes."""

from typing import Any

from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document
from wizard_service.store import Backend

VALUES = {"ip": "10.0.0.1", "limit": 3}


def keep(api: Api, settings: Document, name: str = "SSH", **members: object) -> TestResponse:
    return api.call("POST", "/templates", json={"name": name, "settings": settings} | members)


def kept(api: Api, settings: Document, name: str = "SSH", **members: object) -> Document:
    return document(keep(api, settings, name, **members), 201)


def put(
    api: Api, template_id: str, body: Document, headers: dict[str, str] | None = None, query: str = ""
) -> TestResponse:
    return api.call("PUT", f"/templates/{template_id}{query}", headers, json=body)


def drop(api: Api, template_id: str, headers: dict[str, str] | None = None) -> TestResponse:
    return api.call("DELETE", f"/templates/{template_id}", headers)


def restore(api: Api, template_id: str, query: str = "") -> TestResponse:
    return api.call("POST", f"/templates/{template_id}/restore{query}")


def listed(api: Api, **query: object) -> list[str]:
    return [item["name"] for item in document(api.call("GET", "/templates", query_string=query))["items"]]


def read_etag(api: Api, template_id: str) -> str:
    return api.call("GET", f"/templates/{template_id}").headers["ETag"]


def apply(api: Api, template_id: str, headers: dict[str, str] | None = None, **members: Any) -> TestResponse:
    return api.call("POST", f"/templates/{template_id}/apply", headers, json=members)


def usage(api: Api, template_id: str) -> int:
    return int(document(api.call("GET", f"/templates/{template_id}"))["usage_count"])


def row_of(store: Backend, investigation_id: str) -> Document:
    (row,) = store.select("SELECT * FROM investigation_states WHERE investigation_id = ?", (investigation_id,))
    return row
