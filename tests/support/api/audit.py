"""The items of a trail, as the tests of this folder look at them."""

from typing import Any

from tests.support.api.client import Api, Document, document, without_lines


def bare(state: Document | None) -> Document | None:
    """Return a state as the trail shows it."""
    return None if state is None else {n: v for n, v in without_lines(state).items() if n != "updated_at"}


def items(api: Api, investigation_id: str, **query: Any) -> list[Document]:
    """Return all items, however many pages they are."""
    found: list[Document] = []
    while True:
        told = document(api.audit(investigation_id, **query))
        found += told["items"]
        if told["next_cursor"] is None:
            return found
        query["cursor"] = told["next_cursor"]
