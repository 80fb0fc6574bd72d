"""HTTP requests to one service: headers and bodies, retries with backoff, and refusals as exceptions."""

import json
import logging
import os
import random
import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx2

from .errors import ServiceUnavailable, error_from

log = logging.getLogger(__name__)

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"

RETRIED_STATUSES = frozenset({429, 502, 503, 504})
# A restarting server causes all of these: it refuses, cuts a response, closes an idle connection, or does not respond.
RETRIED_FAILURES = (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.TimeoutException)
# Retry-After takes precedence over the backoff, but a date from a wrong clock must not stop an executor for days.
MAX_WAIT_S = 300.0

# Pools of a parent process; a reference keeps the garbage collector from closing their sockets.
_INHERITED_POOLS: list[httpx2.Client] = []

Params = Mapping[str, str | int | float | bool]


@dataclass(frozen=True)
class Backoff:
    """How often a request is sent and how long to wait between the attempts.

    The defaults wait 60 s on average over 8 attempts: a restart of the service takes about half of that.
    """

    attempts: int = 8
    base_s: float = 2.0
    cap_s: float = 30.0
    sleep: Callable[[float], None] = time.sleep


class HttpClient:
    """Sends requests with retries, and raises WizardError for every response that is not a success.

    `pool` has the connections themselves, for requests that are streamed or must not be retried.
    """

    def __init__(self, base_url: str, token: str, *, timeout_s: float, backoff: Backoff) -> None:
        self._base_url, self._token = base_url, token
        self._pool = open_pool(base_url, token, timeout_s)
        self._pool_pid = os.getpid()
        self._timeout_s = timeout_s
        self._backoff = backoff

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

    def read(self, path: str, *, params: Params | None = None, hold_s: float = 0.0) -> httpx2.Response:
        """Send a GET; hold_s: how long the service may delay its response on purpose."""
        timeout_s = self._timeout_s + hold_s
        return self._send(self.pool.build_request("GET", path, params=params, timeout=timeout_s))

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
        content = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        return self._send(self.pool.build_request(method, path, content=content, headers=headers, params=params))

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        name = f"{request.method} {request.url.path}"
        response = send_with_retries(name, lambda: self.pool.send(request), self._backoff)
        if response.is_success or response.status_code == 304:
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


def send_with_retries(name: str, send: Callable[[], httpx2.Response], backoff: Backoff) -> httpx2.Response:
    """Call `send` until it returns a response that is not a temporary failure, and return that response.

    name: the request, for the log.
    Raises ServiceUnavailable when all attempts failed; its status is 0 when the last one got no response.
    """
    for retry in range(backoff.attempts - 1):
        outcome = _attempt(send)
        if isinstance(outcome, httpx2.Response) and outcome.status_code not in RETRIED_STATUSES:
            return outcome
        wait_s = _wait_s(outcome, retry, backoff)
        log.warning("%s: %s, attempt %d in %.1f s", name, _describe_outcome(outcome), retry + 2, wait_s)
        backoff.sleep(wait_s)
    return _last_attempt(send)


def backoff_s(retry: int, *, base_s: float, cap_s: float, fraction: float) -> float:
    """Return the seconds before retry 0, 1, ...: full jitter, so that many clients do not return at once.

    fraction: a random number of 0..1 that selects a wait between zero and the longest one of this retry.
    """
    # 2^16 is above any sensible cap, and a much larger power would overflow a float.
    return fraction * min(cap_s, base_s * 2.0 ** min(retry, 16))


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header names, None when it is absent or neither number nor date."""
    if header is None:
        return None
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _attempt(send: Callable[[], httpx2.Response]) -> httpx2.Response | httpx2.TransportError:
    try:
        return send()
    except RETRIED_FAILURES as failure:
        return failure


def _last_attempt(send: Callable[[], httpx2.Response]) -> httpx2.Response:
    try:
        response = send()
    except RETRIED_FAILURES as failure:
        raise ServiceUnavailable(0, "no_answer", _describe_outcome(failure), {}) from failure
    if response.status_code in RETRIED_STATUSES:
        raise error_from(response, ServiceUnavailable)
    return response


def _wait_s(outcome: httpx2.Response | httpx2.TransportError, retry: int, backoff: Backoff) -> float:
    if isinstance(outcome, httpx2.Response):
        requested_s = retry_after_s(outcome.headers.get("Retry-After"), datetime.now(UTC))
        if requested_s is not None:
            return min(requested_s, MAX_WAIT_S)
    fraction = random.random()  # noqa: S311 - spreads load, keeps no secret
    return backoff_s(retry, base_s=backoff.base_s, cap_s=backoff.cap_s, fraction=fraction)


def _describe_outcome(outcome: httpx2.Response | httpx2.TransportError) -> str:
    if isinstance(outcome, httpx2.Response):
        return f"status {outcome.status_code}"
    return f"{type(outcome).__name__}: {outcome}" if str(outcome) else type(outcome).__name__
