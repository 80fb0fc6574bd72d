"""The token of a client: a string, or a function that returns one and is called again before the token ends."""

import base64
import json
import logging
import time
from collections.abc import Awaitable, Callable

from .network.base import Network

Token = str | Callable[[], str | Awaitable[str]]

log = logging.getLogger(__name__)

# A token is replaced in the last fifth of its life, but no earlier than a minute before its end.
RENEWED_SHARE, MAX_MARGIN_S = 0.2, 60.0


class Credentials:
    """Supplies the `Authorization` header.

    A function is called when there is no token, shortly before the token ends (`exp` of a JWT), and after a 401. When
    it fails while the token is still valid, the failure is logged and the token is used.
    """

    def __init__(self, token: Token, clock: Callable[[], float] = time.time) -> None:
        self._supply = None if isinstance(token, str) else token
        self._token = token if isinstance(token, str) else ""
        self._clock = clock
        self._renew_at = self._ends_at = float("inf")

    async def header(self, network: Network) -> str:
        """Return the header for the next request. Raises what the function raises."""
        if self._supply is not None and (not self._token or self._clock() >= self._renew_at):
            await self._renew(self._supply, network)
        return f"Bearer {self._token}"

    def reject(self, header: str) -> bool:
        """Record that the service has refused a header; return whether the next one will be another."""
        if self._supply is None:
            return False
        if header == f"Bearer {self._token}":
            self._token = ""
        return True

    async def _renew(self, supply: Callable[[], str | Awaitable[str]], network: Network) -> None:
        is_usable = bool(self._token) and self._clock() < self._ends_at
        if is_usable:
            # Other threads and tasks go on with the present token meanwhile.
            self._renew_at = self._ends_at
        try:
            self._keep(await network.call(supply))
        except Exception as failure:
            if not is_usable:
                raise
            log.warning("The token was not renewed: %s: %s", type(failure).__name__, failure)
            self._renew_at = 0.0

    def _keep(self, token: str) -> None:
        now = self._clock()
        ends_at = token_end(token)
        self._renew_at = ends_at - min(MAX_MARGIN_S, max(0.0, ends_at - now) * RENEWED_SHARE)
        self._ends_at = ends_at
        self._token = token


def token_end(token: str) -> float:
    """Return `exp` of a JWT in Unix time; infinity for a token without one, which is renewed after a 401."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (IndexError, KeyError, TypeError, ValueError):
        return float("inf")
