"""Readers of the audit trail that collect its items over all pages."""

from typing import Any

from tests.support.api.client import Api, Document, document, without_lines


def bare(state: Document | None) -> Document | None:
    """Return a state as the audit trail shows it."""
    return None if state is None else {n: v for n, v in without_lines(state).items() if n != "updated_at"}


def items(api: Api, investigation_id: str, **query: Any) -> list[Document]:
    """Return all items, of all pages."""
    entries: list[Document] = []
    while True:
        page = document(api.audit(investigation_id, **query))
        entries += page["items"]
        if page["next_cursor"] is None:
            return entries
        query["cursor"] = page["next_cursor"]
