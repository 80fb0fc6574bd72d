"""Retries of requests: how many, how long to wait between them, and the Retry-After header."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypedDict

import httpx2

from .errors import ServiceUnavailable, error_from
from .models import Document

log = logging.getLogger(__name__)

RETRIED_STATUSES = frozenset({408, 429, 502, 503, 504})
# A restarting server causes all of these: it refuses, cuts a response, closes an idle connection, or does not respond.
RETRIED_FAILURES = (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.TimeoutException)
# Retry-After takes precedence over the backoff, but a date from a wrong clock must not park an executor for days.
MAX_WAIT_S = 300.0


class WaitOptions(TypedDict, total=False):
    """Arguments of `WizardClient` that set members of `Backoff`."""

    attempts: int
    backoff_base_s: float
    backoff_multiplier: float
    backoff_cap_s: float
    first_wait_s: float
    quiet_retries: int
    sleep: Callable[[float], None]


@dataclass(frozen=True)
class Backoff:
    """How often a request is sent and how long to wait between the attempts.

    base_s: the longest wait before the first retry; `multiplier` times longer before each following one, up to `cap_s`.
    first_wait_s: the shortest wait.
    quiet_retries: how many failures in a row are logged at INFO; later ones are warnings.
    The defaults wait 70 s on average over 8 attempts: a restart of the service takes about half of that.
    """

    attempts: int = 8
    base_s: float = 2.0
    multiplier: float = 2.0
    cap_s: float = 30.0
    first_wait_s: float = 0.5
    quiet_retries: int = 3
    sleep: Callable[[float], None] = time.sleep

    def wait_s(self, retry: int) -> float:
        """Return a random wait before retry 0, 1, ..."""
        return backoff_s(self, retry, random.random())  # noqa: S311 - spreads load, keeps no secret

    def log_level(self, retry: int) -> int:
        return logging.INFO if retry < self.quiet_retries else logging.WARNING


def backoff_s(backoff: Backoff, retry: int, fraction: float) -> float:
    """Return the seconds before retry 0, 1, ...: spread widely, so that many clients do not return at once.

    fraction: a number of 0..1 that selects a wait between the first wait and the longest one of this retry.
    """
    # 2^16 is above any sensible cap, and a much larger power would overflow a float.
    longest_s = min(backoff.cap_s, backoff.base_s * backoff.multiplier ** min(retry, 16))
    shortest_s = min(backoff.first_wait_s, longest_s)
    return shortest_s + fraction * (longest_s - shortest_s)


def configured_backoff(client_config: Document) -> dict[str, float]:
    """Return the members of `Backoff` that the installation recommends in `/client-config`."""
    polling = client_config["polling"]
    return {
        "base_s": polling["normal_interval_ms"] / 1000,
        "multiplier": polling["backoff_multiplier"],
        "cap_s": polling["max_backoff_ms"] / 1000,
        "first_wait_s": polling["fast_interval_ms"] / 1000,
        "quiet_retries": polling["max_retries"],
    }


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
        description = _describe_outcome(outcome)
        log.log(backoff.log_level(retry), "%s: %s, attempt %d in %.1f s", name, description, retry + 2, wait_s)
        backoff.sleep(wait_s)
    return _last_attempt(send)


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
    return backoff.wait_s(retry)


def _describe_outcome(outcome: httpx2.Response | httpx2.TransportError) -> str:
    if isinstance(outcome, httpx2.Response):
        return f"status {outcome.status_code}"
    return f"{type(outcome).__name__}: {outcome}" if str(outcome) else type(outcome).__name__
