"""Requests as plain values, and the paths of the service."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import quote

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"

Params = Mapping[str, str | int | float | bool]


@dataclass(frozen=True)
class Request:
    """One request. path: below the address of the API.

    timeout_s: None for the timeout of the client. hold_s: how long the service may delay its response on purpose.
    """

    method: str
    path: str
    params: Params | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    timeout_s: float | None = None
    hold_s: float = 0.0

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        return replace(self, headers={**self.headers, **headers})


def unsafe_request(
    method: str,
    path: str,
    *,
    body: Any = None,
    media_type: str = JSON,
    etag: str | None = None,
    key: str | None = None,
    params: Params | None = None,
    lease_id: str | None = None,
) -> Request:
    """Return a request that changes something.

    key: its Idempotency-Key, None for a new one. lease_id: the lease under which an executor makes the request.
    """
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    if body is not None:
        headers["Content-Type"] = media_type
    if etag is not None:
        headers["If-Match"] = etag
    if lease_id is not None:
        headers["Wizard-Lease"] = lease_id
    content = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    return Request(method, path, params, headers, content)


def url_path(*segments: str) -> str:
    return "/" + "/".join(quote(segment, safe="") for segment in segments)
