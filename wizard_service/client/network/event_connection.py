"""A connection of the blocking client that receives server-sent events, through the HTTP proxy of the environment.

It uses http.client, because httpx2 cannot change the timeout of a response that is being read, and the idle timeout is
known only once the stream has begun.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from .base import tls_context

PROXY_SCHEMES = ("http", "https")


class EventConnection:
    """Connects, sends a request and reads its response; the timeout of the request applies to all three.

    The proxy is the one that httpx2 selects for other requests: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.
    Raises httpx2.ConnectError without a connection, httpx2.ProxyError when the proxy refuses a tunnel, and
    httpx2.UnsupportedProtocol for a SOCKS proxy.
    """

    def __init__(self, request: httpx2.Request) -> None:
        self._connection, headers, target = _connect(request)
        # The connection drops its socket when the response has `Connection: close`.
        self._socket = self._connection.sock
        try:
            with _failures():
                self._connection.request(request.method, target, headers=headers)
                self._response: HTTPResponse = self._connection.getresponse()
        except httpx2.TransportError:
            self._connection.close()
            raise
        self.status = self._response.status
        self.headers = httpx2.Headers(self._response.getheaders())

    def close(self) -> None:
        self._response.close()
        self._connection.close()

    async def read(self, max_bytes: int, timeout_s: float) -> bytes:
        self._socket.settimeout(timeout_s)
        with _failures():
            return self._response.read1(max_bytes)

    async def response(self) -> httpx2.Response:
        with _failures():
            content = self._response.read()
        return httpx2.Response(self.status, headers=self.headers, content=content)


def proxy_for(url: httpx2.URL) -> SplitResult | None:
    """Return the proxy for an address, None for a direct connection. Raises httpx2.UnsupportedProtocol."""
    proxies = getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    if not address or proxy_bypass(url.netloc.decode()):
        return None
    proxy = urlsplit(address if "://" in address else f"http://{address}")
    if proxy.scheme not in PROXY_SCHEMES:
        raise httpx2.UnsupportedProtocol(f"Server-sent events do not pass a {proxy.scheme} proxy.")
    return proxy


@contextmanager
def _failures() -> Iterator[None]:
    """Raise the failures of http.client as those of httpx2."""
    try:
        yield
    except TimeoutError as failure:
        raise httpx2.ReadTimeout(str(failure)) from failure
    except (OSError, HTTPException) as failure:
        raise httpx2.ReadError(f"{type(failure).__name__}: {failure}") from failure


def _connect(request: httpx2.Request) -> tuple[HTTPConnection, dict[str, str], str]:
    """Connect to the service or its proxy; return the connection, the request's headers and its target."""
    url, timeout_s = request.url, request.extensions["timeout"]["read"]
    headers = {name.decode(): value.decode() for name, value in request.headers.raw}
    target = url.raw_path.decode()
    proxy = proxy_for(url)
    if proxy is None:
        connection = _connection(url.scheme, url.host, url.port, timeout_s)
    elif url.scheme == "https":
        # An HTTPS connection with a tunnel asks the proxy in plain text first, and starts TLS in the tunnel.
        connection = _connection("https", proxy.hostname or "", proxy.port or _default_port(proxy), timeout_s)
        connection.set_tunnel(url.host, url.port, headers=_proxy_authorization(proxy))
    else:
        connection = _connection(proxy.scheme, proxy.hostname or "", proxy.port, timeout_s)
        headers |= _proxy_authorization(proxy)
        target = str(url.copy_with(fragment=None))
    try:
        connection.connect()
    except OSError as failure:
        connection.close()
        # A proxy that refuses the tunnel may let another transport pass; a service that is away is away for all.
        is_refused = str(failure).startswith("Tunnel connection failed")
        raise (httpx2.ProxyError if is_refused else httpx2.ConnectError)(str(failure)) from failure
    return connection, headers, target


def _connection(scheme: str, host: str, port: int | None, timeout_s: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=timeout_s, context=tls_context())
    return HTTPConnection(host, port, timeout=timeout_s)


def _default_port(proxy: SplitResult) -> int:
    return 443 if proxy.scheme == "https" else 80


def _proxy_authorization(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    credentials = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(credentials.encode()).decode()}
