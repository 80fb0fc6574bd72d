"""`AsyncWizardClient`: one user's connection to one service, for programs on asyncio or trio."""

from collections.abc import Awaitable, Callable
from typing import Self, Unpack

import anyio

from .api.client import ClientApi
from .credentials import Credentials, Token
from .http import HttpClient
from .network.awaited import AwaitedNetwork
from .retries import WaitOptions, chosen_backoff


class AsyncWizardClient(ClientApi[AwaitedNetwork]):
    """The calls of `WizardClient`, to be awaited; the tasks of one event loop may share it.

    token: a string, or a function that returns one; it is called in a thread before the token ends, and after a 401.
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
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        **waits: Unpack[WaitOptions],
    ) -> None:
        network = AwaitedNetwork(url.rstrip("/") + base_path, timeout_s, sleep)
        super().__init__(HttpClient(network, Credentials(token), chosen_backoff(waits)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.close()
