"""The network of `AsyncWizardClient`: the calling task waits, on asyncio or trio."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from inspect import iscoroutinefunction
from typing import Any

import anyio
import anyio.to_thread
import httpx2
from anyio.lowlevel import EventLoopToken, current_token

from .base import ProcessPool, Result, SocketStream, Stream, pool_options, request_options, socket_failures
from .requests import Request


class AwaitedNetwork:
    """Belongs to one event loop, because its connections do. sleep: waits."""

    def __init__(
        self, base_url: str, timeout_s: float, sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    ) -> None:
        self.timeout_s = timeout_s
        self._sleep = sleep
        self._pools = ProcessPool(lambda: httpx2.AsyncClient(**pool_options(base_url, timeout_s)))
        self._loop: EventLoopToken | None = None

    @property
    def pool(self) -> httpx2.AsyncClient:
        """Return the connections. Raises RuntimeError in another event loop of the same process."""
        loop = current_token()
        if self._loop is None or not self._pools.is_own:
            self._loop = loop
        if self._loop != loop:
            raise RuntimeError("An asynchronous client belongs to one event loop; create one in each.")
        return self._pools.get()

    async def send(self, request: Request) -> httpx2.Response:
        return await self.pool.request(**request_options(request, self.timeout_s))

    @asynccontextmanager
    async def open_body(self, request: Request) -> AsyncGenerator[Stream, None]:
        options = request_options(request, self.timeout_s)
        # Each read has its own timeout. Connecting and the headers take up to one timeout each.
        limits = httpx2.Timeout(options["timeout"], read=None)
        built = self.pool.build_request(**{**options, "timeout": limits})
        with _limited(2 * options["timeout"]):
            response = await self.pool.send(built, stream=True)
        body = _Body(response)
        try:
            yield body
        finally:
            await body.close()

    open_events = open_body

    @asynccontextmanager
    async def open_socket(self, request: Request) -> AsyncGenerator[SocketStream, None]:
        async with self.pool.stream(**request_options(request, self.timeout_s)) as response:
            yield _Socket(response)

    async def sleep(self, seconds: float) -> None:
        await self._sleep(seconds)

    async def call(self, function: Callable[[], Result | Awaitable[Result]]) -> Result:
        # Trio refuses coroutine functions in threads.
        in_thread = not iscoroutinefunction(function)
        result = await anyio.to_thread.run_sync(function) if in_thread else function()
        return await result if isinstance(result, Awaitable) else result

    async def close(self) -> None:
        if self._pools.is_own:
            await self._pools.get().aclose()

    def forget_cookies(self) -> None:
        self._pools.get().cookies.clear()


class _Body:
    """The body of a response, in parts as they arrive."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self._response = response
        self._parts = response.aiter_bytes()

    async def read(self, _max_bytes: int, timeout_s: float) -> bytes:
        with _limited(timeout_s):
            return await anext(self._parts, b"")

    async def close(self) -> None:
        await self._response.aclose()
        # The generators of httpx2 do not close each other, and trio warns about those that the garbage collector finds.
        # Reading from the closed connection ends them, from the innermost one outwards.
        with suppress(Exception):
            while True:
                await anext(self._parts)

    async def response(self) -> httpx2.Response:
        await self._response.aread()
        return self._response


class _Socket(_Body):
    """An upgraded connection."""

    async def read(self, max_bytes: int, timeout_s: float) -> bytes:
        with socket_failures():
            return bytes(await self._stream.read(max_bytes, timeout=timeout_s))

    async def write(self, data: bytes) -> None:
        with socket_failures():
            await self._stream.write(data)

    @property
    def _stream(self) -> Any:
        return self._response.extensions["network_stream"]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise httpx2.ReadTimeout when the block takes longer."""
    try:
        with anyio.fail_after(seconds):
            yield
    except TimeoutError as failure:
        raise httpx2.ReadTimeout(f"no bytes within {seconds:g} s") from failure
