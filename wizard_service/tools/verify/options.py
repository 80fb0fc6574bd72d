"""What a check is asked to do, and how it reaches the service."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from ...client.client import WizardClient
from ...client.http import http_client

TIMEOUT_S = 10.0
# Outlives a restart of the service; the waits of all attempts add up to minutes.
ATTEMPTS, BACKOFF_BASE_S, BACKOFF_CAP_S = 400, 0.1, 1.0


@dataclass(frozen=True)
class Options:
    """investigations: () to create one and write to it. deliveries, seconds: when it is enough, one of them."""

    url: str
    token: str
    base_path: str
    investigations: tuple[str, ...]
    watchers: int
    transports: tuple[str, ...]
    deliveries: int | None
    seconds: float | None
    seed: int

    @property
    def writes(self) -> bool:
        return not self.investigations

    def client(self, sleep: Callable[[float], None] = time.sleep) -> WizardClient:
        return WizardClient(
            self.url,
            self.token,
            base_path=self.base_path,
            timeout_s=TIMEOUT_S,
            attempts=ATTEMPTS,
            backoff_base_s=BACKOFF_BASE_S,
            backoff_cap_s=BACKOFF_CAP_S,
            sleep=sleep,
        )

    def http(self) -> httpx2.Client:
        return http_client(self.url.rstrip("/") + self.base_path, self.token, TIMEOUT_S)
