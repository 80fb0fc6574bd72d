"""Questions of executors as the tests report and answer them."""

from typing import Any

from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document, event

ASKED: Document = {"request_id": "q1", "prompt": "Block it?", "kind": "confirm"}


def ask(api: Api, investigation_id: str, headers: dict[str, str] | None = None, **members: Any) -> Document:
    """Report a question, by default one to confirm, and return the state after it."""
    document(api.report(investigation_id, event("input_requested", **(ASKED | members)), headers))
    return api.state(investigation_id)


def answer(
    api: Api, investigation_id: str, given: Any, request_id: str = "q1", headers: dict[str, str] | None = None
) -> TestResponse:
    return api.call("POST", f"/{investigation_id}/inputs/{request_id}", headers, json={"answer": given})


def the_input(state: Document) -> Document:
    """Return the only question of a state."""
    (only,) = state["progress"]["inputs"]
    return dict(only)
