"""The network of `WizardClient`: the calling thread waits."""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from typing import Any

import httpx2

from .base import ProcessPool, Result, SocketStream, Stream, pool_options, request_options, socket_failures
from .event_connection import EventConnection
from .requests import Request


class BlockingNetwork:
    """Its coroutines never suspend. sleep: waits; a caller may replace it to wake up early."""

    def __init__(self, base_url: str, timeout_s: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self.timeout_s = timeout_s
        self._sleep = sleep
        self._pools = ProcessPool(lambda: httpx2.Client(**pool_options(base_url, timeout_s)))

    @property
    def pool(self) -> httpx2.Client:
        return self._pools.get()

    async def send(self, request: Request) -> httpx2.Response:
        return self.pool.request(**request_options(request, self.timeout_s))

    @asynccontextmanager
    async def open_body(self, request: Request) -> AsyncGenerator[Stream, None]:
        with self.pool.stream(**request_options(request, self.timeout_s)) as response:
            yield _Body(response)

    @asynccontextmanager
    async def open_events(self, request: Request) -> AsyncGenerator[Stream, None]:
        built = self.pool.build_request(**request_options(request, self.timeout_s))
        with closing(EventConnection(built)) as connection:
            yield connection

    @asynccontextmanager
    async def open_socket(self, request: Request) -> AsyncGenerator[SocketStream, None]:
        with self.pool.stream(**request_options(request, self.timeout_s)) as response:
            yield _Socket(response)

    async def sleep(self, seconds: float) -> None:
        self._sleep(seconds)

    async def call(self, function: Callable[[], Result | Awaitable[Result]]) -> Result:
        result = function()
        if isinstance(result, Awaitable):
            raise TypeError("Only an asynchronous client can await the result of a coroutine function.")
        return result

    async def close(self) -> None:
        if self._pools.is_own:
            self.pool.close()

    def forget_cookies(self) -> None:
        self.pool.cookies.clear()


class _Body:
    """The body of a response, in parts of equal size."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self._response = response
        self._parts: Iterator[bytes] | None = None

    async def read(self, max_bytes: int, _timeout_s: float) -> bytes:
        self._parts = self._parts or self._response.iter_bytes(max_bytes)
        return next(self._parts, b"")

    async def response(self) -> httpx2.Response:
        self._response.read()
        return self._response


class _Socket(_Body):
    """An upgraded connection."""

    async def read(self, max_bytes: int, timeout_s: float) -> bytes:
        with socket_failures():
            return bytes(self._stream.read(max_bytes, timeout=timeout_s))

    async def write(self, data: bytes) -> None:
        with socket_failures():
            self._stream.write(data)

    @property
    def _stream(self) -> Any:
        return self._response.extensions["network_stream"]
