"""Investigations that a service stores before it is measured, and the requests of their owners."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from .payloads import SMALL, results, settings
from .services import BASE, Service, bearer

TIMEOUT_S = 60
PATCH_TYPE = {"Content-Type": "application/merge-patch+json"}


@dataclass(frozen=True)
class Answer:
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Stored:
    """headers: the token of its owner. etag: of a poll."""

    path: str
    headers: dict[str, str]
    etag: str


def store(service: Service, count: int, size: str = SMALL) -> list[Stored]:
    """Create so many investigations, each of a user of its own."""
    return [_store(service, f"measured_{number}", bearer(f"user_{number}"), size) for number in range(count)]


def _store(service: Service, investigation_id: str, headers: dict[str, str], size: str) -> Stored:
    path = f"{BASE}/{investigation_id}"
    document = {"investigation_id": investigation_id, "wizard_step": "PROGRESS", "settings": settings()}
    send(service, "POST", f"{BASE}/investigations", headers, document)
    if size != SMALL:
        etag = send(service, "GET", f"{path}/state", headers).headers["etag"]
        changes = {"wizard_step": "RESULTS", "status": "COMPLETED", "results": results()}
        send(service, "PATCH", f"{path}/state", headers | PATCH_TYPE | {"If-Match": etag}, changes)
    return Stored(path, headers, send(service, "GET", f"{path}/poll", headers).headers["etag"])


def unchanged_headers(service: Service, stored: Stored) -> str:
    """Return the headers of the answer that nothing has changed, as JSON."""
    headers = stored.headers | {"If-None-Match": stored.etag}
    request = urllib.request.Request(f"{service.url}{stored.path}/poll", headers=headers)
    try:
        urllib.request.urlopen(request, timeout=TIMEOUT_S).close()
    except urllib.error.HTTPError as answer:
        if answer.code == 304:
            by_server = {"server", "date", "connection"}
            return json.dumps([pair for pair in answer.headers.items() if pair[0].lower() not in by_server])
        raise
    raise RuntimeError("an unchanged poll was not answered 304")


def send(service: Service, method: str, path: str, headers: dict[str, str], document: Any = None) -> Answer:
    """Send one request. Raises RuntimeError for a status of 400 and above."""
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(
        f"{service.url}{path}", body, {"Content-Type": "application/json"} | headers, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return Answer({name.lower(): value for name, value in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as refusal:
        raise RuntimeError(f"{service.name}: {method} {path}: {refusal.code} {refusal.read().decode()}") from refusal
