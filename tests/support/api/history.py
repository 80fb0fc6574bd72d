"""Requests for the list of past investigations."""

from typing import Any

from tests.support.api.client import Api, Document, document

NAMES = ["Zebra", "alpha", "beta 100%", "Übung", "alpha"]


def page(api: Api, **query: Any) -> Document:
    return document(api.call("GET", "/history", query_string=query))


def ids(api: Api, **query: Any) -> list[str]:
    return [item["investigation_id"] for item in page(api, **query)["items"]]
