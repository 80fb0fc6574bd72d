"""Reading the audit trail through the API."""

from typing import Any

from tests.support.api.client import Api, Document, document, without_lines


def bare(state: Document | None) -> Document | None:
    """Return a state in the shape of the audit trail, without its time."""
    return None if state is None else {n: v for n, v in without_lines(state).items() if n != "updated_at"}


def items(api: Api, investigation_id: str, **query: Any) -> list[Document]:
    """Return the items of all pages."""
    listed: list[Document] = []
    while True:
        page = document(api.audit(investigation_id, **query))
        listed += page["items"]
        if page["next_cursor"] is None:
            return listed
        query["cursor"] = page["next_cursor"]
