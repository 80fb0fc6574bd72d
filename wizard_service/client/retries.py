"""Retries of requests: how many, how long to wait between them, and the Retry-After header."""

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypedDict

import httpx2

from .errors import ServiceUnavailable, error_from
from .models import Document
from .network.base import Network
from .network.requests import Request

log = logging.getLogger(__name__)

RETRIED_STATUSES = frozenset({408, 429, 502, 503, 504})
# A restarting server causes all of these: it refuses, cuts a response, closes an idle connection, or does not respond.
RETRIED_FAILURES = (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.TimeoutException)
# Retry-After takes precedence over the backoff, but a date from a wrong clock must not park an executor for days.
MAX_WAIT_S = 300.0


class WaitOptions(TypedDict, total=False):
    """Arguments of both clients that set members of `Backoff`."""

    attempts: int
    backoff_base_s: float
    backoff_multiplier: float
    backoff_cap_s: float
    first_wait_s: float
    quiet_retries: int


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


def chosen_backoff(waits: WaitOptions) -> dict[str, Any]:
    """Return the members of `Backoff` that the arguments of a client set."""
    return {name.removeprefix("backoff_"): value for name, value in waits.items() if value is not None}


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


async def send_with_retries(
    attempt: Callable[[Request], Awaitable[httpx2.Response]], request: Request, backoff: Backoff, network: Network
) -> httpx2.Response:
    """Send a request until the response is not a temporary failure, and return that response.

    attempt: sends it once. Raises ServiceUnavailable when all attempts failed; its status is 0 when the last one got no
    response.
    """
    for retry in range(backoff.attempts - 1):
        outcome = await _outcome(attempt, request)
        if isinstance(outcome, httpx2.Response) and outcome.status_code not in RETRIED_STATUSES:
            return outcome
        wait_s = _wait_s(outcome, retry, backoff)
        name = f"{request.method} {request.path}"
        description = _describe_outcome(outcome)
        log.log(backoff.log_level(retry), "%s: %s, attempt %d in %.1f s", name, description, retry + 2, wait_s)
        await network.sleep(wait_s)
    return _require_response(await _outcome(attempt, request))


async def _outcome(
    attempt: Callable[[Request], Awaitable[httpx2.Response]], request: Request
) -> httpx2.Response | httpx2.TransportError:
    try:
        return await attempt(request)
    except RETRIED_FAILURES as failure:
        return failure


def _require_response(outcome: httpx2.Response | httpx2.TransportError) -> httpx2.Response:
    if isinstance(outcome, httpx2.TransportError):
        raise ServiceUnavailable(0, "no_answer", _describe_outcome(outcome), {}) from outcome
    if outcome.status_code in RETRIED_STATUSES:
        raise error_from(outcome, ServiceUnavailable)
    return outcome


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
