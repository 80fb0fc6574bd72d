"""Readers of the audit trail that collect its items over all pages, and of writes that no response waits for."""

import threading
from typing import Any

from flask import Flask

from tests.support.api.client import Api, Document, document, without_lines
from tests.support.store.processes import DEADLINE_S


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


def settle(app: Flask) -> None:
    """Wait for pending best-effort writes, such as records of denied attempts; they are stored in their order."""
    store, reached = app.extensions["wizard"].store, threading.Event()
    store.write_best_effort(lambda _: reached.set())
    assert reached.wait(DEADLINE_S)
    # SQLite commits them in the same group as the last one, or before.
    store.write(lambda _: None)
