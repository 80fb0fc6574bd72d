"""`AsyncWizardClient`: one user's connection to one service, for programs on asyncio or trio."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Self, Unpack

import anyio
from anyio import from_thread
from anyio.lowlevel import current_token

from .api.client import ClientApi
from .client import WizardClient
from .credentials import Credentials, Token
from .executor.async_executor import AsyncExecutor
from .http import HttpClient
from .network.awaited import AwaitedNetwork
from .retries import WaitOptions, chosen_backoff


class AsyncWizardClient(ClientApi[AwaitedNetwork]):
    """The calls of `WizardClient`, to be awaited; the tasks of one event loop may share it.

    token: a string, or a function that returns one; it is called before the token ends, and after a 401. It may be a
    coroutine function; another function is called in a thread, so it may block.
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
        self._token = token
        self._open_blocking = partial(WizardClient, url, base_path=base_path, timeout_s=timeout_s, **waits)
        self._blocking: WizardClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        if self._blocking is not None:
            self._blocking.close()
        await self._http.close()

    def executor(self, investigation_id: str) -> AsyncExecutor:
        """Return an asynchronous context manager that reports the work on an investigation while it is done."""
        if self._blocking is None:
            token = self._token if isinstance(self._token, str) else _called_from_thread(self._token)
            self._blocking = self._open_blocking(token=token)
        return AsyncExecutor(self._blocking.executor(investigation_id))


def _called_from_thread(supply: Callable[[], str | Awaitable[str]]) -> Callable[[], str]:
    """Return a token function for the threads of an executor; a coroutine runs in the present event loop."""
    loop = current_token()

    async def wait_for(token: Awaitable[str]) -> str:
        return await token

    def call() -> str:
        token = supply()
        return token if isinstance(token, str) else from_thread.run(wait_for, token, token=loop)

    return call
