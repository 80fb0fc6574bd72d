"""One HTTP connection pool to one service: headers, bodies, retries, and errors as exceptions."""

import json
import ssl
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx2

from .errors import WizardError, error_from, json_object
from .retry import Backoff, send_with_retries

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"

Params = Mapping[str, str | int | float | bool]


class Transport:
    """Sends requests until they are answered, and raises WizardError for every answer that is not a success.

    http: the pool itself, for what is sent in another manner.
    """

    def __init__(self, base_url: str, token: str, *, timeout_s: float, backoff: Backoff) -> None:
        self.http = http_client(base_url, token, timeout_s)
        self._timeout_s = timeout_s
        self._backoff = backoff

    def close(self) -> None:
        self.http.close()

    def read(
        self, path: str, *, params: Params | None = None, hold_s: float = 0.0, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """GET; hold_s: how long the service may hold the answer back on purpose."""
        timeout_s = self._timeout_s + hold_s
        return self._send(self.http.build_request("GET", path, params=params, headers=headers, timeout=timeout_s))

    def write(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        media_type: str = JSON,
        etag: str | None = None,
        key: str | None = None,
        params: Params | None = None,
    ) -> httpx2.Response:
        """Send an unsafe request; all its attempts carry one Idempotency-Key, so that it is done at most once.

        key: that of an earlier call that did not get through; None for one of its own.
        """
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        if body is not None:
            headers["Content-Type"] = media_type
        if etag is not None:
            headers["If-Match"] = etag
        content = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        return self._send(self.http.build_request(method, path, content=content, headers=headers, params=params))

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        name = f"{request.method} {request.url.path}"
        response = send_with_retries(name, lambda: self.http.send(request), self._backoff)
        if response.is_success or response.status_code == 304:
            return response
        raise error_from(response)


def http_client(base_url: str, token: str, timeout_s: float) -> httpx2.Client:
    """Return a pool of connections that speaks as the token's user."""
    headers = {"Authorization": f"Bearer {token}", "Accept": f"{JSON}, application/problem+json"}
    return httpx2.Client(base_url=base_url, headers=headers, timeout=timeout_s, verify=tls_context())


@cache
def tls_context() -> ssl.SSLContext:
    """Return what all connections share; to read the certificates takes 0.1 s."""
    return httpx2.create_ssl_context()


def answered_object(response: httpx2.Response) -> dict[str, Any]:
    """Return the JSON object of a success; raises WizardError when it is something else, such as a login page."""
    document = json_object(response)
    if document is None:
        raise WizardError(response.status_code, "not_the_service", "the answer is not a JSON object", {})
    return document
