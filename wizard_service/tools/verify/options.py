"""The options of a check, and the clients that it creates from them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ...client.client import WizardClient
from ...client.credentials import Credentials
from ...client.http import HttpClient
from ...client.network.blocking import BlockingNetwork

TIMEOUT_S = 10.0
# Many short waits: the check survives a restart of the service and continues soon after it.
ATTEMPTS, BACKOFF_BASE_S, BACKOFF_CAP_S = 400, 0.1, 1.0


@dataclass(frozen=True)
class Options:
    """The options of one check.

    investigations: () to create one and write to it. deliveries, seconds: when to stop; one of them is set.
    """

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

    def open_http(self) -> HttpClient[BlockingNetwork]:
        network = BlockingNetwork(self.url.rstrip("/") + self.base_path, TIMEOUT_S)
        return HttpClient(network, Credentials(self.token), {})
