"""HTTP requests to one service: headers and bodies, its configuration, and refusals as exceptions."""

import json
import os
import ssl
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx2

from .errors import WizardError, error_from, require_json_object
from .retries import Backoff, configured_backoff, send_with_retries

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"

# The client asks for the configuration again after this time when it could not be read.
CONFIG_RETRY_S = 60.0
CONFIG_TIMEOUT_S = 2.0
# Pools of a parent process; a reference keeps the garbage collector from closing their sockets.
_INHERITED_POOLS: list[httpx2.Client] = []

Params = Mapping[str, str | int | float | bool]


class HttpClient:
    """Sends requests with retries, and raises WizardError for every response that is not a success.

    `pool` has the connections themselves, for requests that are streamed or must not be retried.
    backoff: the members of `Backoff` that the caller has chosen; the others come from `/client-config`.
    """

    def __init__(self, base_url: str, token: str, *, timeout_s: float, backoff: Mapping[str, Any]) -> None:
        self._base_url, self._token = base_url, token
        self._pool = open_pool(base_url, token, timeout_s)
        self._pool_pid = os.getpid()
        self._timeout_s = timeout_s
        self._given_backoff = backoff
        self._backoff = Backoff(**backoff)
        self._limits: dict[str, int] = {}
        self._config_due_at: float | None = 0.0
        # Whether this client follows a feed by polling. The service records it as the source of the client's changes.
        self.is_polling = False

    @property
    def pool(self) -> httpx2.Client:
        """Return the pool of this process; a forked child opens one, because it shares the parent's sockets."""
        if self._pool_pid != os.getpid():
            # The inherited pool is dropped without being closed: closing it would end the parent's TLS sessions.
            _INHERITED_POOLS.append(self._pool)
            self._pool = open_pool(self._base_url, self._token, self._timeout_s)
            self._pool_pid = os.getpid()
        return self._pool

    def close(self) -> None:
        if self._pool_pid == os.getpid():
            self._pool.close()

    def current_backoff(self) -> Backoff:
        """Return the backoff, after asking the service for its configuration when that is due."""
        self._load_config_if_due()
        return self._backoff

    def current_limits(self) -> dict[str, int]:
        """Return `limits` of the service's configuration, {} while it could not be read."""
        self._load_config_if_due()
        return self._limits

    def _load_config_if_due(self) -> None:
        if self._config_due_at is not None and time.monotonic() >= self._config_due_at:
            self._config_due_at = time.monotonic() + CONFIG_RETRY_S
            self._load_config()

    def _load_config(self) -> None:
        try:
            response = self.pool.get("/client-config", timeout=min(CONFIG_TIMEOUT_S, self._timeout_s))
            config = require_json_object(response)
            backoff = replace(self._backoff, **(configured_backoff(config) | dict(self._given_backoff)))
        except (httpx2.TransportError, WizardError, KeyError, TypeError):
            return
        self._backoff, self._limits = backoff, config["limits"]
        self._config_due_at = None

    def read(
        self,
        path: str,
        *,
        params: Params | None = None,
        hold_s: float = 0.0,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """Send a GET; hold_s: how long the service may delay its response on purpose."""
        timeout_s = self._timeout_s + hold_s
        return self._send(self.pool.build_request("GET", path, params=params, headers=headers, timeout=timeout_s))

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
        """Send an unsafe request; one Idempotency-Key on all attempts makes sure that it takes effect at most once.

        key: the Idempotency-Key of an earlier call that failed; None for a new one.
        """
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        if body is not None:
            headers["Content-Type"] = media_type
        if etag is not None:
            headers["If-Match"] = etag
        if self.is_polling:
            headers["Wizard-Transport"] = "polling"
        content = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        return self._send(self.pool.build_request(method, path, content=content, headers=headers, params=params))

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        name = f"{request.method} {request.url.path}"
        response = send_with_retries(name, lambda: self.pool.send(request), self._backoff)
        if response.is_success or response.status_code == 304:
            self._load_config_if_due()
            return response
        raise error_from(response)


def url_path(*segments: str) -> str:
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def open_pool(base_url: str, token: str, timeout_s: float) -> httpx2.Client:
    """Return a pool of connections that authenticates with the token."""
    headers = {"Authorization": f"Bearer {token}", "Accept": f"{JSON}, application/problem+json"}
    return httpx2.Client(base_url=base_url, headers=headers, timeout=timeout_s, verify=tls_context())


@cache
def tls_context() -> ssl.SSLContext:
    """Return one TLS context for all connections, because loading the certificates takes 0.1 s."""
    return httpx2.create_ssl_context()
