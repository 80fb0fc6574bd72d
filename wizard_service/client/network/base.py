"""The interface of a network, and the pool of connections that it uses."""

import os
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

import httpcore2
import httpx2

from .requests import JSON, Request

Pool = TypeVar("Pool", httpx2.Client, httpx2.AsyncClient)
Result = TypeVar("Result")

# Pools of a parent process; a reference keeps the garbage collector from closing their sockets.
_INHERITED_POOLS: list[object] = []


class Stream(Protocol):
    """The response to a request, whose body is read as it arrives."""

    status: int
    headers: httpx2.Headers

    async def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return the next bytes, b"" at the end. Raises httpx2.TransportError."""

    async def response(self) -> httpx2.Response:
        """Return the response with the rest of its body."""


class SocketStream(Stream, Protocol):
    """The response to a request that upgrades the connection; after 101 it reads and writes the connection."""

    async def write(self, data: bytes) -> None: ...


class Network(Protocol):
    """The connections of one client, and everything else for which it waits."""

    timeout_s: float

    async def send(self, request: Request) -> httpx2.Response:
        """Return the whole response. Raises httpx2.TransportError when there is none."""

    def open_body(self, request: Request) -> AbstractAsyncContextManager[Stream]:
        """Send a request whose response is read in parts, each within the timeout of the request."""

    def open_events(self, request: Request) -> AbstractAsyncContextManager[Stream]:
        """Send a request whose response is read in parts, each within the timeout of that read."""

    def open_socket(self, request: Request) -> AbstractAsyncContextManager[SocketStream]:
        """Send a request that upgrades the connection."""

    async def sleep(self, seconds: float) -> None: ...

    async def call(self, function: Callable[[], Result | Awaitable[Result]]) -> Result:
        """Return the result of a function that may block."""

    async def close(self) -> None: ...

    def forget_cookies(self) -> None: ...


class ProcessPool(Generic[Pool]):
    """A pool of connections that no two processes share.

    open_pool: opens the pool; it is called again in a forked child, whose sockets are those of its parent.
    """

    def __init__(self, open_pool: Callable[[], Pool]) -> None:
        self._open_pool: Callable[[], Pool] = open_pool
        self._pool: Pool = open_pool()
        self._pid = os.getpid()

    @property
    def is_own(self) -> bool:
        return self._pid == os.getpid()

    def get(self) -> Pool:
        if not self.is_own:
            # The inherited pool is dropped without being closed: closing it would end the parent's TLS sessions.
            _INHERITED_POOLS.append(self._pool)
            self._pool = self._open_pool()
            self._pid = os.getpid()
        return self._pool


def pool_options(base_url: str, timeout_s: float) -> dict[str, Any]:
    """Return the arguments of a pool."""
    headers = {"Accept": f"{JSON}, application/problem+json"}
    return {"base_url": base_url, "headers": headers, "timeout": timeout_s, "verify": tls_context()}


def request_options(request: Request, default_timeout_s: float) -> dict[str, Any]:
    """Return the arguments with which a pool builds a request."""
    timeout_s = default_timeout_s if request.timeout_s is None else request.timeout_s
    return {
        "method": request.method,
        "url": request.path,
        "params": request.params,
        "headers": request.headers,
        "content": request.content,
        "timeout": timeout_s + request.hold_s,
    }


@contextmanager
def socket_failures() -> Iterator[None]:
    """Raise the failures of an upgraded connection as those of a request."""
    try:
        yield
    except httpcore2.TimeoutException as failure:
        raise httpx2.ReadTimeout(str(failure)) from failure
    except httpcore2.NetworkError as failure:
        raise httpx2.ReadError(str(failure)) from failure


@cache
def tls_context() -> ssl.SSLContext:
    """Return one TLS context for all connections, because loading the certificates takes 0.1 s."""
    return httpx2.create_ssl_context()
