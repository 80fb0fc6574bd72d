"""`WizardClient`: one user's connection to one service, for programs that wait in threads or greenlets."""

import time
from collections.abc import Callable
from typing import Self, Unpack

from .api.client import ClientApi
from .credentials import Credentials, Token
from .executor.executor import Executor
from .executor.lease_keeper import DEFAULT_TTL_S
from .http import HttpClient
from .network.blocking import BlockingNetwork
from .network.running import run_blocking
from .retries import WaitOptions, chosen_backoff


class WizardClient(ClientApi[BlockingNetwork]):
    """Calls one service as one user; threads and greenlets may share it.

    token: a string, or a function that returns one; it is called again before the token ends, and after a 401.
    sleep: waits between attempts. waits: the members of `WaitOptions`; a missing one is taken from what the service
    recommends in `/client-config`.
    """

    def __init__(
        self,
        url: str,
        token: Token,
        *,
        base_path: str = "/api/v1/wizard",
        timeout_s: float = 10.0,
        sleep: Callable[[float], None] = time.sleep,
        **waits: Unpack[WaitOptions],
    ) -> None:
        network = BlockingNetwork(url.rstrip("/") + base_path, timeout_s, sleep)
        super().__init__(HttpClient(network, Credentials(token), chosen_backoff(waits)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        run_blocking(self._http.close())

    def executor(self, investigation_id: str, *, name: str | None = None, ttl_s: int = DEFAULT_TTL_S) -> Executor:
        """Return a context manager that reports the work on an investigation while it is done.

        name: of the executor, by default of this host and program; a former run under this name loses its lease.
        ttl_s: how long after the last sign of life the executor counts as lost, 5 to 600.
        """
        return Executor(self, investigation_id, name, ttl_s)
