"""Requests under an Idempotency-Key, and comparisons of their first and repeated responses."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document, event
from wizard_service.store import Transaction

KEY = {"Idempotency-Key": "once"}
REPORT = event("progress_updated", percent_complete=10)
REPLAYED_HEADERS = ("ETag", "Location", "Content-Type", "Content-Length")


def same(first: TestResponse, again: TestResponse) -> bool:
    names = ("ETag", "Location", "Content-Type")
    one, other = ((it.status_code, it.data, [it.headers.get(name) for name in names]) for it in (first, again))
    return one == other


def replayed_parts(answer: TestResponse, status: int = 200) -> tuple[int, bytes, list[str | None]]:
    """Return what must be the same in the first and in every repeated response, which must have the status."""
    assert answer.status_code == status, answer.text
    return answer.status_code, answer.data, [answer.headers.get(name) for name in REPLAYED_HEADERS]


def change_outcome(app: Flask, user_id: str, column: str, change: Callable[[Any], Any]) -> None:
    """Change one column of the only outcome of a user, without the service."""

    def replace(tx: Transaction) -> None:
        ((value,),) = tx.select_tuples(f"SELECT {column} FROM idempotency_keys WHERE user_id = ?", (user_id,))
        tx.execute(f"UPDATE idempotency_keys SET {column} = ? WHERE user_id = ?", (change(value), user_id))

    app.extensions["wizard"].store.write(replace)


EXECUTOR: Document = {"executor": "worker"}
# The leases that were taken, by investigation.
LEASE_IDS: dict[str, str] = {}


def take_lease(api: Api, investigation_id: str) -> None:
    lease = document(api.call("POST", f"/{investigation_id}/lease", json=EXECUTOR), 201)
    LEASE_IDS[investigation_id] = lease["lease_id"]


def ask(api: Api, investigation_id: str) -> None:
    document(api.report(investigation_id, event("input_requested", request_id="q", prompt="p", kind="confirm")))
