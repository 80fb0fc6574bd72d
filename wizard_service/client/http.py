"""Sending one request again until it is answered: what is repeated, and how long to wait before.

One HTTP connection pool to one service: headers, bodies, retries, and errors as exceptions.
"""

import json
import logging
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

import httpx2

from .errors import ServiceUnavailable, WizardError, error_from, json_object

log = logging.getLogger(__name__)

RETRIED_STATUSES = frozenset({429, 502, 503, 504})

# A server that restarts shows all of these: refused, cut in the middle of an answer, closed while idle, silent.
RETRIED_FAILURES = (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.TimeoutException)

# Retry-After wins over our own backoff, but a date from a wrong clock must not park an executor for days.
MAX_WAIT_S = 300.0


@dataclass(frozen=True)
class Backoff:
    """How often a request is sent and how long to wait in between.

    The defaults wait 60 s in the mean over 8 attempts: a restart of the service takes about half of that.
    """

    attempts: int = 8
    base_s: float = 2.0
    cap_s: float = 30.0
    sleep: Callable[[float], None] = time.sleep


def send_with_retries(name: str, send: Callable[[], httpx2.Response], backoff: Backoff) -> httpx2.Response:
    """Call `send` until it gives an answer that is not a passing failure, and return that answer.

    name: what is sent, for the log.
    Raises ServiceUnavailable once the attempts are used up; its status is 0 when the last had no answer.
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
    """Return the seconds before retry 0, 1, ...: full jitter, so that many clients do not come back at once.

    fraction: where between nothing and the longest wait of this retry, a fresh random number of 0..1.
    """
    # 2^16 is above any sensible cap, and a larger power would overflow a float one day.
    return fraction * min(cap_s, base_s * 2.0 ** min(retry, 16))


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for, None when it is absent or neither number nor date."""
    if header is None:
        return None
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        asked = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (asked.replace(tzinfo=asked.tzinfo or UTC) - now).total_seconds())


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
        asked_s = retry_after_s(outcome.headers.get("Retry-After"), datetime.now(UTC))
        if asked_s is not None:
            return min(asked_s, MAX_WAIT_S)
    fraction = random.random()  # noqa: S311 spreads load, keeps no secret
    return backoff_s(retry, base_s=backoff.base_s, cap_s=backoff.cap_s, fraction=fraction)


def _describe_outcome(outcome: httpx2.Response | httpx2.TransportError) -> str:
    if isinstance(outcome, httpx2.Response):
        return f"answered {outcome.status_code}"
    return f"{type(outcome).__name__}: {outcome}" if str(outcome) else type(outcome).__name__


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
