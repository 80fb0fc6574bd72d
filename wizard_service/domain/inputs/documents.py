"""The inputs in a document: they change by events and answers, and no other write changes them."""

from typing import Any

from ..vocabulary import OPEN, WITHDRAWN

Document = dict[str, Any]


def inputs_of(document: Document) -> list[Document]:
    """Return the inputs of a document, oldest first."""
    inputs: list[Document] = (document.get("progress") or {}).get("inputs", [])
    return inputs


def open_inputs_of(document: Document) -> list[Document]:
    """Return the inputs that wait for an answer."""
    return [each for each in inputs_of(document) if each["status"] == OPEN]


def is_expired(asked: Document, now: str) -> bool:
    """Return whether the time to answer is over. now: by the clock of the service or, on PostgreSQL, the database."""
    return "expires_at" in asked and asked["expires_at"] <= now


def waiting_columns(document: Document) -> dict[str, Any]:
    """Return how many inputs wait for a person and when the first of them expires, None when none does."""
    waiting = open_inputs_of(document)
    expiries = [each["expires_at"] for each in waiting if "expires_at" in each]
    return {"open_inputs": len(waiting) or None, "inputs_expire_at": min(expiries, default=None)}


def with_status(document: Document, status: str, request_ids: set[str]) -> Document:
    """Return the document with another status of the named inputs."""
    inputs = [each | {"status": status} if each["request_id"] in request_ids else each for each in inputs_of(document)]
    return document | {"progress": document["progress"] | {"inputs": inputs}}


def without_open_inputs(document: Document) -> Document:
    """Return the document with its open inputs withdrawn, because no executor waits for their answers."""
    waiting = {each["request_id"] for each in open_inputs_of(document)}
    return with_status(document, WITHDRAWN, waiting) if waiting else document
