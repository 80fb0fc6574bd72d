"""Requests to one service: its configuration, retries, the token, and refusals as exceptions."""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, Generic, NoReturn, TypeVar

import httpx2

from .credentials import Credentials
from .errors import WizardError, error_from, require_json_object
from .network.base import Network, Stream
from .network.requests import JSON, Params, Request, unsafe_request
from .retries import Backoff, configured_backoff, send_with_retries

AnyNetwork = TypeVar("AnyNetwork", bound=Network)
AnyStream = TypeVar("AnyStream", bound=Stream)

# The client asks for the configuration again after this time when it could not be read.
CONFIG_RETRY_S = 60.0
CONFIG_TIMEOUT_S = 2.0


class HttpClient(Generic[AnyNetwork]):
    """Sends requests with retries, and raises WizardError for every response that is not a success.

    backoff: the members of `Backoff` that the caller has chosen; the others come from `/client-config`.
    """

    def __init__(self, network: AnyNetwork, credentials: Credentials, backoff: Mapping[str, Any]) -> None:
        self.network = network
        self.credentials = credentials
        self._given_backoff = backoff
        self._backoff = Backoff(**backoff)
        self._limits: dict[str, int] = {}
        self._config_due_at: float | None = 0.0
        # Whether this client follows a feed by polling. The service records it as the source of the client's changes.
        self.is_polling = False

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client cannot be pickled or copied; create one in each process.")

    async def close(self) -> None:
        await self.network.close()

    async def current_backoff(self) -> Backoff:
        """Return the backoff, after asking the service for its configuration when that is due."""
        await self._load_config_if_due()
        return self._backoff

    async def current_limits(self) -> dict[str, int]:
        """Return `limits` of the service's configuration, {} while it could not be read."""
        await self._load_config_if_due()
        return self._limits

    async def _load_config_if_due(self) -> None:
        if self._config_due_at is not None and time.monotonic() >= self._config_due_at:
            self._config_due_at = time.monotonic() + CONFIG_RETRY_S
            await self._load_config()

    async def _load_config(self) -> None:
        timeout_s = min(CONFIG_TIMEOUT_S, self.network.timeout_s)
        try:
            response = await self.network.send(Request("GET", "/client-config", timeout_s=timeout_s))
            config = require_json_object(response)
            backoff = replace(self._backoff, **(configured_backoff(config) | dict(self._given_backoff)))
        except (httpx2.TransportError, WizardError, KeyError, TypeError):
            return
        self._backoff, self._limits = backoff, config["limits"]
        self._config_due_at = None

    async def read(
        self,
        path: str,
        *,
        params: Params | None = None,
        hold_s: float = 0.0,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """Send a GET; hold_s: how long the service may delay its response on purpose."""
        return await self._send(Request("GET", path, params, headers or {}, hold_s=hold_s))

    async def write(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        media_type: str = JSON,
        etag: str | None = None,
        key: str | None = None,
        params: Params | None = None,
        lease_id: str | None = None,
    ) -> httpx2.Response:
        """Send an unsafe request; one Idempotency-Key on all attempts makes sure that it takes effect at most once.

        key: the Idempotency-Key of an earlier call that failed; None for a new one.
        lease_id: the lease under which an executor makes the request.
        """
        members: dict[str, Any] = {"body": body, "etag": etag, "key": key, "params": params, "lease_id": lease_id}
        request = unsafe_request(method, path, media_type=media_type, **members)
        return await self._send(request.with_headers({"Wizard-Transport": "polling"}) if self.is_polling else request)

    @asynccontextmanager
    async def open(
        self, opener: Callable[[Request], AbstractAsyncContextManager[AnyStream]], request: Request
    ) -> AsyncGenerator[AnyStream, None]:
        """Open a stream without retries, with a new token when the service has refused the first.

        opener: `open_body`, `open_events` or `open_socket` of the network.
        """
        header = await self.credentials.header(self.network)
        async with opener(request.with_headers({"Authorization": header})) as stream:
            if stream.status != 401 or not self.credentials.reject(header):
                yield stream
                return
        header = await self.credentials.header(self.network)
        async with opener(request.with_headers({"Authorization": header})) as stream:
            yield stream

    async def _send(self, request: Request) -> httpx2.Response:
        response = await send_with_retries(self._attempt, request, self._backoff, self.network)
        if response.is_success or response.status_code == 304:
            await self._load_config_if_due()
            return response
        raise error_from(response)

    async def _attempt(self, request: Request) -> httpx2.Response:
        """Send a request once, and once more with a new token when the service has refused the first."""
        header = await self.credentials.header(self.network)
        response = await self.network.send(request.with_headers({"Authorization": header}))
        if response.status_code != 401 or not self.credentials.reject(header):
            return response
        header = await self.credentials.header(self.network)
        return await self.network.send(request.with_headers({"Authorization": header}))


AnyHttpClient = HttpClient[Any]
