"""Reads the entries of an audit trail page by page."""

from typing import Any

from tests.support.api.client import Api, Document, document, without_lines


def bare(state: Document | None) -> Document | None:
    """Return a state as the trail shows it."""
    return None if state is None else {n: v for n, v in without_lines(state).items() if n != "updated_at"}


def items(api: Api, investigation_id: str, **query: Any) -> list[Document]:
    """Return the entries of all pages."""
    entries: list[Document] = []
    while True:
        body = document(api.audit(investigation_id, **query))
        entries += body["items"]
        if body["next_cursor"] is None:
            return entries
        query["cursor"] = body["next_cursor"]
